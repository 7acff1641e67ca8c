"""What she allows, and the shares made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from uuid import UUID

from amparo.kernel import clock
from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.events.bus import ConsentWithdrawn, ShareEnded, publish
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import store
from amparo.kernel.organisations.models import Desk, Domain, Membership
from amparo.kernel.vault.keyring import grant_keys, revoke_keys, unlock
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.choices import (
    CLASS_OF_FIELD,
    AgeGroup,
    ConsentPurpose,
    GivenBy,
    ShareField,
    Source,
    WitnessedBy,
)
from amparo.persons.errors import (
    ClinicalNeverForJustice,
    ConsentEndsBeforeItStarts,
    ConsentNotLive,
    KeptOut,
    LegacyHasNoShares,
    MigrationNeverReads,
    NoDecisionYet,
    NothingToShare,
    OnlyAChildIsRepresented,
    PermitNeedsLess,
)
from amparo.persons.models import Consent, Exclusion, Person, Representative, Share
from amparo.persons.order_errors import ConsentTooLong
from amparo.persons.permissions import can_record_consent, can_share, can_withdraw

SWEEPER = system_actor("sweeper")
# Kinds of institution that are never given a file (guideline 52: the wall of migration control); a
# permit desk gets the request she consents to, and these parts of her file at most.
WALLED = ("border", "migration")
PERMIT_FIELDS = frozenset(
    {ShareField.NAME, ShareField.BIRTH, ShareField.DOCUMENT, ShareField.IDENTIFICATION}
)
LONGEST = timedelta(days=366)  # twelve months
TEXT_VERSION = "2026-1"  # of the words read to her, until the institution loads its own
# Which edition an institution reads out: (institution, language, age group) → edition, or "".
ConsentText = Callable[[int, str, str], str]
_consent_text: list[ConsentText] = []


def register_consent_text(edition: ConsentText) -> None:
    """The app that keeps the legal pack says which edition of the text is in force."""
    _consent_text[:] = [edition]


def give_consent(
    *,
    actor: Actor,
    person_id: int,
    desk: Desk,
    purpose: str,
    fields: Iterable[str],
    given_on: date,
    expires_on: date,
    given_by: str,
    explained: str,
    language: str,
    witnessed_by: str = WitnessedBy.NOBODY,
    evidence: tuple[str, bytes] | None = None,
) -> Consent:
    """Record what she allowed, as she allowed it; ``evidence``: name and bytes of a signed sheet
    or a recording. It ends within twelve months, and is renewed only by asking her again.

    Raises:
        Denied: the actor is not on her team.
        MigrationNeverReads: a migration or border authority, and not a permit she asks for.
        PermitNeedsLess: a permit request that would show more than it needs.
        ClinicalNeverForJustice: clinical notes were named for a desk of justice.
        KeptOut: the desk's institution is kept out of her file.
        OnlyAChildIsRepresented, NoDecisionYet: the child authority did not decide it.
        NothingToShare, ConsentEndsBeforeItStarts, ConsentTooLong: the answers do not hold together.
    """
    named = sorted({ShareField(one).value for one in fields})
    with writing(actor):
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        require(can_record_consent, actor, person)
        _refuse_parts(desk, named)
        _refuse_behind_the_wall(person, desk, purpose, named)
        _refuse_without_decision(person, given_by, given_on)
        _refuse_term(given_on, expires_on)
        consent = Consent.objects.create(
            person=person,
            purpose=purpose,
            desk=desk,
            fields=named,
            given_on=given_on,
            expires_on=expires_on,
            given_by=given_by,
            explained=explained,
            language=language,
            text_version=_edition(actor, language, person.age_group),
            recorded_by_id=actor.member,
            witnessed_by=WitnessedBy(witnessed_by),
            evidence=_kept(actor, person, evidence, given_on),
        )
        record(
            actor,
            Verb.CONSENT_GIVEN,
            subjects=[person.public_id],
            fields=named,
            purpose=purpose,
            to=str(desk.public_id),
        )
    return consent


def _refuse_parts(desk: Desk, named: list[str]) -> None:
    if ShareField.CLINICAL in named and desk.organisation.domain == Domain.JUSTICE:
        raise ClinicalNeverForJustice
    if not named:
        raise NothingToShare


def _refuse_term(given_on: date, expires_on: date) -> None:
    if expires_on < given_on:
        raise ConsentEndsBeforeItStarts
    if expires_on > given_on + LONGEST:
        raise ConsentTooLong


def _refuse_behind_the_wall(person: Person, desk: Desk, purpose: str, named: list[str]) -> None:
    """A migration or border authority gets a permit request, and of the file what it needs."""
    permit = purpose == ConsentPurpose.PROTECTION_PERMIT
    walled = desk.organisation.kind in WALLED
    if walled and not (permit and _is_permit_desk(desk)):
        raise MigrationNeverReads
    if permit and not set(named) <= PERMIT_FIELDS:
        raise PermitNeedsLess
    if Exclusion.objects.standing_against(person, desk.organisation).exists():
        raise KeptOut


def _is_permit_desk(desk: Desk) -> bool:
    serving = Membership.objects.live(clock.today()).filter(desk=desk, role=Role.PERMIT_DESK)
    return serving.exists()


def _refuse_without_decision(person: Person, given_by: str, on: date) -> None:
    """The child authority decides for a child, with the best interest written down first."""
    if given_by != GivenBy.CHILD_AUTHORITY:
        return
    if person.age_group == AgeGroup.ADULT:
        raise OnlyAChildIsRepresented
    decided = Representative.objects.live(on).filter(person=person, consents=True)
    if not decided.exists():
        raise NoDecisionYet


def _edition(actor: Actor, language: str, age_group: str) -> str:
    """The edition that the institution loaded for her language and age; otherwise our own."""
    for edition in _consent_text:
        return edition(actor.home, language, age_group) or TEXT_VERSION
    return TEXT_VERSION


def _kept(
    actor: Actor, person: Person, evidence: tuple[str, bytes] | None, on: date
) -> StoredFile | None:
    if evidence is None:
        return None
    name, content = evidence
    ring = unlock(actor, [person.public_id], clock.today())
    return store(ring, subject=person.public_id, name=name, content=content, on=on)


def start_share(*, actor: Actor, consent_id: int, on: date) -> Share:
    """Open the consented parts to the desk; asking twice returns the same share.

    Raises:
        Denied: the actor is not on her team.
        ConsentNotLive: the consent is over or withdrawn.
        LegacyHasNoShares: an imported record without contact with her.
    """
    with writing(actor):
        consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
        person = consent.person
        require(can_share, actor, person)
        if person.source == Source.LEGACY:
            raise LegacyHasNoShares
        if not Consent.objects.live(on).filter(pk=consent.pk).exists():
            raise ConsentNotLive
        share, made = Share.objects.get_or_create(
            consent=consent,
            ended_on=None,
            defaults={
                "person": person,
                "desk": consent.desk,
                "started_on": on,
                "started_by_id": actor.member,
            },
        )
        if made:
            _open_keys(actor, share, on)
            record(actor, Verb.SHARE_STARTED, subjects=[person.public_id], fields=consent.fields)
    return share


def _open_keys(actor: Actor, share: Share, on: date) -> None:
    subject = share.person.public_id
    classes = {CLASS_OF_FIELD[field] for field in share.fields}
    recipient = ensure_recipient(RecipientKind.DESK, share.desk.public_id)
    grant_keys(unlock(actor, [subject], on), subject, classes, recipient, share.public_id)


def withdraw_consent(*, actor: Actor, consent_id: int) -> Consent:
    """One step; every view that hangs on it closes with this transaction. Twice is once.

    Raises:
        Denied: the actor is not on her team.
    """
    with writing(actor):
        consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent_id)
        require(can_withdraw, actor, consent.person)
        if consent.withdrawn_at is None:
            consent.withdrawn_at = clock.now()
            consent.save(update_fields=["withdrawn_at"])
            record(actor, Verb.CONSENT_WITHDRAWN, subjects=[consent.person.public_id])
            publish(ConsentWithdrawn(consent=consent.public_id))
    return consent


def end_share(*, actor: Actor, share_id: int, on: date) -> Share:
    """End a share whose work is done, while the consent stays. Twice is once."""
    with writing(actor):
        share = Share.objects.select_for_update(of=("self",)).get(pk=share_id)
        require(can_share, actor, share.person)
        if share.ended_on is None:
            share.ended_on = on
            share.save(update_fields=["ended_on"])
            record(actor, Verb.SHARE_ENDED, subjects=[share.person.public_id])
            publish(ShareEnded(share=share.public_id))
    return share


def tidy_share(share: UUID) -> None:
    """Delete the wraps of a share that is over. Reading had already stopped; safe to repeat."""
    with writing(SWEEPER):
        if not Share.objects.live(clock.today()).filter(public_id=share).exists():
            revoke_keys(share)
