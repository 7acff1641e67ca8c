"""Act, means and purpose with the child rule. Pure; it explains, and it decides no status.

Source: Palermo Protocol, art. 3. Smuggling: Protocol against the Smuggling of Migrants, art. 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.kernel.reference import code_list

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class AgeStatus(StrEnum):
    """The codes of the list ``age_status``."""

    ADULT = "adult"
    CHILD = "child"
    IN_DOUBT = "in_doubt"


class Element(StrEnum):
    """The three elements; each is also the name of its code list."""

    ACT = "act"
    MEANS = "means"
    PURPOSE = "purpose"


class Met(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_REQUIRED = "not_required"


class Conclusion(StrEnum):
    """What the facts amount to, so far as they are known."""

    ELEMENTS_MET = "elements_met"
    ELEMENTS_MET_CHILD = "elements_met_child"
    ELEMENTS_MET_IF_CHILD = "elements_met_if_child"
    INCOMPLETE = "incomplete"
    EXPLOITATION_WITHOUT_MEANS = "exploitation_without_means"
    SMUGGLING_ONLY = "smuggling_only"
    TAGGED_ONLY = "tagged_only"
    ELEMENTS_NOT_MET = "elements_not_met"


class UnknownFact(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Hay un acto, medio, fin o modalidad fuera de la lista."), code="fact")


@dataclass(frozen=True, slots=True)
class LegalFacts:
    """What is known of the facts, in codes of the lists act, means, purpose and modality.

    ``unsettled`` names elements still being looked into: an empty set of codes means “none”
    only when its element is not there. ``consented``, ``moved`` and ``crossed_border`` are None
    when nobody knows; ``crossed_border`` means an irregular crossing that somebody procured for
    gain.
    """

    age: AgeStatus
    acts: frozenset[str] = frozenset()
    means: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    unsettled: frozenset[Element] = frozenset()
    consented: bool | None = None
    moved: bool | None = None
    crossed_border: bool | None = None

    def __post_init__(self) -> None:
        """Raises UnknownFact when a code is not in its list."""
        stated = {
            "act": self.acts,
            "means": self.means,
            "purpose": self.purposes,
            "modality": self.modalities,
        }
        if any(not codes <= set(code_list(scheme).codes) for scheme, codes in stated.items()):
            raise UnknownFact()


@dataclass(frozen=True, slots=True)
class LegalFinding:
    """The test's answer: each element, one conclusion, and why, in sentences.

    ``tagged`` are modalities noted on the record that do not presume trafficking by themselves.
    """

    met: Mapping[Element, Met]
    conclusion: Conclusion
    explanation: list[_StrOrPromise] = field(default_factory=list)
    tagged: frozenset[str] = frozenset()

    @property
    def protect_as_child(self) -> bool:
        return self.met[Element.MEANS] is Met.NOT_REQUIRED


def assess(facts: LegalFacts) -> LegalFinding:
    """Apply the three elements to what is known, and say why in sentences."""
    met = {
        Element.ACT: _met(bool(facts.acts), Element.ACT in facts.unsettled),
        Element.MEANS: _means(facts),
        Element.PURPOSE: _met(bool(facts.purposes), Element.PURPOSE in facts.unsettled),
    }
    tagged = facts.modalities & set(code_list("modality").codes_where("presumes_trafficking", "no"))
    conclusion = _conclude(facts, met, tagged)
    explanation = [CONCLUSIONS[conclusion], *_explain(facts, met, tagged)]
    return LegalFinding(met, conclusion, explanation, tagged)


def _met(stated: bool, unsettled: bool) -> Met:
    if stated:
        return Met.YES
    return Met.UNKNOWN if unsettled else Met.NO


def _means(facts: LegalFacts) -> Met:
    if facts.age is not AgeStatus.ADULT:
        return Met.NOT_REQUIRED
    return _met(bool(facts.means), Element.MEANS in facts.unsettled)


def _conclude(facts: LegalFacts, met: Mapping[Element, Met], tagged: frozenset[str]) -> Conclusion:
    act, means, purpose = met[Element.ACT], met[Element.MEANS], met[Element.PURPOSE]
    if Met.NO in (act, purpose):
        return _without_act_or_purpose(facts, purpose, tagged)
    if Met.UNKNOWN in (act, means, purpose):
        return Conclusion.INCOMPLETE
    if means is Met.NO:
        return Conclusion.EXPLOITATION_WITHOUT_MEANS
    if facts.age is AgeStatus.CHILD:
        return Conclusion.ELEMENTS_MET_CHILD
    if facts.age is AgeStatus.IN_DOUBT and not facts.means:
        return Conclusion.ELEMENTS_MET_IF_CHILD
    return Conclusion.ELEMENTS_MET


def _without_act_or_purpose(facts: LegalFacts, purpose: Met, tagged: frozenset[str]) -> Conclusion:
    if purpose is Met.NO and facts.crossed_border:
        return Conclusion.SMUGGLING_ONLY
    if purpose is Met.NO and tagged:
        return Conclusion.TAGGED_ONLY
    return Conclusion.ELEMENTS_NOT_MET


def _explain(
    facts: LegalFacts, met: Mapping[Element, Met], tagged: frozenset[str]
) -> list[_StrOrPromise]:
    said = [ELEMENTS[element, answer] for element, answer in met.items()]
    if facts.age is AgeStatus.IN_DOUBT:
        said.append(IN_DOUBT)
    said += _explain_consent(facts)
    if facts.moved is False:
        said.append(NO_MOVEMENT)
    if facts.crossed_border:
        said.append(SMUGGLING_CONTRAST)
    if tagged:
        said.append(TAGGED)
    return said


def _explain_consent(facts: LegalFacts) -> list[_StrOrPromise]:
    if not facts.consented:
        return []
    if facts.age is not AgeStatus.ADULT:
        return [CONSENT_OF_CHILD]
    return [CONSENT_VOID if facts.means else CONSENT_WITHOUT_MEANS]


CONCLUSIONS: Mapping[Conclusion, _StrOrPromise] = {
    Conclusion.ELEMENTS_MET: _("Están los tres elementos: acto, medio y fin de explotación."),
    Conclusion.ELEMENTS_MET_CHILD: _(
        "Están los elementos para una niña, niño o adolescente: acto y fin de explotación."
    ),
    Conclusion.ELEMENTS_MET_IF_CHILD: _(
        "Están el acto y el fin. Si la persona tiene menos de 18 años, basta; si es adulta, falta "
        "establecer el medio."
    ),
    Conclusion.INCOMPLETE: _("Todavía falta establecer al menos un elemento."),
    Conclusion.EXPLOITATION_WITHOUT_MEANS: _(
        "Hay acto y fin de explotación, y no se encontró un medio. En una persona adulta puede "
        "ser otro delito; revise si hubo abuso de una situación de vulnerabilidad."
    ),
    Conclusion.SMUGGLING_ONLY: _(
        "Con lo que se sabe, solo hay cruce de frontera sin fin de explotación: tráfico ilícito de "
        "migrantes, no trata."
    ),
    Conclusion.TAGGED_ONLY: _(
        "La modalidad queda anotada. Por sí sola no es trata: no se encontró un fin de explotación."
    ),
    Conclusion.ELEMENTS_NOT_MET: _("Con lo que se sabe, no están los elementos."),
}

ELEMENTS: Mapping[tuple[Element, Met], _StrOrPromise] = {
    (Element.ACT, Met.YES): _("Acto: establecido."),
    (Element.ACT, Met.NO): _("Acto: no se encontró captación, transporte, traslado ni acogida."),
    (Element.ACT, Met.UNKNOWN): _("Acto: por establecer."),
    (Element.MEANS, Met.YES): _("Medio: establecido."),
    (Element.MEANS, Met.NO): _("Medio: no se encontró."),
    (Element.MEANS, Met.UNKNOWN): _("Medio: por establecer."),
    (Element.MEANS, Met.NOT_REQUIRED): _(
        "Medio: no se exige para una niña, niño o adolescente (Protocolo de Palermo, art. 3 c)."
    ),
    (Element.PURPOSE, Met.YES): _("Fin de explotación: establecido. Basta la finalidad."),
    (Element.PURPOSE, Met.NO): _("Fin de explotación: no se encontró."),
    (Element.PURPOSE, Met.UNKNOWN): _("Fin de explotación: por establecer."),
}

IN_DOUBT = _(
    "La edad está en duda: mientras no se aclare, se protege como niña, niño o adolescente."
)
NO_MOVEMENT = _("No hace falta que la persona haya sido movida ni que haya cruzado una frontera.")
CONSENT_VOID = _(
    "El consentimiento de la persona a la explotación no cuenta cuando hubo algún medio."
)
CONSENT_OF_CHILD = _(
    "El consentimiento de una niña, niño o adolescente a la explotación no cuenta."
)
CONSENT_WITHOUT_MEANS = _(
    "La persona dijo que aceptó y no se encontró un medio: averigüe si pudo realmente elegir."
)
SMUGGLING_CONTRAST = _(
    "El tráfico ilícito de migrantes es un cruce pagado y no exige explotación. La trata exige un "
    "fin de explotación y no exige cruce. Pueden darse juntos: si hay fin de explotación, es trata."
)
TAGGED = _(
    "La adopción ilegal y la extracción de órganos se anotan como modalidad y no se presumen "
    "trata: hay que establecer cada elemento."
)
