from __future__ import annotations

import pytest
from django.conf import settings

from amparo.cases.models import Case, Event, Goal, ImportedRow, Note
from amparo.cases.public import facts
from amparo.kernel import clock
from amparo.kernel.access.approvals import ask_approval
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow, AuditSubject, Pseudonym
from amparo.kernel.audit.services import leaf_of, rows_about
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import path_of
from amparo.kernel.retention.erasing import unnamed
from amparo.kernel.retention.errors import HeldByLaw
from amparo.kernel.retention.holding import lift_hold, place_hold
from amparo.kernel.retention.models import Tombstone
from amparo.kernel.retention.tombstones import all_tombstones, digest_of, read_file, tombstone_file
from amparo.kernel.ui.drafts import keep
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.models import Wrap
from amparo.persons.models import BlindToken, Person, Share
from amparo.persons.services import NobodyToErase, erase_again, erase_person
from amparo.persons.services.merging import merge_persons
from tests.factories.cases import full_case, worker
from tests.factories.identification import deciding_desk, presumed
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.persons import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A lead with a full case, and the data-protection officer of the same institution."""
    lead = worker(deciding_desk(), Role.CASE_LEAD)
    officer = MembershipFactory(
        role=Role.DATA_PROTECTION, desk=DeskFactory(organisation=lead.desk.organisation)
    )
    return actor_of(lead), actor_of(officer)


ANSWERS = {
    "nationalities": ["NI", "CR"],
    "residence": "CR-SJ",
    "sex": "female",
    "age_band": "18_20",
}


def erase(officer, case):
    return erase_person(actor=officer, subject=case.subject, on=clock.today())


def test_no_key_token_pseudonym_original_or_row_of_a_file_is_left(
    scene, django_capture_on_commit_callbacks
):
    lead, officer = scene
    case = full_case(lead, **ANSWERS)
    share(lead, case.person, DeskFactory(), "name", "needs")
    keep(lead.user_id, f"/casos/{case.public_id}/nota/", {"text": ["una frase"]})
    ring = unlock(lead, [case.subject], clock.today())
    stored = path_of(StoredFile.objects.get(subject=case.subject))
    assert stored.exists()
    assert ring.text(case.person, "name")

    with django_capture_on_commit_callbacks(execute=True):
        erased = erase(officer, case)

    assert erased.files == 1
    assert not Wrap.objects.filter(subject=case.subject).exists()
    assert not BlindToken.objects.filter(person=case.person).exists()
    assert not Pseudonym.objects.filter(subject=case.subject).exists()
    assert not StoredFile.objects.filter(subject=case.subject).exists()
    assert not stored.exists()
    assert not ImportedRow.objects.filter(subject=case.subject).exists()
    assert not Draft.objects.filter(path__contains=str(case.public_id)).exists()
    assert not Share.objects.filter(person=case.person, ended_on=None).exists()
    assert unlock(lead, [case.subject], clock.today()).keys == {}


def test_the_log_stays_whole_and_leads_nowhere(scene):
    lead, officer = scene
    case = full_case(lead)
    before = {row.pk: bytes(row.leaf) for row in AuditRow.objects.all()}

    erase(officer, case)

    kept = {row.pk: row for row in AuditRow.objects.filter(pk__in=before)}
    assert {pk: bytes(row.leaf) for pk, row in kept.items()} == before
    for row in kept.values():
        mentioned = AuditSubject.objects.filter(row=row).values_list("pseudonym", flat=True)
        assert leaf_of(row, mentioned) == bytes(row.leaf)
    assert rows_about(case.subject) == []
    last = AuditRow.objects.get(verb="person.erased")
    assert (last.actor, last.details["by"]) == ("system:eraser", officer.name)
    assert not AuditSubject.objects.filter(row=last).exists()


def test_appended_words_stay_as_they_were_and_open_for_nobody(scene):
    lead, officer = scene
    case = full_case(lead)
    note, event = Note.objects.get(case=case), Event.objects.get(case=case)

    erase(officer, case)

    again = Note.objects.get(pk=note.pk)
    assert again.text.ciphertext == note.text.ciphertext
    assert Event.objects.get(pk=event.pk).narrative.ciphertext == event.narrative.ciphertext
    assert unlock(lead, [case.subject], clock.today()).text(again, "text") is None
    assert not Goal.objects.get(case=case).words


def test_she_is_still_counted_in_codes_no_finer_than_the_figures(scene):
    lead, officer = scene
    case = full_case(lead, **ANSWERS)
    presumed(lead, case.person)
    (before,) = facts()

    erase(officer, case)

    (after,) = facts()
    assert after | {"nationality": "", "admin1": ""} == before | {
        "nationality": "",
        "admin1": "",
        **dict.fromkeys(
            ["gender", "ethnicity", "education", "income", "disability", "skin_colour"], "unknown"
        ),
        "migration_status": "unknown",
    }
    assert (after["nationality"], after["admin1"]) == ("region:central", "unknown")
    kept = Case.objects.get(pk=case.pk)
    assert (kept.opened_on.month, kept.opened_on.day) == (1, 1)


def test_her_team_finds_nobody_any_more(scene):
    lead, officer = scene
    case = full_case(lead)

    erase(officer, case)

    assert not Person.objects.visible_to(lead, on=clock.today()).exists()
    assert not Case.objects.visible_to(lead, on=clock.today()).exists()


def test_a_file_joined_to_hers_goes_with_it(scene):
    lead, officer = scene
    kept, joined = full_case(lead), full_case(lead)
    merge_persons(actor=lead, kept_id=kept.person_id, joined_id=joined.person_id, on=clock.today())

    erased = erase_person(actor=officer, subject=joined.subject, on=clock.today())

    assert erased.files == 2
    assert not Wrap.objects.filter(subject__in=[kept.subject, joined.subject]).exists()


def test_an_order_of_conservation_stops_it_until_it_is_lifted(scene):
    lead, officer = scene
    case = full_case(lead)
    hold = place_hold(actor=officer, subject=case.subject, order="Orden 1", on=clock.today())

    with pytest.raises(HeldByLaw):
        erase(officer, case)
    assert Wrap.objects.filter(subject=case.subject).exists()

    lift_hold(actor=officer, hold_id=hold.pk, version=1, on=clock.today())
    assert erase(officer, case).files == 1


@pytest.mark.parametrize("role", [Role.CASE_LEAD, Role.AUDITOR, Role.ORGANISATION_ADMIN])
def test_no_other_function_erases(scene, role):
    lead, _officer = scene
    case = full_case(lead)
    other = MembershipFactory(role=role, desk=case.person.opened_by.desk)

    with pytest.raises(Denied):
        erase(actor_of(other), case)
    assert AuditRow.objects.filter(verb="refused").exists()


def test_nor_does_the_officer_of_another_institution(scene):
    lead, _officer = scene
    case = full_case(lead)

    with pytest.raises(Denied):
        erase(actor_of(MembershipFactory(role=Role.DATA_PROTECTION)), case)


def test_twice_says_that_there_is_nobody(scene):
    lead, officer = scene
    case = full_case(lead)
    erase(officer, case)

    with pytest.raises(NobodyToErase):
        erase(officer, case)


def test_the_tombstone_is_kept_in_the_database_and_apart(
    scene, django_capture_on_commit_callbacks, tmp_path, monkeypatch
):
    lead, officer = scene
    second = tmp_path / "second.jsonl"
    monkeypatch.setenv("AMPARO_TOMBSTONES", str(second))
    case = full_case(lead)

    with django_capture_on_commit_callbacks(execute=True):
        erase(officer, case)

    digest = digest_of(case.subject)
    assert bytes(Tombstone.objects.get(digest=digest).digest) == digest
    assert digest in dict(read_file(tombstone_file()))
    assert case.subject.hex not in tombstone_file().read_text("ascii")
    assert tombstone_file().parent == settings.HOME.path
    assert dict(read_file(second)).keys() == {digest}


def test_a_person_who_came_back_with_a_backup_is_erased_again(scene):
    lead, _officer = scene
    case, other = full_case(lead), full_case(lead)
    digests = {digest_of(case.subject)}

    assert erase_again(digests, clock.today()) == 1

    assert not Wrap.objects.filter(subject=case.subject).exists()
    assert Wrap.objects.filter(subject=other.subject).exists()
    assert digests <= all_tombstones().keys()


def test_every_model_that_hangs_on_a_person_says_what_becomes_of_it():
    assert unnamed() == []


def test_reasons_of_approvals_about_her_open_for_nobody(scene):
    lead, officer = scene
    case = full_case(lead)
    asked = ask_approval(actor=officer, kind="erasure", reason="Lo pidió", about=case.subject)
    assert Wrap.objects.filter(subject=asked.public_id).exists()

    erase(officer, case)

    assert not Wrap.objects.filter(subject=asked.public_id).exists()
