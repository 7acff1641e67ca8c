"""Up to eight acts by migration, labour, justice and third parties find no way to what she did not
allow: after each of them, whoever acted reads what the plain rules say and not one part more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from amparo.cases import services
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.access.services import add_member
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.sealed import CannotOpen
from amparo.persons.models import Consent, Person
from amparo.persons.public import (
    ConsentPurpose,
    ShareField,
    exclude_from_file,
    fields_for,
    give_consent,
    merge_persons,
    own_duplicates,
    seal_person,
    search,
    start_share,
    withdraw_consent,
    write_migration_status,
)
from tests.factories.cases import case, full_case, signed_in
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.persons import NAME
from tests.proofs import plain_rules
from tests.proofs.plain_rules import TABLE, File, Lent, Place

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
FULL = settings().max_examples >= 400
# 5,000 walks in all, in rounds that end before the sessions of those who walk do.
ROUNDS, RUNS, ACTS = (5, 1_000, 8) if FULL else (1, 40, 8)
REFUSED = (PermissionDenied, ValidationError, ObjectDoesNotExist, CannotOpen, KeyError)

OUTSIDERS = (
    ("migration", "neutral", Role.PERMIT_DESK),
    ("migration", "neutral", Role.CASE_WORKER),  # placed by whoever wrote the row by hand
    ("border", "neutral", Role.CASE_LEAD),
    ("labour", "neutral", Role.LABOUR_INSPECTOR),
    ("police", "justice", Role.INVESTIGATOR),
    ("prosecutor", "justice", Role.PROSECUTOR),
    ("prosecutor", "justice", Role.DECISION_MAKER),
    ("csos", "services", Role.CASE_LEAD),
    ("health", "services", Role.CLINICIAN),
    ("consular", "neutral", Role.CONSULAR_OFFICER),
)


@dataclass
class Stage:
    """Built once; every run takes place inside a savepoint of its own."""

    lead: Membership
    case: Case
    outsiders: list[Membership]
    places: list[Place]
    clients: dict[tuple[int, str], Client]


def stage() -> Stage:
    lead = MembershipFactory(
        role=Role.CASE_LEAD, desk=DeskFactory(organisation=OrganisationFactory(domain="services"))
    )
    lawyer = MembershipFactory(role=Role.LEGAL_AID, desk=lead.desk)
    opened = full_case(actor_of(lead), address="refugio Ceiba", document="INV-1")
    add_member(team=opened.person.team, membership=lawyer, on=clock.today())
    write_migration_status(
        actor=actor_of(lawyer),
        person_id=opened.person_id,
        version=1,
        band="irregular",
        words="sin visa",
        on=clock.today(),
    )
    outsiders, places = [], []
    for kind, domain, role in OUTSIDERS:
        organisation = OrganisationFactory(kind=kind, domain=domain)
        placed = MembershipFactory(role=role, desk=DeskFactory(organisation=organisation))
        outsiders.append(placed)
        key = str(organisation.public_id)
        places.append(Place(placed.user.username, role, placed.desk_id, key, (key,), domain, kind))
    clients = {
        (which, purpose): signed_in(outsiders[which], purpose)
        for which, (_kind, _domain, role) in enumerate(OUTSIDERS)
        for purpose in TABLE["role"][role]["purposes"]
    }
    return Stage(lead, opened, outsiders, places, clients)


who = st.integers(0, len(OUTSIDERS) - 1)
turn = st.integers(0, 3)
parts = st.sets(st.sampled_from(ShareField.values), min_size=1, max_size=4)


class Walls(RuleBasedStateMachine):
    """What she allows and withdraws through her team, and what everybody else tries meanwhile."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.file = File()
        self.given: list[tuple[int, Lent]] = []
        self.acted: set[int] = set()
        self.savepoint = transaction.savepoint()

    @initialize()
    def open_(self) -> None:
        self.today = clock.today()
        self.her = Person.objects.select_related("team").get(pk=self.stage.case.person_id)

    def teardown(self) -> None:
        try:
            for which in sorted(self.acted):
                self.keys_of(which)
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def acting(self, which: int, turn: int) -> Actor:
        """An outsider under one of the purposes that her function has."""
        self.acted.add(which)
        purposes = TABLE["role"][OUTSIDERS[which][2]]["purposes"]
        purpose = Purpose(purposes[turn % len(purposes)])
        return actor_of(self.stage.outsiders[which], purpose=purpose)

    def reads(self, which: int, actor: Actor) -> None:
        """What she reads now is what the plain rules say."""
        may = plain_rules.parts(self.stage.places[which], str(actor.purpose), self.file)
        seen = Person.objects.visible_to(actor, on=self.today).filter(pk=self.her.pk).exists()
        assert seen == (may is not None), (OUTSIDERS[which], actor.purpose)
        told = {str(part) for part in fields_for(actor, self.her, on=self.today)}
        assert told == (may or set()) if seen else told <= (may or set())

    def keys_of(self, which: int) -> None:
        """Without a live permission no key of hers opens, whatever was tried."""
        place = self.stage.places[which]
        for turn in range(len(TABLE["role"][place.role]["purposes"])):
            actor = self.acting(which, turn)
            may = plain_rules.parts(place, str(actor.purpose), self.file) or set()
            ring = unlock(actor, [self.her.public_id], self.today)
            opened = {str(data_class) for _subject, data_class in ring.current}
            assert opened <= {plain_rules.CLASS_OF_PART[part] for part in may}

    def tries(self, which: int, turn: int, act: Any) -> None:
        """An act of an outsider is refused, or changes nothing of what she reads."""
        actor = self.acting(which, turn)
        try:
            with transaction.atomic():
                act(actor)
        except REFUSED:
            pass
        self.reads(which, actor)

    @rule(which=who, purpose=st.sampled_from(ConsentPurpose.values), named=parts)
    def she_allows(self, which: int, purpose: str, named: set[str]) -> None:
        desk = self.stage.outsiders[which].desk
        lead = actor_of(self.stage.lead)
        try:
            with transaction.atomic():
                consent = give_consent(
                    actor=lead,
                    person_id=self.her.pk,
                    desk=desk,
                    purpose=purpose,
                    fields=named,
                    given_on=self.today,
                    expires_on=self.today + timedelta(days=30),
                    given_by="herself",
                    explained="spoken",
                    language="es",
                )
                start_share(actor=lead, consent_id=consent.pk, on=self.today)
        except ValidationError:
            walled = desk.organisation.kind in ("migration", "border")
            justice = desk.organisation.domain == "justice"
            assert walled or purpose == "protection_permit" or (justice and "clinical" in named)
            return
        if desk.organisation.kind in ("migration", "border"):
            assert purpose == "protection_permit"
            assert named <= {"name", "birth", "document", "identification"}
        lent = Lent(desk.pk, purpose, named, lives=True)
        self.file.lent.append(lent)
        self.given.append((consent.pk, lent))
        self.reads(which, self.acting(which, 0))

    @rule(number=st.integers(0, 7))
    def she_withdraws(self, number: int) -> None:
        if self.given:
            consent, lent = self.given[number % len(self.given)]
            withdraw_consent(actor=actor_of(self.stage.lead), consent_id=consent)
            lent.lives = False

    @rule(which=who, turn=turn)
    def asks_the_api(self, which: int, turn: int) -> None:
        purposes = TABLE["role"][OUTSIDERS[which][2]]["purposes"]
        purpose = purposes[turn % len(purposes)]
        client = self.stage.clients[which, purpose]
        told = client.get(f"/api/v1/cases/{self.stage.case.public_id}")
        may = plain_rules.parts(self.stage.places[which], purpose, self.file)
        assert told.status_code == (404 if may is None else 200)
        if may is not None:
            assert set(told.json()["parts"]) == may

    @rule(which=who, turn=turn, named=parts)
    def allows_herself(self, which: int, turn: int, named: set[str]) -> None:
        self.tries(
            which,
            turn,
            lambda actor: give_consent(
                actor=actor,
                person_id=self.her.pk,
                desk=self.stage.outsiders[which].desk,
                purpose=str(actor.purpose),
                fields=named,
                given_on=self.today,
                expires_on=self.today,
                given_by="herself",
                explained="spoken",
                language="es",
            ),
        )
        assert not Consent.objects.filter(recorded_by=self.stage.outsiders[which]).exists()

    @rule(which=who, turn=turn, number=st.integers(0, 7))
    def opens_what_was_given_to_others(self, which: int, turn: int, number: int) -> None:
        if self.given:
            consent = self.given[number % len(self.given)][0]
            act = {"consent_id": consent, "on": self.today}
            self.tries(which, turn, lambda actor: start_share(actor=actor, **act))

    @rule(which=who, turn=turn)
    def joins_her_team(self, which: int, turn: int) -> None:
        placed = self.stage.outsiders[which]
        act = {"case_id": self.stage.case.pk, "membership": placed, "on": self.today}
        self.tries(which, turn, lambda actor: services.join_team(actor=actor, **act))
        with pytest.raises(ValidationError), transaction.atomic():
            services.join_team(actor=actor_of(self.stage.lead), **act)

    @rule(which=who, turn=turn)
    def opens_a_twin_and_joins_it_to_hers(self, which: int, turn: int) -> None:
        def act(actor: Actor) -> None:
            twin = case(actor, name=NAME)
            assert self.her not in own_duplicates(actor=actor, name=NAME, on=self.today)
            merge_persons(actor=actor, kept_id=twin.person_id, joined_id=self.her.pk, on=self.today)

        self.tries(which, turn, act)

    @rule(which=who, turn=turn)
    def searches(self, which: int, turn: int) -> None:
        actor = self.acting(which, turn)
        assert self.her not in search(actor=actor, text=NAME, on=self.today)
        may = plain_rules.parts(self.stage.places[which], str(actor.purpose), self.file)
        found = search(actor=actor, text=self.her.code_name, on=self.today)
        assert (self.her in found) == (may is not None)

    @rule(which=who, turn=turn)
    def writes_or_closes(self, which: int, turn: int) -> None:
        place = {"person_id": self.her.pk, "on": self.today}
        user = self.stage.lead.user
        for act in (
            lambda actor: seal_person(actor=actor, **place),
            lambda actor: exclude_from_file(actor=actor, user=user, reason="asked", **place),
            lambda actor: write_migration_status(
                actor=actor, version=2, band="regular", words="", **place
            ),
        ):
            self.tries(which, turn, act)
        lead = actor_of(self.stage.lead)
        assert Person.objects.visible_to(lead, on=self.today).filter(pk=self.her.pk).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_eight_acts_find_no_way_through_the_walls(_round):
    Walls.stage = stage()
    run_state_machine_as_test(
        Walls,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=ACTS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
