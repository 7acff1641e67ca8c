"""The notice before she speaks: what must be reported in the country of whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template import Context, Library
from django.utils.translation import get_language

from amparo.kernel.reference.countries import mandatory_reports

register = Library()


@dataclass(frozen=True)
class Rule:
    """One rule in the language of the page; ``verified``: the country confirmed it."""

    who: str
    what: str
    to: str
    minimum: str
    verified: bool


@register.inclusion_tag("ui/_before_she_speaks.html", takes_context=True)
def before_she_speaks(context: Context) -> dict[str, Any]:
    """Rules of the actor's country; with none declared, the notice says that it must be asked."""
    actor = getattr(context["request"], "actor", None)
    language = (get_language() or "es")[:2]
    return {
        "rules": [
            Rule(
                who=each.who.in_(language),
                what=each.what.in_(language),
                to=each.to.in_(language),
                minimum=each.minimum.in_(language),
                verified=each.verified,
            )
            for each in mandatory_reports(actor.country if actor else "")
        ]
    }
