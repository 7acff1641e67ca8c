"""Opening one person's file in an emergency, and answering for it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.access.emergency_models import (
    LASTS,
    EmergencyOpening,
    EmergencyPurpose,
    EmergencyQuerySet,
    ReviewOutcome,
)
from amparo.kernel.access.models import Team, TeamFunction, TeamMember
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.access.standing import note_opening, note_reviews, reviewers_owing
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import Keyring, new_keys, unlock
from amparo.kernel.vault.models import Recipient, RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient

WRONG_NAMES_A_DAY = 10
A_DAY = timedelta(hours=24)


class NothingToOpen(ValidationError):
    """Nobody is known by that name, or it may not be opened so: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            {
                "code_name": _(
                    "Con ese código no se puede abrir nada. Revise cómo está escrito; si hay "
                    "peligro ahora, llame a emergencias."
                )
            }
        )


class ReasonMissing(ValidationError):
    def __init__(self) -> None:
        super().__init__({"reason": _("Escriba en una frase qué pasa y qué necesita ver.")})


class NoteMissing(ValidationError):
    def __init__(self) -> None:
        super().__init__({"note": _("Diga en una frase por qué no estuvo justificada.")})


class AlreadyReviewed(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("Otra persona ya revisó esta apertura."))


def can_open_in_emergency(actor: Actor) -> bool:
    return actor.has(Permission.EMERGENCY_OPEN) and actor.membership_id is not None


def can_try_another_name(actor: Actor) -> bool:
    """Ten names that open nothing in a day are a search, not an emergency."""
    since = clock.now() - A_DAY
    wrong = AuditRow.objects.filter(verb=Verb.EMERGENCY_REFUSED, at__gte=since, actor=actor.name)
    return wrong.count() < WRONG_NAMES_A_DAY


def can_review(actor: Actor, opening: EmergencyOpening) -> bool:
    """Who leads her team, who supervises its institution, or data protection; never the opener."""
    if not actor.has(Permission.EMERGENCY_REVIEW):
        return False
    if opening.membership.user_id == actor.user_id:
        return False
    if actor.role == Role.DATA_PROTECTION:
        return True
    if actor.role in (Role.SUPERVISOR, Role.INTAKE_SUPERVISOR):
        return opening.team.organisation_id == actor.organisation_id
    leads = TeamMember.objects.serving(actor, clock.today())
    return leads.filter(team_id=opening.team_id, function=TeamFunction.LEAD).exists()


def open_in_emergency(
    *, actor: Actor, person: UUID, team: Team, purpose: str, reason: str
) -> EmergencyOpening:
    """Open the file for four hours and call whoever must review it. While one opening lives,
    asking again returns it.

    Raises:
        Denied: the actor's role opens nothing in an emergency.
        ReasonMissing: without words nobody can review it.
        ValueError: a purpose that is not in its list.
    """
    opening = EmergencyOpening(person=person, team=team, purpose=EmergencyPurpose(purpose))
    with reading(system_actor("emergency")):
        opening.reviewer = _reviewer_of(team, actor)
    with writing(actor, holds=[opening.public_id, person]):
        require(can_open_in_emergency, actor)
        if not reason.strip():
            raise ReasonMissing
        live = EmergencyOpening.objects.live_for(actor).filter(person=person).first()
        if live is not None:
            return live
        opening.membership_id, opening.opened_at = actor.member, clock.now()
        opening.ends_at = opening.opened_at + LASTS
        opening.escalated_at = None if opening.reviewer_id else opening.opened_at
        _seal_reason(opening, reason.strip())
        opening.save(force_insert=True)
        with writing(system_actor("emergency")):
            note_opening(opening)
        record(
            actor,
            Verb.EMERGENCY_OPENED,
            subjects=[person],
            purpose=opening.purpose,
            emergency=str(opening.public_id),
        )
    return opening


def refuse_name(actor: Actor) -> None:
    """Record that a name opened nothing; the name itself is not kept."""
    with writing(actor):
        record(actor, Verb.EMERGENCY_REFUSED)


def review_opening(*, actor: Actor, opening_id: int, outcome: str, note: str) -> EmergencyOpening:
    """Answer for an opening: it was justified, or it was not and why.

    Raises:
        Denied: it is not hers to review.
        AlreadyReviewed: somebody did.
        NoteMissing: "not justified" needs its reason.
    """
    with writing(actor):
        opening = (
            EmergencyOpening.objects.select_for_update(of=("self",))
            .select_related("membership", "team", "reviewer")
            .get(pk=opening_id)
        )
        require(can_review, actor, opening)
        if opening.reviewed_at is not None:
            raise AlreadyReviewed
        opening.outcome = ReviewOutcome(outcome)
        if opening.outcome == ReviewOutcome.NOT_JUSTIFIED and not note.strip():
            raise NoteMissing
        opening.reviewed_at, opening.reviewed_by_id = clock.now(), actor.member
        _seal_note(actor, opening, note.strip())
        opening.version += 1
        opening.save()
        if opening.reviewer is not None:
            with writing(system_actor("emergency")):
                note_reviews(opening.reviewer.user_id)
        record(
            actor,
            Verb.EMERGENCY_REVIEWED,
            subjects=[opening.person],
            outcome=opening.outcome,
            emergency=str(opening.public_id),
        )
    return opening


