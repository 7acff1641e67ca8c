"""Rows of a file become files, cases and events, once."""

from __future__ import annotations

import csv
import random
from datetime import timedelta

import pytest

from amparo.cases.htcds import importing
from amparo.cases.models import Case, Event, Goal, ImportedRow, Note
from amparo.cases.services import move_case
from amparo.identification.public import statuses
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.services import rows_about
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.contact.gate import Channel, may_contact
from amparo.kernel.organisations.models import Membership
from amparo.kernel.workflow import machine
from amparo.kernel.workflow.services import history
from amparo.persons.errors import LegacyHasNoShares
from amparo.persons.models import Person
from amparo.persons.public import change_person, merge_persons, search
from tests.cases.htcds.importer import (
    EXPLOITED,
    LUCERO,
    RECRUITED,
    SPARSE,
    counts,
    shelter,
    written,
)
from tests.factories.kernel import DeskFactory, actor
from tests.factories.persons import share

pytestmark = pytest.mark.django_db


def test_a_row_becomes_a_legacy_file_that_its_importer_alone_sees(tmp_path):
    home = shelter(tmp_path)

    summary = home.bring({**LUCERO, **RECRUITED, "prs_Birthdate": "1990-04-05"})

    assert counts(summary) == (1, 1, 0, 0, 0)
    case = home.only_case()
    person = case.person
    assert (person.source, person.basis, person.age_group) == ("legacy", "legacy", "adult")
    assert person.source_note == f"HTCDS 2.0 · {home.organisation.code}"
    team = TeamMember.objects.filter(team=person.team).values_list("membership_id", flat=True)
    assert list(team) == [home.actor.member]
    colleague = actor(Role.CASE_LEAD)
    assert not Case.objects.visible_to(colleague, on=clock.today()).exists()
    assert home.words(case, person, "name") == "Lucero Inventada Sol"
    assert [found.pk for found in search(actor=home.actor, text="lucero sol", on=clock.today())]


def test_what_a_row_tells_lands_in_the_case(tmp_path):
    home = shelter(tmp_path)
    row = {
        **EXPLOITED,
        "hte_City": "Puerto de Muestra",
        "hte_Description": "le quitaron los papeles",
        "prs_Gender": "TransgenderFeminine",
        "prs_Citizenship": "NI;HN",
        "prs_HighestLevelOfEducation": "PrimaryEducation",
        "vic_TypeOfExploitation": "ForcedLabour;SexualExploitation",
        "vic_TraffickingStatus": "ActualVictimOfTrafficking",
        "vic_TraffickingStatusDecisionMakingOrg": "Police",
        "cas_Status": "FollowUp",
        "cco_CaseComment": "llama los martes",
        "spl_Objectives": "volver a estudiar",
    }

    home.bring(row)

    case = home.only_case()
    person = case.person
    assert (person.gender, person.education) == ("trans_woman", "primary")
    assert person.nationalities == ["HN", "NI"]
    assert (case.modalities, case.state) == (["labour", "sexual"], "follow_up")
    status = statuses([person.pk])[person.pk]
    assert (status.status, status.deciding_body) == ("confirmed", "police")
    event, note, goal = Event.objects.get(), Note.objects.get(), Goal.objects.get()
    assert (event.kind, event.happened, event.country) == ("exploitation", "2022-05-06", "CR")
    assert home.words(case, event, "place") == "Puerto de Muestra"
    assert home.words(case, event, "narrative") == "le quitaron los papeles"
    assert home.words(case, note, "text") == "llama los martes"
    assert home.words(case, goal, "words") == "volver a estudiar"


def test_the_same_file_a_second_time_brings_nothing_new(tmp_path):
    home = shelter(tmp_path)
    rows = [
        {**LUCERO, **RECRUITED, "cco_CaseComment": "uno"},
        {**LUCERO, **RECRUITED, "cco_CaseComment": "dos"},
        {**LUCERO, **EXPLOITED},
        SPARSE,
        SPARSE,
        {"prs_Gender": "Masculine"},
    ]

    first = home.bring(*rows)
    again = home.bring(*rows)

    assert counts(first) == (6, 4, 2, 0, 0)
    assert counts(again) == (6, 0, 0, 6, 0)
    assert (Case.objects.count(), Event.objects.count(), Note.objects.count()) == (4, 2, 2)


