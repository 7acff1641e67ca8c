"""Asking a second person, and answering. Who asked never answers, under any of her places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import (
    LASTS,
    Approval,
    ApprovalAnswer,
    ApprovalKind,
    ApprovalQuerySet,
)
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Permission
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.vault.keyring import denied_among, new_keys
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient

# Who may ask for each kind: what she would do with the approval is hers to do at all.
ASKED_WITH = {
    ApprovalKind.BULK_EXPORT: Permission.CASE_READ,
    ApprovalKind.ERASURE: Permission.PERSON_ERASE,
    ApprovalKind.SHELTER_ADDRESS: Permission.CASE_READ,
    ApprovalKind.WITNESS_IDENTITY: Permission.CASE_READ,
}
MOST_PERSONS = 100_000
NOBODY = UUID(int=0)

# `persons` says about whose data an actor answers: (actor, subjects) -> those among them.
Theirs = Callable[[Actor, Iterable[UUID]], set[UUID]]
_theirs: list[Theirs] = []


def register_theirs(provider: Theirs) -> None:
    _theirs[:] = [provider]


class ApprovalReasonMissing(ValidationError):
    def __init__(self) -> None:
        super().__init__({"reason": _("Escriba para qué: quien aprueba decide con esto.")})


class HowManyPersons(ValidationError):
    def __init__(self) -> None:
        super().__init__({"persons": _("Diga para cuántas personas: entre 1 y 100 000.")})


class ApprovalAnswered(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Esa solicitud ya tiene respuesta, o venció."))


def can_ask_approval(actor: Actor, kind: ApprovalKind) -> bool:
    return actor.has(ASKED_WITH[kind]) and actor.membership_id is not None


def can_answer_approval(actor: Actor, approval: Approval) -> bool:
    """Somebody else, of the same institution or of the desk that it named as its second, and not
    kept out of what it is about; an officer of protected witnesses, only about hers."""
    asker = approval.asked_by
    if not actor.has(Permission.APPROVAL_GIVE) or asker.user_id == actor.user_id:
        return False
    home = asker.desk.organisation
    near = home.pk == actor.organisation_id
    if actor.has(Permission.PERSON_SEAL):
        return near and approval.about in _theirs[0](actor, [approval.about or NOBODY])
    second = home.approval_desk_id is not None and home.approval_desk_id == actor.desk_id
    kept_out = approval.about is not None and bool(denied_among(actor, [approval.about]))
    return (near or second) and not kept_out


def ask_approval(
    *,
    actor: Actor,
    kind: str,
    reason: str,
    about: UUID | None = None,
    persons: int | None = None,
) -> Approval:
    """Ask a second person; what she approves holds for a day.

    Raises:
        Denied: the act itself is not this actor's.
        ApprovalReasonMissing, HowManyPersons.
    """
    asked = Approval(kind=ApprovalKind(kind), about=about, persons=persons)
    with writing(actor, holds=[asked.public_id]):
        require(can_ask_approval, actor, asked.kind)
        if not reason.strip():
            raise ApprovalReasonMissing
        if asked.kind == ApprovalKind.BULK_EXPORT and not 0 < (persons or 0) <= MOST_PERSONS:
            raise HowManyPersons
        asked.asked_by_id, asked.asked_at = actor.member, clock.now()
        asked.expires_at = asked.asked_at + LASTS
        _seal(asked, reason.strip())
        asked.save(force_insert=True)
        subjects = [about] if about else []
        record(actor, Verb.APPROVAL_ASKED, subjects=subjects, approval=str(asked.public_id))
    return asked


def answer_approval(*, actor: Actor, approval_id: int, given: bool) -> Approval:
    """Approve or refuse.

    Raises:
        Denied: it is not hers to answer.
        ApprovalAnswered: somebody did, or a day went by.
    """
    with writing(actor):
        asked = (
            Approval.objects.select_for_update(of=("self",))
            .select_related("asked_by__desk__organisation")
            .get(pk=approval_id)
        )
        require(can_answer_approval, actor, asked)
        if asked.answer != ApprovalAnswer.OPEN or asked.expires_at <= clock.now():
            raise ApprovalAnswered
        asked.answer = ApprovalAnswer.GIVEN if given else ApprovalAnswer.REFUSED
        asked.answered_by_id, asked.answered_at = actor.member, clock.now()
        asked.expires_at = asked.answered_at + LASTS if given else asked.expires_at
        asked.version += 1
        asked.save()
        record(
            actor,
            Verb.APPROVAL_ANSWERED,
            subjects=[asked.about] if asked.about else [],
            answer=asked.answer,
            approval=str(asked.public_id),
        )
    return asked


def require_approval(actor: Actor, kind: ApprovalKind, about: UUID) -> Approval:
    """The approval in force by which the actor may do one act on one record.

    Raises:
        Denied: nobody else approved it for her, or it ran out.
    """
    found = Approval.objects.in_force(actor, kind, clock.now(), about=about).first()
    if found is None:
        raise Denied("approved_by_a_second_person")
    return found


def asked_by(actor: Actor) -> ApprovalQuerySet:
    """What the actor asked under this place, newest first."""
    return Approval.objects.filter(asked_by_id=actor.membership_id or 0)


def waiting_for(actor: Actor) -> ApprovalQuerySet:
    """What waits for an answer that the actor may give."""
    if not actor.has(Permission.APPROVAL_GIVE):
        return Approval.objects.none()
    near = Q(asked_by__desk__organisation_id=actor.organisation_id)
    second = Q(asked_by__desk__organisation__approval_desk_id=actor.desk_id)
    waiting = Approval.objects.filter(
        near | second, answer=ApprovalAnswer.OPEN, expires_at__gt=clock.now()
    ).exclude(asked_by__user_id=actor.user_id or 0)
    about = {one for one in waiting.values_list("about", flat=True) if one}
    if actor.has(Permission.PERSON_SEAL):
        return waiting.filter(near, about__in=_theirs[0](actor, about))
    return waiting.exclude(about__in=denied_among(actor, about))


def name_second(*, organisation: Organisation, desk: Desk | None) -> None:
    """Say at which desk of a partner a second person approves for an institution too small."""
    organisation.approval_desk = desk
    organisation.save(update_fields=["approval_desk"])


def _seal(asked: Approval, reason: str) -> None:
    """For whoever may answer: the desks of the institution, and its second's."""
    place = Membership.objects.select_related("desk__organisation").get(pk=asked.asked_by_id)
    home = place.desk.organisation
    desks = set(Desk.objects.filter(organisation=home).values_list("public_id", flat=True))
    if home.approval_desk is not None:
        desks.add(home.approval_desk.public_id)
    to = [ensure_recipient(RecipientKind.DESK, desk) for desk in sorted(desks)]
    new_keys(asked.public_id, [DataClass.SERVICES], to).write(asked, "reason", reason)
