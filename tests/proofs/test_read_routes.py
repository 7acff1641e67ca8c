"""Whoever reads of a person leaves a row that names her: every address is taken from the resolver,
visited by everybody who might be let in, and searched for words that belong to one person alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from amparo.cases import services
from amparo.cases.models import Case, Goal, Need
from amparo.identification.models import LegalTest, Screening
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow, AuditSubject, Pseudonym
from amparo.kernel.files.models import StoredFile
from amparo.kernel.organisations.models import Desk, Membership
from amparo.ownfile.services import open_door
from amparo.persons.models import Consent, GroupIntake, Person, PossibleDuplicate
from amparo.persons.services import open_group
from amparo.portal.views import not_found
from amparo.reports.models import Report
from amparo.reports.public import form_token
from tests.factories import cases, identification, persons, reports
from tests.factories.cases import as_actor, signed_in, worker
from tests.factories.kernel import SINCE

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

# Addresses that show nothing of any person, each with its reason; an address that is neither here
# nor found to show somebody fails the test. What is here is visited and searched all the same.
NOBODY = {
    "favicon": "a file of the site",
    "health": "a sign of life",
    "robots": "a file of the site",
    "cases:sitting_cards": "paper cards with numbers, to be cut out",
    "cases:sitting_join": "a form about card numbers",
    "cases:sitting_rows": "a form for the next card",
    "ownfile:consent": "what she herself allowed, in her own visit",
    "api:openapi-json": "the description of the interface",
    "api:api-root": "the description of the interface",
    "api:list_tables": "published figures",
    "api:read_table": "published figures",
    "api:make_free_cut": "de-identified counts",
    "cases:register": "an empty form",
    "cases:sitting_new": "an empty form",
    "cases:search": "what was sought is sent, and found, by POST",
    "cases:custody_answer": "an answer, by POST",
    "identification:paper_screening": "an empty form to print",
    "identification:paper_test": "an empty form to print",
    "reports:report": "the public way in",
    "reports:mailbox": "opened by a code that is sent",
    "reports:words": "words for a code",
    "ownfile:enter": "her door, before she is in",
    "ownfile:leave": "her way out",
}
NOBODY_IN = {
    "accounts:": "people who work here",
    "demo:": "accounts of the demonstration",
    "observatory:": "published figures and de-identified counts",
    "portal:": "pages without anybody, but for the list of what is due",
    "log:": "rows of the log, which name persons by pseudonym",
    "account_": "sign-in, of a library",
    "mfa_": "second factors, of a library",
}
# Parts whose pages need a story of their own: visited as far as this world goes; that each of their
# pages leaves its row is asked by the tests of their addresses.
TOLD_ELSEWHERE = (
    "oversight:",
    "protection:",
    "review:",
    "training:",
    "cases:reserved",
    "cases:decide",
    "cases:lift",
    "cases:migration",
)
ALWAYS_SHOW = {"portal:start", "cases:list", "cases:download", "api:read_case", "ownfile:file"}
LAST = ("ownfile:leave", "account_logout")  # these end a visit
NOTHING: frozenset[str] = frozenset()
ELSEWHERE = (Role.CUSTODIAN, Role.AUDITOR, Role.DATA_PROTECTION, Role.ORGANISATION_ADMIN)
MISSING = "\nsay in NOBODY why it shows nobody, or give the world what it shows"
SITTINGS = ("sitting", "sitting_rows", "sitting_cards", "sitting_join")
PARTS = ("profile", "notes", "files", "plan", "needs", "events")
NAME, STORY = "Zunzuneria Canariense", "En el taller canario hay gente que no sale nunca."
HER_WORDS = [cases.PLACE, cases.NARRATIVE, cases.NEED, cases.GOAL, cases.NOTE, "%PDF invented"]


@dataclass
class World:
    """``words``: each belongs to one subject alone. ``ids``: what goes into addresses, by the
    address's name and else by its app."""

    visitors: dict[str, Client]
    words: dict[str, UUID]
    ids: dict[str, dict[str, Any]]

    def address(self, route: Route) -> str | None:
        """None when nobody said what goes into this address."""
        known = self.ids.get(route.name.partition(":")[0], {}) | self.ids.get(route.name, {})
        if not route.arguments <= known.keys():
            return None
        return reverse(route.name, kwargs={name: known[name] for name in route.arguments})

    def visitors_of(self, route: Route) -> list[tuple[str, Client]]:
        """Everybody; to pages of libraries goes one, as all of us are alike there."""
        everybody = list(self.visitors.items())
        return everybody[:1] if route.name.startswith(("account_", "mfa_")) else everybody

    def told_of(self, text: str) -> set[UUID]:
        return {
            subject
            for word, subject in self.words.items()
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        }