def test_every_row_is_counted_once(tmp_path):
    home = shelter(tmp_path)
    home.bring(LUCERO, SPARSE)

    summary = home.bring(
        {**LUCERO, "prs_Gender": "Feminine"},
        SPARSE,
        {"prs_Gender": "Masculine"},
        {"prs_Gender": "ni idea"},
    )

    assert counts(summary) == (4, 1, 1, 1, 1)


def test_a_changed_value_of_a_known_number_is_seen_in_her_file(tmp_path):
    home = shelter(tmp_path)
    row = {
        **LUCERO,
        "prs_Gender": "Feminine",
        "cas_Status": "Active",
        "vic_TypeOfExploitation": "ForcedLabour",
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
    }
    home.bring(row)

    summary = home.bring(
        {
            **row,
            "prs_SecondName": "Inventada Luna",
            "prs_Gender": "TransgenderMasculine",
            "prs_Birthdate": "2015-01-02",
            "cas_Status": "Closed",
            "vic_TypeOfExploitation": "ForcedBegging",
            "vic_TraffickingStatus": "ActualVictimOfTrafficking",
        }
    )

    assert counts(summary) == (1, 0, 1, 0, 0)
    case = home.only_case()
    person = case.person
    assert home.words(case, person, "name") == "Lucero Inventada Luna"
    assert (person.gender, person.age_group) == ("trans_man", "child")
    assert case.modalities == ["forced_begging"]
    assert (case.state, case.closing_reason) == ("closed", "legacy")
    assert statuses([person.pk])[person.pk].status == "confirmed"
    steps = history(machine("case"), case.public_id)
    assert [(step.source, step.target) for step in steps] == [("", "active"), ("active", "closed")]
    assert [found.pk for found in search(actor=home.actor, text="lucero luna", on=clock.today())]


def test_a_value_that_comes_back_is_a_change_again(tmp_path):
    home = shelter(tmp_path)
    first, second = ({**LUCERO, "prs_Gender": one} for one in ("Feminine", "Masculine"))

    found = [counts(home.bring(row))[1:4] for row in (first, second, first, first)]

    assert found == [(1, 0, 0), (0, 1, 0), (0, 1, 0), (0, 0, 1)]
    assert home.only_case().person.gender == "woman"


def test_several_rows_of_one_person_are_one_case_with_several_events(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 2)
    home = shelter(tmp_path)
    events = [{**RECRUITED, "hte_Date": f"2021-03-{day:02d}"} for day in range(1, 6)]
    rows = [{**LUCERO, **event} for event in events]
    others = [{"prs_IdentityNumber": f"otra {n}", **EXPLOITED} for n in range(4)]
    mixed = rows + others
    random.Random(7).shuffle(mixed)

    first = home.bring(*mixed)
    again = home.bring(*reversed(mixed))

    assert counts(first) == (9, 5, 4, 0, 0)
    assert counts(again) == (9, 0, 0, 9, 0)
    assert (Case.objects.count(), Event.objects.count()) == (5, 9)


def test_an_event_that_several_rows_repeat_is_one_event(tmp_path):
    home = shelter(tmp_path)

    home.bring(
        {**LUCERO, **RECRUITED, "cco_CaseComment": "uno"},
        {**LUCERO, **RECRUITED, "cco_CaseComment": "dos"},
    )

    assert (Event.objects.count(), Note.objects.count()) == (1, 2)


def test_a_corrected_event_takes_the_place_of_the_one_it_corrects(tmp_path):
    home = shelter(tmp_path)
    told = {**LUCERO, **RECRUITED, "hte_City": "Puerto de Muestra"}
    home.bring(told, {**LUCERO, **EXPLOITED})

    summary = home.bring({**told, "hte_City": "Villa de Muestra"}, {**LUCERO, **EXPLOITED})

    assert counts(summary) == (2, 0, 1, 1, 0)
    event = Event.objects.get(kind="recruitment")
    assert home.words(home.only_case(), event, "place") == "Villa de Muestra"


def test_two_events_of_one_day_in_one_file_stay_two(tmp_path):
    home = shelter(tmp_path)
    rows = [{**LUCERO, **RECRUITED, "hte_City": city} for city in ("Una", "Otra")]

    home.bring(*rows)
    again = home.bring(*rows)

    assert counts(again) == (2, 0, 0, 2, 0)
    assert Event.objects.count() == 2


def test_two_sparse_people_alike_in_every_cell_never_merge(tmp_path):
    home = shelter(tmp_path)

    summary = home.bring(SPARSE, SPARSE, SPARSE)

    assert counts(summary) == (3, 3, 0, 0, 0)


