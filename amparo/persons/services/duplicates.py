"""Duplicate candidates: one's own team's files to whoever writes; across institutions, only the
registry custodian's queue, without a name."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.kernel.vault.blind import blind, folded_words, name_tokens
from amparo.persons.models import Answer, BlindToken, Person, PossibleDuplicate
from amparo.persons.permissions import can_reconcile

REGISTRY = system_actor("registry")
SEARCH, RECONCILE = "name-search", "reconcile"
NODE = UUID(int=0)  # owner of the index that only the custodian's queue uses
SHARED_WORDS = 2
CANDIDATES_SHOWN = 10


def index_name(person: Person, name: str, organisation: Organisation) -> None:
    """Replace a person's tokens: those of her institution and those of the node."""
    BlindToken.objects.filter(person=person).delete()
    BlindToken.objects.bulk_create(tokens_of(person, name, organisation))


def tokens_of(person: Person, name: str, organisation: Organisation) -> list[BlindToken]:
    """The rows of a name, still to be written."""
    own = name_tokens(name, organisation=organisation.public_id, purpose=SEARCH)
    node = {blind(f"w:{word}", organisation=NODE, purpose=RECONCILE) for word in folded_words(name)}
    return [BlindToken(person=person, organisation=organisation, token=token) for token in own] + [
        BlindToken(person=person, organisation=None, token=token) for token in node
    ]


def own_duplicates(*, actor: Actor, name: str, on: date) -> list[Person]:
    """Files of the actor's own teams that share two words of this name; most alike first."""
    words = set(folded_words(name))
    if len(words) < SHARED_WORDS or actor.organisation is None:
        return []
    tokens = [blind(f"w:{w}", organisation=actor.organisation, purpose=SEARCH) for w in words]
    mine = Person.objects.of_my_teams(actor, on=on)
    found = BlindToken.objects.filter(
        organisation_id=actor.home, token__in=tokens, person__in=mine
    ).values_list("person_id", flat=True)
    alike = [pk for pk, words_ in Counter(found).most_common() if words_ >= SHARED_WORDS]
    by_pk = mine.in_bulk(alike[:CANDIDATES_SHOWN])
    return [by_pk[pk] for pk in alike[:CANDIDATES_SHOWN]]


def seek_across_institutions(person: Person, *, on: date) -> None:
    """Queue for the custodian whoever of another institution shares two words of the name.

    The writer learns nothing: same answer, same page, whether somebody was found or not.
    """
    own = person.team.organisation_id
    with acting(REGISTRY):
        mine = BlindToken.objects.filter(person=person, organisation=None).values("token")
        others = (
            BlindToken.objects.filter(organisation=None, token__in=mine, person__merged_into=None)
            .exclude(person__team__organisation=own)
            .values_list("person_id", flat=True)
        )
        PossibleDuplicate.objects.bulk_create(
            [
                PossibleDuplicate(
                    first_id=min(person.pk, other), second_id=max(person.pk, other), found_on=on
                )
                for other, words in Counter(others).items()
                if words >= SHARED_WORDS
            ],
            ignore_conflicts=True,
        )


def answer_duplicate(
    *, actor: Actor, candidate_id: int, answer: Answer, on: date
) -> PossibleDuplicate:
    """The custodian says whether two files are one person. Raises Denied to anybody else."""
    with writing(actor):
        pairs = PossibleDuplicate.objects.select_for_update(of=("self",))
        candidate = pairs.select_related("first", "second").get(pk=candidate_id)
        require(can_reconcile, actor, candidate)
        candidate.answer, candidate.answered_on = answer, on
        candidate.answered_by = Membership.objects.get(pk=actor.member)
        candidate.save()
        subjects = [candidate.first.public_id, candidate.second.public_id]
        record(actor, Verb.DUPLICATES_SOUGHT, subjects=subjects, answer=answer)
    return candidate