@dataclass(frozen=True)
class Route:
    name: str
    arguments: frozenset[str]


def routes() -> list[Route]:
    """Every address that can be made by name, once; what a library matches by pattern is its own
    (accounts and second factors)."""
    found = _walk(get_resolver().url_patterns, "")
    return sorted(set(found), key=lambda route: (route.name in LAST, route.name))


def _walk(patterns: list[Any], space: str, above: frozenset[str] = NOTHING) -> Iterator[Route]:
    for one in patterns:
        here = above | frozenset(one.pattern.converters)
        if isinstance(one, URLResolver):
            inside = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, inside, here)
        elif one.name and isinstance(one.pattern, RoutePattern):
            yield Route(space + one.name, here)


def _others(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _others(one.url_patterns)
        elif not (one.name and isinstance(one.pattern, RoutePattern)):
            yield one


def test_every_address_of_ours_has_a_name_by_which_it_is_visited():
    ours = [
        str(one.pattern)
        for one in _others(get_resolver().url_patterns)
        if not one.callback.__module__.startswith(("allauth.", "django."))
        and one.callback is not not_found
    ]
    assert ours == []


def test_whoever_reads_of_a_person_leaves_a_row_that_names_her():
    world = lived()
    silent, unknown, shows, visited = [], [], set(), set()
    for route in routes():
        address = world.address(route)
        if address is None and not route.name.startswith(TOLD_ELSEWHERE):
            unknown.append(f"{route.name} {sorted(route.arguments)}: what goes into its address?")
            continue
        if address in visited:
            continue  # another way to send something to it
        visited |= {address} - {None}
        answers = set()
        for who, client in world.visitors_of(route) if address else ():
            before = AuditRow.objects.count()
            response = client.get(address)
            answers.add(response.status_code)
            if answers == {405}:
                break  # whoever asks, it cannot be read
            told = world.told_of(text_of(response))
            if told:
                shows.add(route.name)
            if unnamed := told - named_since(before):
                silent.append(f"{route.name} shows {who} {len(unnamed)} and records nothing")
        if not (route.name in shows or answers == {405} or shows_nobody(route)):
            unknown.append(f"{route.name} {sorted(route.arguments)} {sorted(answers)}")

    assert silent == [], "\n".join(silent)
    assert unknown == [], "\n".join(unknown) + MISSING
    assert not shows & NOBODY.keys()
    assert shows >= ALWAYS_SHOW


def shows_nobody(route: Route) -> bool:
    return route.name in NOBODY or route.name.startswith((*NOBODY_IN, *TOLD_ELSEWHERE))


def named_since(count: int) -> set[UUID]:
    fresh = AuditRow.objects.order_by("pk").values_list("pk", flat=True)[count:]
    pseudonyms = AuditSubject.objects.filter(row__in=list(fresh)).values("pseudonym")
    return set(Pseudonym.objects.filter(pseudonym__in=pseudonyms).values_list("subject", flat=True))


def text_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "json" in response.headers.get("Content-Type", ""):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode("utf-8", "replace")


def lived() -> World:
    """One person with everything in her file, others beside her, and everybody who may look."""
    lead, reader = worker(role=Role.CASE_LEAD), worker()
    who = as_actor(lead)
    opened, other = cases.full_case(who, name=NAME), cases.case(who)
    persons.share(who, opened.person, reader.desk, *PARTS)
    cases.case(as_actor(reader))  # a name like the other's: the custodian's pair
    for step in (identification.possible, identification.screened, identification.weighed):
        step(who, opened.person)
    group = open_group(actor=who, cards=4, place="", on=clock.today())
    row = services.CardRow(card=1, age_group="adult", may_contact="no", basis="contact")
    services.register_row(actor=who, group=group, row=row, on=clock.today())
    taken = reports.taken_in(narrative=STORY)
    words = {person.code_name: person.public_id for person in Person.objects.all()}
    words |= dict.fromkeys([NAME, *HER_WORDS], opened.subject)
    words |= dict.fromkeys([STORY, taken.report.short, str(taken.report.pk)], taken.report.subject)
    return World(
        visitors=_visitors(lead, reader, taken.report.desk, opened),
        words=words,
        ids=_ids(opened, other, group, taken.report, lead),
    )


def _visitors(lead: Membership, reader: Membership, desk: Desk, opened: Case) -> dict[str, Client]:
    judge = worker(lead.desk, role=Role.DECISION_MAKER)
    add_member(team=opened.person.team, membership=judge, on=SINCE)
    places = {"lead": lead, "shared": reader, "judge": judge}
    places |= {role.value: worker(role=role) for role in ELSEWHERE}
    places |= {"operator": worker(desk, role=Role.INTAKE_OPERATOR)}
    places |= {"supervisor": worker(desk, role=Role.INTAKE_SUPERVISOR)}
    found = {name: signed_in(place) for name, place in places.items()}
    return found | {"herself": _herself(as_actor(lead), opened), "nobody": Client()}


def _herself(lead: Actor, opened: Case) -> Client:
    client, phrase = Client(), "El colibrí duerme en marzo"
    door = open_door(
        actor=lead,
        person_id=opened.person_id,
        phrase=phrase,
        duress="Mañana llueve sobre techos",
        on=clock.today(),
    )
    sent = {"code": door.locator, "phrase": phrase, "formulario": form_token.issue()}
    assert client.post(reverse("ownfile:enter"), sent).status_code == 302
    return client


def _ids(
    opened: Case, other: Case, group: GroupIntake, report: Report, lead: Membership
) -> dict[str, dict[str, Any]]:
    consent = Consent.objects.filter(person=opened.person).latest("pk").public_id
    person, sitting = opened.person.public_id, {"public_id": group.public_id}
    pair = PossibleDuplicate.objects.order_by("pk")[0].public_id
    return {
        "cases": {
            "public_id": opened.public_id,
            "need": Need.objects.get(case=opened).public_id,
            "goal": Goal.objects.get(case=opened).public_id,
            "file": StoredFile.objects.get().public_id,
            "consent": consent,
            "target": "active",
        },
        **dict.fromkeys([f"cases:{name}" for name in SITTINGS], sitting),
        "cases:custody_answer": {"public_id": pair},
        "identification": {
            "person": person,
            "form": "unodc_general",
            "screening": Screening.objects.get(person=opened.person).public_id,
            "test": LegalTest.objects.get(person=opened.person).public_id,
            "target": "presumed",
        },
        "reports": {"report_id": report.pk},
        "ownfile": {"public_id": person},
        "ownfile:consent": {"public_id": consent},
        "api": {
            "case": opened.public_id,
            "person": person,
            "report_id": report.pk,
            "code": "status",
        },
        "observatory": {"code": "status"},
        "accounts": {"public_id": lead.public_id, "member": uuid4(), "recovery": uuid4()},
        "log": {"row": AuditRow.objects.latest("pk").pk, "account": lead.user.public_id},
        "log:review": {"day": clock.today().isoformat()},
        "demo": {"username": lead.user.username},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
    }