@pytest.mark.parametrize("number", ["", "no tiene", "0000", "N/A", "sin documento"])
def test_words_in_place_of_a_number_are_no_number(tmp_path, number):
    home = shelter(tmp_path)
    rows = [{**SPARSE, "prs_IdentityNumber": number, "prs_FirstName": name} for name in "AB"]

    assert home.bring(*rows).created == 2


def test_anonymous_rows_in_another_order_are_known_again(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 3)
    home = shelter(tmp_path)
    rows = [SPARSE] * 4 + [{"prs_FirstName": name} for name in "ABC"] + [LUCERO]
    home.bring(*rows)
    random.Random(3).shuffle(rows)

    assert counts(home.bring(*rows)) == (8, 0, 0, 8, 0)


def test_one_number_in_two_institutions_is_two_files(tmp_path):
    here, there = shelter(tmp_path), shelter(tmp_path)

    here.bring(LUCERO)

    assert counts(there.bring({**LUCERO, "prs_Gender": "Feminine"})) == (1, 1, 0, 0, 0)
    assert Case.objects.count() == 2


def test_another_team_of_the_institution_is_not_told_that_she_is_known(tmp_path):
    here = shelter(tmp_path)
    there = shelter(tmp_path, here.organisation)
    here.bring(LUCERO)

    changed = there.bring({**LUCERO, "prs_Gender": "Feminine"}, name="otra.csv")
    alike = shelter(tmp_path, here.organisation).bring(LUCERO)

    assert counts(changed) == counts(alike) == (1, 1, 0, 0, 0)
    assert not [path for path in tmp_path.iterdir() if "rejected" in path.name]
    first = Person.objects.order_by("pk").first()
    assert first.gender == "not_asked"
    assert Person.objects.values("team").distinct().count() == 3


def test_each_team_knows_again_whom_it_brought_in_itself(tmp_path):
    here = shelter(tmp_path)
    there = shelter(tmp_path, here.organisation)
    for home in (here, there):
        home.bring(LUCERO)

    assert counts(there.bring(LUCERO)) == (1, 0, 0, 1, 0)
    assert counts(there.bring({**LUCERO, "prs_Gender": "Feminine"})) == (1, 0, 1, 0, 0)
    assert counts(here.bring(LUCERO)) == (1, 0, 0, 1, 0)


def test_two_files_that_two_teams_brought_in_are_joined_and_known_as_one(tmp_path):
    here = shelter(tmp_path)
    there = shelter(tmp_path, here.organisation)
    for home in (here, there):
        home.bring(LUCERO)
    kept, joined = Person.objects.order_by("pk")
    colleague = Membership.objects.get(pk=here.actor.membership_id)
    add_member(team=joined.team, membership=colleague, on=clock.today())

    merge_persons(actor=here.actor, kept_id=kept.pk, joined_id=joined.pk, on=clock.today())

    assert counts(here.bring(LUCERO)) == (1, 0, 0, 1, 0)
    assert ImportedRow.objects.filter(case__person=kept).count() == 2


def test_what_a_row_does_not_say_erases_nothing(tmp_path):
    home = shelter(tmp_path)
    home.bring(
        {
            **LUCERO,
            "prs_Gender": "Feminine",
            "prs_Citizenship": "NI",
            "prs_MobilePhone": "8999 0000",
            "vic_TypeOfExploitation": "ForcedLabour",
        }
    )

    home.bring(
        {
            "prs_IdentityNumber": LUCERO["prs_IdentityNumber"],
            "prs_FirstName": "Lucero",
            "prs_Gender": "NonSpecifiedUnknown",
            "prs_Email": "a@example.org",
        }
    )

    case = home.only_case()
    person = case.person
    assert (person.gender, person.nationalities) == ("woman", ["NI"])
    assert case.modalities == ["labour"]
    assert home.words(case, person, "name") == "Lucero Inventada Sol"
    assert home.words(case, person, "contact_note") == "8999 0000 · a@example.org"


def test_what_the_team_changed_survives_the_old_file_and_a_newer_one(tmp_path):
    home = shelter(tmp_path)
    row = {**LUCERO, "prs_Gender": "Feminine", "cas_Status": "Active"}
    home.bring(row)
    case = home.only_case()
    change_person(
        actor=home.actor,
        person_id=case.person_id,
        version=case.person.version,
        coded={"gender": "trans_woman"},
        words={"name": "Sol Inventada"},
        on=clock.today(),
    )
    move_case(
        actor=home.actor,
        case_id=case.pk,
        version=case.version,
        target="follow_up",
        on=clock.today(),
    )

    old = home.bring(row)
    newer = home.bring({**row, "prs_Citizenship": "NI", "cas_Status": "Closed"})

    assert (old.unchanged, newer.updated) == (1, 1)
    case = home.only_case()
    assert home.words(case, case.person, "name") == "Sol Inventada"
    assert (case.person.gender, case.person.nationalities) == ("trans_woman", ["NI"])
    assert case.state == "follow_up"


