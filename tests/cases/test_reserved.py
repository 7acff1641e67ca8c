"""Clinical notes, and what is said to a lawyer: who reads them, who shares them, who never can."""

from __future__ import annotations

import pytest

from amparo.cases.models import ClinicalNote, PrivilegedNote
from amparo.cases.services.reserved import add_reserved_note, open_clinical_notes
from amparo.kernel import clock
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member, leave_team
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault import holding
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.members import KeyringClosed
from amparo.persons.choices import CLASS_OF_FIELD
from amparo.persons.errors import ClinicalNeverForJustice
from amparo.persons.services import merge_persons
from tests.factories.cases import as_actor, case, signed_in, worker
from tests.factories.kernel import SINCE, DeskFactory, OrganisationFactory
from tests.factories.keyrings import PASSPHRASE, with_keyring
from tests.factories.persons import share

pytestmark = pytest.mark.django_db
CLINICAL, LEGAL = "duerme mal desde el traslado", "quiere pedir la nulidad"


@pytest.fixture
def lead() -> Membership:
    return worker(DeskFactory(organisation__domain="services"), role=Role.CASE_LEAD)


@pytest.fixture
def opened(lead):
    return case(as_actor(lead))


def on_team(opened, role: Role) -> Membership:
    place = worker(opened.person.opened_by.desk, role=role)
    add_member(team=opened.person.team, membership=place, on=SINCE)
    return place


def write(place, opened, data_class: DataClass, text: str):
    actor = place if not isinstance(place, Membership) else as_actor(place)
    return add_reserved_note(
        actor=actor, case_id=opened.pk, data_class=data_class, text=text, on=clock.today()
    )


def page(place: Membership, opened, purpose: str = "assist") -> str:
    response = signed_in(place, purpose).get(f"/casos/{opened.public_id}/reservadas/")
    return response.content.decode() if response.status_code == 200 else ""


def test_each_class_is_read_by_its_own_role_of_her_team_and_by_nobody_else(opened, lead):
    clinician, lawyer = on_team(opened, Role.CLINICIAN), on_team(opened, Role.LEGAL_AID)
    write(clinician, opened, DataClass.CLINICAL, CLINICAL)
    write(lawyer, opened, DataClass.PRIVILEGED, LEGAL)

    seen = {
        name: (CLINICAL in text, LEGAL in text)
        for name, text in {
            "clinician": page(clinician, opened),
            "lawyer": page(lawyer, opened, "legal_representation"),
            "lead": page(lead, opened),
            "another clinician": page(worker(lead.desk, role=Role.CLINICIAN), opened),
        }.items()
    }
    assert seen == {
        "clinician": (True, False),
        "lawyer": (False, True),
        "lead": (False, False),
        "another clinician": (False, False),
    }


@pytest.mark.parametrize("role", list(Role))
def test_nobody_writes_in_a_class_that_her_role_does_not_write(opened, role):
    writes = {Role.CLINICIAN: DataClass.CLINICAL, Role.LEGAL_AID: DataClass.PRIVILEGED}
    place = on_team(opened, role)
    for data_class in (DataClass.CLINICAL, DataClass.PRIVILEGED, DataClass.SERVICES):
        if writes.get(role) == data_class:
            continue
        with pytest.raises(Denied):
            write(place, opened, data_class, "x")
    assert not ClinicalNote.objects.exists() and not PrivilegedNote.objects.exists()


def test_the_reading_is_recorded_by_class_and_never_by_word(opened):
    clinician = on_team(opened, Role.CLINICIAN)
    write(clinician, opened, DataClass.CLINICAL, CLINICAL)
    page(clinician, opened)
    read = AuditRow.objects.filter(verb="case.read").latest("pk")
    assert "clinical" in read.fields
    assert not any(CLINICAL in str(row.details) for row in AuditRow.objects.all())


def test_she_may_share_her_clinical_notes_by_name(opened, lead):
    clinic = worker(DeskFactory(organisation__domain="services"), role=Role.CLINICIAN)
    clinician = on_team(opened, Role.CLINICIAN)
    write(clinician, opened, DataClass.CLINICAL, CLINICAL)
    share(as_actor(lead), opened.person, clinic.desk, "clinical")
    assert CLINICAL not in page(clinic, opened)  # the lead has no key to give
    assert "todavía no puede" in page(clinician, opened)

    signed_in(clinician).post(f"/casos/{opened.public_id}/reservadas/abrir/")

    assert CLINICAL in page(clinic, opened)
    assert "todavía no puede" not in page(clinician, opened)


def test_a_note_written_after_the_share_opens_it(opened, lead):
    clinic = worker(DeskFactory(organisation__domain="services"), role=Role.CLINICIAN)
    share(as_actor(lead), opened.person, clinic.desk, "clinical")
    write(on_team(opened, Role.CLINICIAN), opened, DataClass.CLINICAL, CLINICAL)
    assert CLINICAL in page(clinic, opened)


