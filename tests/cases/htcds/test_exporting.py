"""What goes out is what came in, with what the team changed since, and comes back as known."""

from __future__ import annotations

import pytest

from amparo.cases.htcds.exporting import export_rows
from amparo.cases.models import Case, Event, ImportedRow
from amparo.cases.services import (
    EventFields,
    add_event,
    move_case,
    open_file,
    set_modalities,
)
from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.audit.verbs import Verb
from amparo.persons.public import change_person, merge_persons
from tests.cases.htcds.importer import EXPLOITED, LUCERO, RECRUITED, SPARSE, counts, shelter
from tests.cases.htcds.making import checked_of
from tests.factories.identification import decided, possible, weighed
from tests.factories.kernel import OrganisationFactory, actor
from tests.factories.persons import fields

pytestmark = pytest.mark.django_db


def change(home, case, coded=None, words=None):
    case.person.refresh_from_db()
    change_person(
        actor=home.actor,
        person_id=case.person_id,
        version=case.person.version,
        coded=coded or {},
        words=words or {},
        on=clock.today(),
    )


def opened(home, **given) -> Case:
    return open_file(actor=home.actor, fields=fields(**given), on=clock.today())


def told(home, case, **given) -> Event:
    return add_event(
        actor=home.actor, case_id=case.pk, fields=EventFields(**given), on=clock.today()
    )


@pytest.mark.parametrize("name", ["salida.csv", "salida.xlsx"])
def test_imported_rows_go_out_as_they_came_and_come_back_as_nothing_new(tmp_path, name):
    home = shelter(tmp_path)
    rows = [
        {**LUCERO, **RECRUITED, "prs_Salutation": "=1+1", "per_RoleDetails": "x\ny"},
        {**LUCERO, **EXPLOITED, "prs_Gender": "NonSpecifiedUnknown", "prs_MiddleName": "de"},
        SPARSE,
        SPARSE,
        {**SPARSE, "prs_Deceased": "no", "hte_Latitude": "-84,5", "cas_OutgoingReferralDate": ""},
    ]
    home.bring(*rows)
    came = checked_of(tmp_path / "filas.csv")

    path = home.take(name)

    assert checked_of(path) == came
    assert counts(home.bring_file(path)) == (5, 0, 0, 5, 0)
    assert not ImportedRow.objects.filter(born_here=True).exists()


def test_what_the_team_changed_goes_out_and_comes_back_as_nothing_new(tmp_path):
    home = shelter(tmp_path)
    rows = [{**LUCERO, **RECRUITED, "prs_MiddleName": "del"}, {**LUCERO, **EXPLOITED}]
    home.bring(*rows)
    case = home.only_case()
    change(home, case, {"gender": "woman", "nationalities": ["NI"], "language": "miq"}, {})
    change(home, case, words={"name": "Nube Inventada", "birth": "1991", "address": "Calle Una 1"})
    case = set_modalities(
        actor=home.actor, case_id=case.pk, version=case.version, modalities=["labour"]
    )
    move_case(
        actor=home.actor, case_id=case.pk, version=case.version, target="active", on=clock.today()
    )
    told(home, case, kind="transit", happened="2021-04-05", country="PA", admin1="PA-4", place="x")

    path = home.take()

    first, second, third = checked_of(path)
    for row in (first, second, third):
        assert (row["prs_FirstName"], row["prs_SecondName"]) == ("Nube", "Inventada")
        assert "prs_MiddleName" not in row and "prs_Birthdate" not in row
        assert (row["prs_Gender"], row["prs_Citizenship"]) == ("Feminine", "NI")
        assert (row["prs_MailingStreet"], row["prs_PrimaryLanguage"]) == ("Calle Una 1", "miq")
        assert (row["cas_Status"], row["vic_TypeOfExploitation"]) == ("Active", "ForcedLabour")
        assert row["prs_IdentityNumber"] == LUCERO["prs_IdentityNumber"]
    assert [row["hte_Type"] for row in (first, second, third)] == [
        "Recruitment",
        "Exploitation",
        "Transit",
    ]
    assert (third["hte_State"], third["hte_Street"], third["hte_Country"]) == ("PA-4", "x", "PA")
    assert counts(home.bring_file(path)) == (3, 0, 0, 3, 0)
    assert counts(home.bring(*rows)) == (2, 0, 0, 2, 0)
    assert (Case.objects.count(), Event.objects.count()) == (1, 3)


def test_a_number_taken_out_of_how_to_reach_her_stays_in(tmp_path):
    home = shelter(tmp_path)
    home.bring({**LUCERO, "prs_MobilePhone": "8999 0001", "prs_HomePhone": "8999 0002"})
    change(home, home.only_case(), words={"contact_note": "solo 8999 0002, por la tarde"})

    (row,) = checked_of(home.take())

    assert row["prs_HomePhone"] == "8999 0002"
    assert "prs_MobilePhone" not in row