def test_a_number_that_two_files_of_the_team_share_changes_neither(tmp_path):
    home = shelter(tmp_path)
    home.bring(LUCERO, {"prs_IdentityNumber": "otro 22", "prs_FirstName": "Nube"})
    second = Person.objects.order_by("pk").last()
    change_person(
        actor=home.actor,
        person_id=second.pk,
        version=second.version,
        coded={},
        words={"document": LUCERO["prs_IdentityNumber"]},
        on=clock.today(),
    )
    home.take()

    summary = home.bring({**LUCERO, "prs_Gender": "Feminine"})

    assert counts(summary) == (1, 0, 0, 0, 1)
    assert "dos fichas" in (tmp_path / "filas.csv.rejected.csv").read_text("utf-8-sig")


def test_a_legacy_record_is_never_shared_and_nobody_is_contacted(tmp_path):
    home = shelter(tmp_path)
    home.bring({**LUCERO, "prs_MobilePhone": "8999 0000"})
    person = home.only_case().person

    assert person.may_contact == "unknown"
    assert not may_contact(home.actor, person.public_id, Channel.PHONE, clock.now())
    with pytest.raises(LegacyHasNoShares):
        share(home.actor, person, DeskFactory(), "name")


def test_every_person_touched_has_it_in_her_own_record(tmp_path):
    home = shelter(tmp_path)
    home.bring(LUCERO, SPARSE)
    home.bring({**LUCERO, "prs_Gender": "Feminine"}, SPARSE)

    rows = AuditRow.objects.filter(verb=Verb.HTCDS_IMPORTED)
    assert {row.actor for row in rows} == {home.actor.name}
    known = Person.objects.order_by("pk")
    imported = [
        sum(row.verb == Verb.HTCDS_IMPORTED for row in rows_about(person.public_id))
        for person in known
    ]
    assert imported == [2, 1]


def test_rejected_rows_are_listed_by_number_field_and_reason(tmp_path):
    home = shelter(tmp_path)
    path = written(
        tmp_path / "entrada.csv",
        [
            SPARSE,
            {"prs_Gender": "Lucerito", "prs_Birthdate": "31/02/1990"},
            {"prs_FirstName": "Nube"},
            {"vic_TypeOfExploitation": "Forced Labor"},
        ],
    )

    summary = home.bring_file(path)

    assert counts(summary) == (4, 2, 0, 0, 2)
    with (tmp_path / "entrada.csv.rejected.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["record", "field", "reason"]
    assert [(row["record"], row["field"]) for row in rows] == [
        ("2", "prs_Birthdate"),
        ("2", "prs_Gender"),
        ("4", "vic_TypeOfExploitation"),
    ]
    assert "ForcedLabour" in rows[2]["reason"]
    assert "Lucerito" not in str(rows)


def test_a_stopped_import_is_finished_by_the_next_without_repeating_anybody(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_ROWS", 3)
    home = shelter(tmp_path)
    rows = [SPARSE] * 5 + [{**LUCERO, **RECRUITED}, {**LUCERO, **EXPLOITED}, SPARSE]

    def stop(summary):
        if summary.read == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.bring(*rows, progress=stop)
    summary = home.bring(*rows)

    assert counts(summary) == (8, 1, 1, 6, 0)
    assert (Case.objects.count(), Event.objects.count()) == (7, 2)


def test_only_a_role_that_imports_may(tmp_path):
    home = shelter(tmp_path)
    home.actor = actor(Role.CASE_WORKER)

    with pytest.raises(Denied):
        home.bring(SPARSE)

    assert not Person.objects.exists()


def test_a_row_is_whole_or_not_at_all(tmp_path):
    home = shelter(tmp_path)

    home.bring(SPARSE, {**LUCERO, "hte_Country": "Narnia"})

    assert (Case.objects.count(), ImportedRow.objects.count()) == (1, 1)


def test_age_follows_the_day_of_the_import(tmp_path):
    home = shelter(tmp_path)
    birth = clock.today() - timedelta(days=17 * 366)

    home.bring({**LUCERO, "prs_Birthdate": birth.isoformat()})

    assert home.only_case().person.age_group == "child"
