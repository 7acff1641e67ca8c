"""Loading the legal pack, and which text of consent is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.oversight.errors import LoadedAlready, PaperTooLarge
from amparo.oversight.models import LegalPaper, PaperKind
from amparo.oversight.permissions import can_load_papers

LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True)
class PaperFields:
    """What is said of a paper when it is loaded."""

    kind: str
    title: str
    edition: str
    language: str
    owner: str
    valid_from: date
    reviewed_with_survivors: bool


def load_paper(
    *, actor: Actor, fields: PaperFields, name: str, content: bytes, on: date
) -> LegalPaper:
    """Keep one edition as it is. Raises Denied, PaperTooLarge, LoadedAlready."""
    with writing(actor):
        require(can_load_papers, actor)
        if len(content) > LARGEST:
            raise PaperTooLarge
        same = LegalPaper.objects.filter(
            organisation_id=actor.home,
            kind=fields.kind,
            language=fields.language,
            edition=fields.edition,
        )
        if same.exists():
            raise LoadedAlready
        paper = LegalPaper.objects.create(
            **vars(fields),
            organisation_id=actor.home,
            file_name=Path(name).name[:120],
            content=content,
            sha256=sha256(content).hexdigest(),
            loaded_on=on,
            loaded_by_id=actor.member,
        )
        record(actor, Verb.LEGAL_LOADED, paper=str(paper.public_id), what=paper.kind)
    return paper


def in_force(organisation_id: int, on: date) -> list[LegalPaper]:
    """The newest valid edition of each kind and language, without their contents."""
    rows = LegalPaper.objects.filter(organisation_id=organisation_id, valid_from__lte=on)
    newest: dict[tuple[str, str], LegalPaper] = {}
    for paper in rows.defer("content").order_by("valid_from", "pk"):
        newest[paper.kind, paper.language] = paper
    return sorted(newest.values(), key=lambda paper: (paper.kind, paper.language))


def missing(organisation_id: int) -> list[PaperKind]:
    """Kinds of which nothing was ever loaded."""
    known = set(
        LegalPaper.objects.filter(organisation_id=organisation_id).values_list("kind", flat=True)
    )
    return [kind for kind in PaperKind if kind not in known]


def consent_edition(organisation_id: int, language: str, age_group: str) -> str:
    """Edition of the text that is read to her; "" when none was loaded for her age and language."""
    wanted = PaperKind.CONSENT_ADULT if age_group == "adult" else PaperKind.CONSENT_ADOLESCENT
    for paper in in_force(organisation_id, clock.today()):
        if paper.kind == wanted and paper.language == language:
            return paper.edition
    return ""