def test_a_share_of_other_parts_opens_none_of_them(opened, lead):
    clinic = worker(DeskFactory(organisation__domain="services"), role=Role.CLINICIAN)
    write(on_team(opened, Role.CLINICIAN), opened, DataClass.CLINICAL, CLINICAL)
    share(as_actor(lead), opened.person, clinic.desk, "notes", "files")
    assert page(clinic, opened) == ""


def test_justice_is_never_given_clinical_notes(opened, lead):
    court = DeskFactory(organisation=OrganisationFactory(domain="justice"))
    with pytest.raises(ClinicalNeverForJustice):
        share(as_actor(lead), opened.person, court, "notes", "clinical")


def test_what_she_tells_her_lawyer_is_no_part_that_can_be_shared(opened):
    assert DataClass.PRIVILEGED not in CLASS_OF_FIELD.values()


def held(place: Membership):
    """Her desk is held by its people from now on; her key ring is open."""
    her = with_keyring(place)
    holding.hold_desk(actor=her, on=clock.today())
    return her


def test_on_a_held_desk_the_first_note_is_already_closed_to_the_root_key(opened):
    clinician = on_team(opened, Role.CLINICIAN)
    boss = worker(clinician.desk, role=Role.SUPERVISOR)
    her = with_keyring(clinician)
    held(boss)

    note = write(her, opened, DataClass.CLINICAL, CLINICAL)

    read = [
        unlock(who, [note.subject], clock.today()).text(note, "text")
        for who in (her, as_actor(clinician), as_actor(boss))
    ]
    assert read == [CLINICAL, None, None]
    assert "Su llavero está cerrado" in page(clinician, opened)


def test_notes_from_before_move_to_the_members_and_come_back(opened):
    clinician = on_team(opened, Role.CLINICIAN)
    note = write(clinician, opened, DataClass.CLINICAL, CLINICAL)
    boss = held(worker(clinician.desk, role=Role.SUPERVISOR))
    her = with_keyring(clinician)

    assert unlock(as_actor(clinician), [note.subject], clock.today()).text(note, "text") is None
    assert unlock(her, [note.subject], clock.today()).text(note, "text") == CLINICAL
    with pytest.raises(KeyringClosed):
        write(clinician, opened, DataClass.CLINICAL, "otra")

    with pytest.raises(Denied):
        holding.release_desk(actor=her, on=clock.today())
    assert holding.release_desk(actor=boss, on=clock.today()) > 0  # what only the clinician opens
    assert holding.release_desk(actor=her, on=clock.today()) == 0
    assert unlock(as_actor(clinician), [note.subject], clock.today()).text(note, "text") == CLINICAL


def test_the_page_keeps_what_was_typed_while_the_key_ring_was_closed(opened):
    clinician = on_team(opened, Role.CLINICIAN)
    her = with_keyring(clinician)
    held(worker(clinician.desk, role=Role.SUPERVISOR))
    write(her, opened, DataClass.CLINICAL, CLINICAL)
    client, address = signed_in(clinician), f"/casos/{opened.public_id}/reservadas/"

    sent = {"data_class": "clinical", "text": "come mejor"}
    refused = client.post(f"{address}nueva/", sent)
    assert refused.status_code == 422
    assert "come mejor" in refused.content.decode() and CLINICAL not in refused.content.decode()

    client.post("/mi-llavero/abrir/", {"passphrase": PASSPHRASE})
    assert client.post(f"{address}nueva/", sent).status_code == 302
    assert CLINICAL in client.get(address).content.decode()


def test_whoever_leaves_the_team_holds_nothing_of_it(opened):
    first, second = on_team(opened, Role.CLINICIAN), on_team(opened, Role.CLINICIAN)
    hers, other = with_keyring(first), with_keyring(second)
    held(worker(first.desk, role=Role.SUPERVISOR))
    note = write(hers, opened, DataClass.CLINICAL, CLINICAL)
    member = opened.person.team
    leave_team(member=TeamMember.objects.get(team=member, membership=first), on=clock.today())

    kinds = {key.recipient.kind for key, _private in holding.opened_keys(hers)}
    assert "team_clinical" not in kinds and "desk_clinical" in kinds  # she still works at the desk
    assert unlock(other, [note.subject], clock.today()).text(note, "text") == CLINICAL


def test_joining_two_files_loses_no_note_that_the_joiner_cannot_read(lead):
    kept, joined = case(as_actor(lead)), case(as_actor(lead))
    clinician = on_team(joined, Role.CLINICIAN)
    write(clinician, joined, DataClass.CLINICAL, CLINICAL)

    merge_persons(
        actor=as_actor(lead),
        kept_id=kept.person_id,
        joined_id=joined.person_id,
        on=clock.today(),
    )

    assert CLINICAL in page(clinician, kept)


def test_completing_a_share_asks_for_the_role_and_the_key(opened, lead):
    with pytest.raises(Denied):
        open_clinical_notes(actor=as_actor(lead), case_id=opened.pk, on=clock.today())
