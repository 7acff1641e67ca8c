"""Search by code name or by folded name tokens, always inside what the actor may see."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef

from amparo.kernel.access.actor import Actor
from amparo.kernel.vault.blind import search_tokens
from amparo.persons.errors import SearchTooWide
from amparo.persons.models import BlindToken, Person
from amparo.persons.services.duplicates import SEARCH

HITS = 50
MINIMUM_WORDS = 2


def search(*, actor: Actor, text: str, on: date) -> list[Person]:
    """At most 50 files, newest first.

    A name is sought in the files of the actor's own teams;
    a code name in everything she may see.

    Raises:
        SearchTooWide: fewer than two words, and not a code name.
    """
    visible = Person.objects.visible_to(actor, on=on)
    code = " ".join(text.split())
    if re.fullmatch(r"\w+ \d{4}", code):
        return list(visible.filter(code_name__iexact=code)[:HITS])
    if actor.organisation is None:
        return []
    sought = search_tokens(text, organisation=actor.organisation, purpose=SEARCH)
    if len(sought) < MINIMUM_WORDS:
        raise SearchTooWide
    found = Person.objects.of_my_teams(actor, on=on)
    for tokens in sought:
        held = BlindToken.objects.filter(
            person=OuterRef("pk"), organisation_id=actor.home, token__in=tokens
        )
        found = found.filter(Exists(held))
    return list(found[:HITS])
