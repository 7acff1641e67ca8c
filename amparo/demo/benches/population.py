"""A country's registry in minutes: institutions, teams and whole files, by shared inserts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context

from django.core.management.color import no_style
from django.db import connection, transaction

from amparo.demo.accounts import ACCOUNTS, INSTITUTIONS
from amparo.demo.benches.rows import Batch, write_files
from amparo.demo.benches.throwaway import open_writer
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.approval_models import ApprovalKind
from amparo.kernel.access.approvals import (
    MOST_PERSONS,
    answer_approval,
    ask_approval,
    name_second,
)
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.services import open_team
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.organisations.services import join, open_desk, open_organisation
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient
from amparo.persons.models import Person
from amparo.persons.services import give_consent, start_share

WORKER = "coordinadora"  # whose pages are measured
COLLEAGUE = "acompanante"  # another team leader of the same institution
ELSEWHERE = ("coordinadora-pa", "coordinadora-ni", "coordinadora-gt")
OWN_SHARE, LEAST_OWN = 50, 60  # one file in fifty is hers
TEAM_SIZE = 60
SHARED, SHARED_SHARE = 100, 100  # files of others shared with her desk: one in a hundred, at most
TOGETHER = 1000  # persons of one transaction


@dataclass(frozen=True)
class Registry:
    """``own``: numbers of the people on the worker's teams; ``shared``: how many were shared."""

    worker: Actor
    own: range
    persons: int
    shared: int


def build(persons: int) -> Registry:
    """Fill the throw-away node with ``persons`` invented people.

    A fiftieth of them are the worker's: half on one team, half each on a team of its own, as files
    opened one by one are. The rest are of her colleague and of three other institutions, on teams
    of sixty.
    """
    today, own = clock.today(), min(persons, max(LEAST_OWN, persons // OWN_SHARE))
    with transaction.atomic():
        _institutions(today)
        batches = list(_teams(persons, own, today))
    _write_all(batches, persons)
    shared = _share_some(persons, own, today)
    _approve_more_than_a_day(persons)
    return Registry(_actor(WORKER), range(own), persons, shared)


def _approve_more_than_a_day(persons: int) -> None:
    """A partner approves what a measured day shows: more people than one account may see."""
    partner, worker = _actor(ELSEWHERE[0]), _actor(WORKER)
    name_second(
        organisation=Organisation.objects.get(pk=worker.home),
        desk=Membership.objects.select_related("desk").get(pk=partner.member).desk,
    )
    asked = ask_approval(
        actor=worker,
        kind=ApprovalKind.BULK_EXPORT,
        reason="bench",
        persons=min(persons, MOST_PERSONS),
    )
    answer_approval(actor=partner, approval_id=asked.pk, given=True)


def _institutions(today: date) -> None:
    led = [one for one in ACCOUNTS if one.username in (WORKER, COLLEAGUE, *ELSEWHERE)]
    for institution in INSTITUTIONS:
        if institution.code in {one.institution for one in led}:
            organisation = open_organisation(
                code=institution.code,
                name=institution.name,
                kind=institution.kind,
                country=institution.country,
                domain=institution.domain,
                deciding_body=institution.deciding_body,
            )
            for name in institution.desks:
                open_desk(organisation=organisation, name=name)
    for account in led:
        desk = Desk.objects.get(organisation__code=account.institution, name=account.desk)
        user = User.objects.create_user(account.username)
        join(user=user, desk=desk, role=account.role, since_on=today)


def _teams(persons: int, own: int, today: date) -> Iterator[Batch]:
    """Open every team and say which numbers it serves."""
    sizes = [own - own // 2, *[1] * (own // 2)]
    places = [(WORKER, size) for size in sizes]
    left, others = persons - own, (COLLEAGUE, *ELSEWHERE)
    while left > 0:
        places.append((others[len(places) % len(others)], min(TEAM_SIZE, left)))
        left -= TEAM_SIZE
    actors = {username: _actor(username) for username in (WORKER, *others)}
    members = {
        username: Membership.objects.select_related("desk__organisation").get(pk=actor.member)
        for username, actor in actors.items()
    }
    first = 0
    for username, count in places:
        member = members[username]
        team = open_team(lead=member, on=today)
        recipient = ensure_recipient(RecipientKind.TEAM, team.public_id)
        yield Batch(
            team, recipient, member.desk.organisation, actors[username], first, count, today
        )
        first += count


def _actor(username: str) -> Actor:
    place = Membership.objects.select_related("user", "desk__organisation")
    return actor_of(place.get(user__username=username))


def _write_all(batches: Sequence[Batch], persons: int) -> None:
    """Processes make and write a thousand people each: while one waits for the disk, one seals."""
    workers, done = os.cpu_count() or 1, 0
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=open_writer) as pool:
        waits = [pool.submit(write_files, group) for group in _grouped(batches)]
        try:
            for wait in as_completed(waits):
                done += wait.result()
                sys.stderr.write(f"\r  {done:,} of {persons:,} persons")
                sys.stderr.flush()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    sys.stderr.write("\n")
    _move_sequences()


def _grouped(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    group: list[Batch] = []
    for batch in batches:
        group.append(batch)
        if sum(one.count for one in group) >= TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _move_sequences() -> None:
    """The keys of persons and audit rows were given by us: the engine's counters must know."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person, AuditRow]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # what autovacuum would have done by the next morning


def _share_some(persons: int, own: int, today: date) -> int:
    """Some people of other institutions allow the worker's desk three parts of their file."""
    worker = _actor(WORKER)
    desk = Membership.objects.select_related("desk__organisation").get(pk=worker.member).desk
    foreign = Person.objects.filter(pk__gt=own).exclude(team__organisation=desk.organisation_id)
    chosen = foreign.select_related("opened_by__user", "opened_by__desk__organisation")
    chosen = chosen.order_by("pk")[: min(SHARED, persons // SHARED_SHARE)]
    for person in chosen:
        leader = actor_of(person.opened_by)
        consent = give_consent(
            actor=leader,
            person_id=person.pk,
            desk=desk,
            purpose=worker.purpose or "",
            fields=["contact", "profile", "needs"],
            given_on=today,
            expires_on=today + timedelta(days=90),
            given_by="herself",
            explained="spoken",
            language="es",
        )
        start_share(actor=leader, consent_id=consent.pk, on=today)
    return len(chosen)