def test_a_status_decided_here_goes_out(tmp_path):
    home = shelter(tmp_path, OrganisationFactory(deciding_body="ngo"))
    home.bring({**LUCERO, "vic_TraffickingStatus": "PossibleVictimOfTrafficking"})
    case = home.only_case()
    weighed(home.actor, case.person)
    decided(home.actor, case.person, "not_confirmed")

    (row,) = checked_of(home.take())

    assert row["vic_TraffickingStatus"] == "NotAVictimOfTrafficking"
    assert row["vic_TraffickingStatusDecisionMakingOrg"] == "NGO"


@pytest.mark.parametrize("name", ["salida.csv", "salida.xlsx"])
def test_files_opened_here_come_back_as_nothing_new(tmp_path, name):
    home = shelter(tmp_path)
    opened(home, name="Lucero", birth="1990", document="no tiene", gender="non_binary")
    opened(home, name="Lucero", birth="../1990", education="other", address="=casa; azul")
    opened(home, name="", birth="1990-02-03", nationalities=["HN", "NI"], language="es")
    told_ = opened(home, document="5-555", gender="declined", contact_note="8999")
    for happened in ("2021", "2021-05-06", "2020/2022", ""):
        told(home, told_, kind="exploitation", happened=happened, narrative="le dijeron «sí»")
    told(home, told_, kind="other")
    several = opened(home)
    set_modalities(
        actor=home.actor,
        case_id=several.pk,
        version=several.version,
        modalities=["other", "undetermined", "sexual", "forced_criminality"],
    )
    possible(home.actor, several.person)

    path = home.take(name)

    assert counts(home.bring_file(path)) == (9, 0, 0, 9, 0)
    assert (Case.objects.count(), Event.objects.count()) == (5, 5)
    assert home.take("otra.csv").exists()
    assert counts(home.bring_file(tmp_path / "otra.csv")) == (9, 0, 0, 9, 0)


def test_an_exported_row_that_somebody_completes_by_hand_updates_her_own_file(tmp_path):
    home = shelter(tmp_path)
    case = opened(home, document="5-555", name="Lucero Sol", birth="1990")
    told(home, case, kind="recruitment", happened="2021-05-06")
    told(home, case, kind="transit", happened="2021-05-07")
    rows = checked_of(home.take())
    change(home, case, words={"name": "Lucero Luna"})

    summary = home.bring({**rows[0], "prs_Gender": "Feminine"}, rows[1])

    assert counts(summary) == (2, 0, 1, 1, 0)
    assert (Case.objects.count(), Event.objects.count()) == (1, 2)
    case = home.only_case()
    assert (case.person.gender, case.person.source) == ("woman", "own")
    assert home.words(case, case.person, "name") == "Lucero Luna"
    assert home.words(case, case.person, "birth") == "1990"
    path = home.take()
    assert [row["hte_Type"] for row in checked_of(path)] == ["Recruitment", "Transit"]
    assert counts(home.bring_file(path)) == (2, 0, 0, 2, 0)


def test_two_legacy_files_joined_here_keep_both_rows(tmp_path):
    home = shelter(tmp_path)
    other = {"prs_IdentityNumber": "otro 22", "prs_FirstName": "Nube", "prs_Gender": "Feminine"}
    rows = [{**LUCERO, **RECRUITED}, {**other, **EXPLOITED}]
    home.bring(*rows)
    kept, joined = Case.objects.order_by("pk")
    merge_persons(
        actor=home.actor,
        kept_id=kept.person_id,
        joined_id=joined.person_id,
        on=clock.today(),
    )

    path = home.take()

    out = checked_of(path)
    assert [row["prs_IdentityNumber"] for row in out] == [row["prs_IdentityNumber"] for row in rows]
    assert [row["prs_FirstName"] for row in out] == ["Lucero", "Nube"]
    assert home.bring_file(path).created == 0
    assert counts(home.bring(*rows)) == (2, 0, 0, 2, 0)


def test_nobody_exports_what_another_team_holds(tmp_path):
    here = shelter(tmp_path)
    there = shelter(tmp_path, here.organisation)
    here.bring(LUCERO)
    there.bring(SPARSE)

    assert len(checked_of(there.take())) == 1
    assert "prs_IdentityNumber" not in checked_of(there.take())[0]


def test_exporting_is_recorded_for_each_person_and_refused_to_others(tmp_path):
    home = shelter(tmp_path)
    home.bring(LUCERO)
    home.take()

    assert AuditRow.objects.get(verb=Verb.HTCDS_EXPORTED).actor == home.actor.name
    with pytest.raises(Denied):
        export_rows(
            actor=actor(Role.CASE_WORKER),
            path=tmp_path / "nada.csv",
            on=clock.today(),
            progress=lambda _rows: None,
        )
    assert not (tmp_path / "nada.csv").exists()


def test_an_empty_registry_gives_a_file_with_its_header_alone(tmp_path):
    home = shelter(tmp_path)

    assert checked_of(home.take()) == []