def escalate_overdue() -> int:
    """Hand every opening that nobody reviewed in 72 hours to data protection. Safe to repeat."""
    now = clock.now()
    with writing(system_actor("emergency")):
        for user in reviewers_owing():
            note_reviews(user)
        late = EmergencyOpening.objects.overdue(now).filter(escalated_at=None)
        return late.update(escalated_at=now)


def words_of(ring: Keyring, opening: EmergencyOpening) -> str | None:
    """The reason as whoever reviews may read it; None when no key of hers fits."""
    for name in ("reason", "reason_for_review"):
        text = ring.text(opening, name)
        if text is not None:
            return text
    return None


def _reviewer_of(team: Team, actor: Actor) -> Membership | None:
    """Who leads her team; otherwise who supervises its institution; nobody: data protection."""
    today = clock.today()
    live = Membership.objects.live(today).exclude(user_id=actor.user_id or 0)
    leads = TeamMember.objects.filter(team=team, function=TeamFunction.LEAD).on(today)
    by_team = live.filter(pk__in=leads.values("membership")).order_by("pk").first()
    if by_team is not None:
        return by_team
    above = live.filter(
        role__in=(Role.SUPERVISOR, Role.INTAKE_SUPERVISOR),
        desk__organisation_id=team.organisation_id,
    )
    return above.order_by("pk").first()


def _seal_reason(opening: EmergencyOpening, reason: str) -> None:
    team = ensure_recipient(RecipientKind.TEAM, opening.team.public_id)
    supervision = (
        ensure_recipient(RecipientKind.DESK, opening.reviewer.desk.public_id)
        if (opening.reviewer)
        else None
    )
    to_team = [team, supervision] if supervision else [team]
    ring = new_keys(opening.public_id, [DataClass.SERVICES], to_team)
    ring.write(opening, "reason", reason)
    officers = new_keys(opening.public_id, [DataClass.AUDIT], _officers(clock.today()))
    officers.write(opening, "reason_for_review", reason)


def _officers(on: date) -> Iterable[Recipient]:
    """The desks at which data protection works."""
    places = Membership.objects.live(on).filter(role=Role.DATA_PROTECTION).select_related("desk")
    desks = {place.desk.public_id for place in places}
    return [ensure_recipient(RecipientKind.DESK, desk) for desk in sorted(desks)]


def _seal_note(actor: Actor, opening: EmergencyOpening, note: str) -> None:
    """Under whichever of the opening's keys the reviewer has: the other side reads the outcome."""
    if not note:
        return
    ring = unlock(actor, [opening.public_id], clock.today())
    name = "note" if ring.opens(opening.public_id, DataClass.SERVICES) else "note_for_review"
    if name == "note_for_review" and not ring.opens(opening.public_id, DataClass.AUDIT):
        desk = Membership.objects.select_related("desk").get(pk=actor.member).desk
        mine = ensure_recipient(RecipientKind.DESK, desk.public_id)
        ring = new_keys(opening.public_id, [DataClass.AUDIT], [mine])
    ring.write(opening, name, note)


def to_review(actor: Actor) -> EmergencyQuerySet:
    """Openings that wait for a review this actor may make: of the teams she leads, of her
    institution when she supervises it, all of them for data protection."""
    waiting = EmergencyOpening.objects.unreviewed().exclude(membership__user_id=actor.user_id or 0)
    return waiting.filter(_reviewable(actor))


def seen_for_review(actor: Actor) -> EmergencyQuerySet:
    """As `to_review`, with those already reviewed, and the actor's own."""
    mine = Q(membership_id=actor.membership_id or 0)
    return EmergencyOpening.objects.filter(mine | _reviewable(actor))


def _reviewable(actor: Actor) -> Q:
    if not actor.has(Permission.EMERGENCY_REVIEW):
        return Q(pk=None)
    if actor.role == Role.DATA_PROTECTION:
        return ~Q(pk=None)
    if actor.role in (Role.SUPERVISOR, Role.INTAKE_SUPERVISOR):
        return Q(team__organisation_id=actor.organisation_id)
    leads = TeamMember.objects.serving(actor, clock.today()).filter(function=TeamFunction.LEAD)
    return Q(team__in=leads.values("team"))
