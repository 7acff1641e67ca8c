"""People whom a report speaks of: sealed with it, uncounted, and never a file."""

from __future__ import annotations

from uuid import UUID

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.keyring import unlock
from amparo.reports.choices import MentionedAs
from amparo.reports.errors import NotAllowedHere, TooLong
from amparo.reports.models import MentionedPerson
from amparo.reports.permissions import can_triage_report
from amparo.reports.services.locking import locked
from amparo.reports.text import cleaned, too_long_by, write_words


def mention_person(
    *, actor: Actor, report_id: UUID, role: MentionedAs, alias: str, details: str = ""
) -> MentionedPerson:
    """Write down somebody the report speaks of, in the words that help to recognise her.

    Raises:
        NotAllowedHere, TooLong: nothing was kept.
        Report.DoesNotExist: it does not exist for this actor.
        Denied: the actor may not triage it.
    """
    alias, details = cleaned(alias), cleaned(details)
    if role not in MentionedAs.values:
        raise NotAllowedHere("role")
    for field, text in (("alias", alias), ("details", details)):
        if excess := too_long_by(text):
            raise TooLong(field, excess)
    with writing(actor) as door:
        report = locked(actor, door, report_id)
        require(can_triage_report, actor, report)
        person = MentionedPerson(report=report, role=role)
        ring = unlock(actor, [report.subject], door.on)
        write_words(ring, person, "alias", alias)
        write_words(ring, person, "details", details)
        person.save(force_insert=True)
        record(
            actor, Verb.REPORT_TRIAGED, subjects=[report.subject], fields=["mentioned"], role=role
        )
    return person
