"""Who sees each part of a file, what she allowed, who works with her, and who read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from amparo.cases.pages.file import CaseFile
from amparo.cases.pages.work import institutions
from amparo.kernel import clock
from amparo.kernel.access.floor import grant_in
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import rows_about
from amparo.kernel.organisations.models import Desk, Membership
from amparo.persons.public import CLASS_OF_FIELD, WALLED, Consent, Exclusion, Share, ShareField

READINGS_SHOWN = 200
HERSELF = "own:"  # how the log names whoever comes in by her own door


@dataclass(frozen=True)
class Column:
    """One desk of the matrix; ``until`` is None for the team itself."""

    title: str
    desk: str
    until: date | None
    parts: frozenset[str]
    consent: UUID | None


@dataclass(frozen=True)
class Matrix:
    """Rows are parts of the file; each row has one True or False for every column."""

    columns: list[Column]
    rows: list[tuple[str, list[bool]]]


def matrix_of(file: CaseFile) -> Matrix:
    """For the team, every desk with a live share; for a desk, only its own column."""
    columns = [_column(share) for share in _live_shares(file)]
    if file.team:
        organisation = file.person.team.organisation.name
        columns.insert(0, Column(organisation, "", None, _parts_of_team(file), None))
    rows = [
        (str(part.label), [part.value in column.parts for column in columns]) for part in ShareField
    ]
    return Matrix(columns, rows)


def _parts_of_team(file: CaseFile) -> frozenset[str]:
    """What somebody of her team reads today: a class that none of their roles reads is not seen."""
    serving = TeamMember.objects.filter(team=file.person.team).on(file.door.on)
    roles = set(serving.values_list("membership__role", flat=True))
    grants = [grant_in(file.person.team.organisation.country, Role(role)) for role in roles]
    read = {one for grant in grants for one, acts in grant.classes.items() if "r" in acts}
    return frozenset(part.value for part in ShareField if CLASS_OF_FIELD[part] in read)


def _live_shares(file: CaseFile) -> QuerySet[Share]:
    shares = Share.objects.live(file.door.on).filter(person=file.person)
    if not file.team:
        shares = shares.for_actor(file.actor)
    return shares.select_related("consent", "order", "desk__organisation").order_by("pk")


def _column(share: Share) -> Column:
    return Column(
        title=share.desk.organisation.name,
        desk=share.desk.name,
        until=share.expires_on,
        parts=frozenset(share.fields),
        consent=share.consent.public_id if share.consent else None,
    )


@dataclass(frozen=True)
class ConsentShown:
    public_id: UUID
    institution: str
    desk: str
    purpose: str
    parts: str
    given_on: date
    expires_on: date
    given_by: str
    explained: str
    language: str
    withdrawn_on: date | None
    live: bool
    shared: bool


def consents_of(file: CaseFile) -> list[ConsentShown]:
    """Everything she allowed and withdrew, newest first; the team alone sees it."""
    if not file.team:
        return []
    consents = Consent.objects.filter(person=file.person).select_related("desk__organisation")
    live = set(consents.live(file.door.on).values_list("pk", flat=True))
    shared = set(
        Share.objects.filter(person=file.person, ended_on=None).values_list("consent", flat=True)
    )
    return [_consent(each, each.pk in live, each.pk in shared) for each in consents]


def _consent(consent: Consent, live: bool, shared: bool) -> ConsentShown:
    return ConsentShown(
        public_id=consent.public_id,
        institution=consent.desk.organisation.name,
        desk=consent.desk.name,
        purpose=consent.get_purpose_display(),
        parts=", ".join(str(ShareField(part).label) for part in consent.fields),
        given_on=consent.given_on,
        expires_on=consent.expires_on,
        given_by=consent.get_given_by_display(),
        explained=consent.get_explained_display(),
        language=consent.language,
        withdrawn_on=consent.withdrawn_at.date() if consent.withdrawn_at else None,
        live=live,
        shared=shared,
    )


def renewal_of(file: CaseFile, consent: str) -> dict[str, Any]:
    """What an ending permission said, to talk over with her: a new one is given, or none."""
    try:
        found = Consent.objects.filter(person=file.person, public_id=UUID(consent)).first()
    except ValueError:
        return {}
    if found is None:
        return {}
    return {
        "desk": str(found.desk.public_id),
        "purpose": found.purpose,
        "fields_allowed": found.fields,
        "language": found.language,
    }


@dataclass(frozen=True)
class MemberShown:
    name: str
    role: str
    function: str
    since_on: date


def team_of(file: CaseFile) -> list[MemberShown]:
    """The named people who serve her today."""
    if not file.team:
        return []
    serving = TeamMember.objects.filter(team=file.person.team).on(file.door.on)
    members = serving.select_related("membership__user").order_by("since_on", "pk")
    return [
        MemberShown(
            name=member.membership.user.display_name or member.membership.user.username,
            role=member.membership.role,
            function=member.get_function_display(),
            since_on=member.since_on,
        )
        for member in members
    ]


def colleagues_of(file: CaseFile) -> list[Membership]:
    """Those of the team's institution who do not serve her yet."""
    serving = TeamMember.objects.filter(team=file.person.team).on(file.door.on)
    here = Membership.objects.live(file.door.on).filter(
        desk__organisation=file.person.team.organisation
    )
    joined = here.exclude(pk__in=serving.values("membership")).exclude(
        user__in=Exclusion.objects.standing()
        .filter(person=file.person, organisation=None)
        .values("user")
    )
    return list(joined.select_related("user", "desk").order_by("user__username", "pk"))


def desks_to_share_with() -> list[Desk]:
    """Every desk that a consent may name. Of a migration or border authority, only the desk that
    deals with protection permits: it may be named for that alone."""
    permits = Membership.objects.live(clock.today()).filter(role=Role.PERMIT_DESK).values("desk")
    open_to = Desk.objects.exclude(organisation__kind__in=WALLED) | Desk.objects.filter(
        pk__in=permits
    )
    return list(open_to.select_related("organisation"))


@dataclass(frozen=True)
class Reading:
    """So many rows of one institution, function and verb on one day: no person of it is named.
    ``emergency``: her file was open by one, without her team and without her consent."""

    on: date
    institution: str
    role: str
    verb: str
    times: int
    emergency: bool


def readings_of(file: CaseFile) -> list[Reading]:
    """Who read or changed her file; the team alone sees it."""
    return readings_about(file.case.subject) if file.team else []


def readings_about(subject: UUID) -> list[Reading]:
    """Who read or changed one file, by day, institution and function, newest first. Her own
    visits are nobody's business but hers."""
    rows = [row for row in rows_about(subject) if not row.actor.startswith(HERSELF)]
    counted: Counter[Any] = Counter(
        (row.at.date(), row.organisation, row.role, row.verb, bool(row.details.get("emergency")))
        for row in rows
    )
    names = institutions({row.organisation for row in rows if row.organisation})
    return [
        Reading(on, names.get(organisation, ""), role, verb, times, emergency)
        for (on, organisation, role, verb, emergency), times in list(counted.items())[
            :READINGS_SHOWN
        ]
    ]
