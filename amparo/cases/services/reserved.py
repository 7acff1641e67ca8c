"""Notes under a key of their own class: clinical, and what is said to a lawyer."""

from __future__ import annotations

from datetime import date

from amparo.cases.models import Case, ClinicalNote, PrivilegedNote
from amparo.cases.permissions import can_write_reserved
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.vault.holding import seal_up_team
from amparo.kernel.vault.keyring import Keyring, grant_keys, new_keys, unlock
from amparo.kernel.vault.models import RecipientKind, Wrap
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.public import Share, ShareField

MODELS: dict[DataClass, type[ClinicalNote] | type[PrivilegedNote]] = {
    DataClass.CLINICAL: ClinicalNote,
    DataClass.PRIVILEGED: PrivilegedNote,
}


def add_reserved_note(
    *, actor: Actor, case_id: int, data_class: DataClass, text: str, on: date
) -> ClinicalNote | PrivilegedNote:
    """Append a note that only roles of its class read.

    Raises:
        Denied: the actor is not on her team, or her role does not write that class.
        KeyringClosed: the team's people hold its key, and hers is not open.
    """
    with writing(actor):
        case = _locked(actor, case_id, data_class)
        model = MODELS[data_class]
        note = model(subject=case.subject, case=case, author_id=actor.member, noted_on=on)
        _ring_for(actor, case, data_class, on).write(note, "text", text)
        note.save(force_insert=True)
        if data_class == DataClass.CLINICAL:
            _open_to_shares(actor, case, on)
        record(actor, Verb.CASE_CHANGED, subjects=[case.subject], kind=f"{data_class}_note")
    return note


def open_clinical_notes(*, actor: Actor, case_id: int, on: date) -> int:
    """Give her clinical key to the desks that she allowed by name; how many were waiting.

    Whoever opens a share seldom reads these notes, so whoever does completes it.

    Raises:
        Denied, KeyringClosed: as `add_reserved_note`.
    """
    with writing(actor):
        case = _locked(actor, case_id, DataClass.CLINICAL)
        unlock(actor, [case.subject], on).demand(case.subject, DataClass.CLINICAL)
        opened = _open_to_shares(actor, case, on)
        record(actor, Verb.SHARE_STARTED, subjects=[case.subject], fields=[ShareField.CLINICAL])
    return opened


def shares_waiting(case: Case, on: date) -> list[Share]:
    """Live shares that name her clinical notes and have no key to them yet."""
    named = Share.objects.live(on).filter(person=case.person_id).naming(ShareField.CLINICAL)
    wrapped = Wrap.objects.filter(subject=case.subject, data_class=DataClass.CLINICAL)
    have = set(wrapped.exclude(grant=None).values_list("grant", flat=True))
    return [share for share in named.select_related("desk") if share.public_id not in have]


def _locked(actor: Actor, case_id: int, data_class: DataClass) -> Case:
    cases = Case.objects.select_for_update(of=("self",)).select_related("person__team")
    case = cases.get(pk=case_id)
    require(can_write_reserved, actor, case, data_class)
    return case


def _ring_for(actor: Actor, case: Case, data_class: DataClass, on: date) -> Keyring:
    """A ring that seals that class: the key is made with the first note. Raises KeyringClosed."""
    ring = unlock(actor, [case.subject], on)
    known = Wrap.objects.filter(subject=case.subject, data_class=data_class)
    if ring.opens(case.subject, data_class) or known.exists():
        ring.demand(case.subject, data_class)
        return ring
    team = case.person.team.public_id
    seal_up_team(team, on)
    new_keys(case.subject, [data_class], [ensure_recipient(RecipientKind.TEAM, team)])
    ring = unlock(actor, [case.subject], on)  # as whoever reads it will
    ring.demand(case.subject, data_class)
    return ring


def _open_to_shares(actor: Actor, case: Case, on: date) -> int:
    ring, waiting = unlock(actor, [case.subject], on), shares_waiting(case, on)
    for share in waiting:
        desk = ensure_recipient(RecipientKind.DESK, share.desk.public_id)
        grant_keys(ring, case.subject, [DataClass.CLINICAL], desk, share.public_id)
    return len(waiting)
