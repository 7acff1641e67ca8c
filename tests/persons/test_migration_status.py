"""Migration status: legal aid alone writes and reads it; figures count a band of nobody."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from amparo.cases.public import facts
from amparo.kernel import clock
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import MigrationBand, Person
from amparo.persons.public import bands_of, keep_band, merge_persons, migration_of
from amparo.persons.services import write_migration_status
from tests.factories.cases import case
from tests.factories.identification import lead as lead_who_decides
from tests.factories.identification import presumed
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory, actor
from tests.factories.persons import consent, person, share

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def lawyer_of(her):
    who = actor(Role.LEGAL_AID, her.opened_by.desk)
    place = Membership.objects.get(pk=who.membership_id)
    add_member(team=her.team, membership=place, on=TODAY)
    return who


def write(who, her, band="irregular", words="visa vencida (inventado)", version=1):
    return write_migration_status(
        actor=who, person_id=her.pk, version=version, band=band, words=words, on=TODAY
    )


def read(who, her):
    her.refresh_from_db()
    return migration_of(unlock(who, [her.public_id], TODAY), her)


def test_legal_aid_writes_it_and_nobody_else_reads_it():
    lead = actor(Role.CASE_LEAD)
    her = person(lead)
    lawyer = lawyer_of(her)
    write(lawyer, her)
    told = read(lawyer, her)
    assert told is not None
    assert (told.band, told.words) == ("irregular", "visa vencida (inventado)")
    assert read(lead, her) is None
    assert not {"irregular", "visa vencida"} & {str(value) for value in vars(her).values()}


def test_not_the_lead_nor_a_lawyer_outside_her_team_nor_a_stale_page():
    lead = actor(Role.CASE_LEAD)
    her = person(lead)
    lawyer = lawyer_of(her)
    for who in (lead, actor(Role.LEGAL_AID, her.opened_by.desk)):
        with pytest.raises(Denied):
            write(who, her)
    write(lawyer, her)
    with pytest.raises(ChangedSinceOpened):
        write(lawyer, her)
    with pytest.raises(KeyError):
        write(lawyer, her, band="deportable", version=2)


def test_figures_count_a_band_that_leads_back_to_nobody():
    opener = lead_who_decides()
    opened = case(opener)
    presumed(opener, opened.person)
    assert [row["migration_status"] for row in facts()] == ["not_asked"]
    write(lawyer_of(opened.person), opened.person)
    assert [row["migration_status"] for row in facts()] == ["irregular"]
    columns = {field.name: field for field in MigrationBand._meta.get_fields()}
    assert set(columns) == {"id", "digest", "band"}
    assert not [field for field in columns.values() if field.is_relation]


def test_two_files_joined_count_once():
    lead = actor(Role.CASE_LEAD)
    kept, joined = case(lead).person, case(lead).person
    keep_band(kept.public_id, "unknown")
    keep_band(joined.public_id, "regular")
    merge_persons(actor=lead, kept_id=kept.pk, joined_id=joined.pk, on=TODAY)
    assert bands_of([kept.public_id, joined.public_id]) == {kept.public_id: "regular"}


def test_what_an_earlier_version_kept_in_clear_is_sealed_for_legal_aid():
    """The step that the migration takes for each row, on a file of before."""
    moving = import_module("amparo.persons.migrations.0006_move_migration_status")
    her = person(actor(Role.CASE_LEAD))
    from amparo.kernel.vault.models import Wrap

    Wrap.objects.filter(subject=her.public_id, data_class="migration").delete()
    her.migration_status = "stateless"
    moving._keep_band(apps, her)
    sealed = moving._sealed(apps, her)
    Person.objects.filter(pk=her.pk).update(migration_words=sealed)
    assert bands_of([her.public_id]) == {her.public_id: "stateless"}
    told = read(lawyer_of(her), her)
    assert told is not None and (told.band, told.words) == ("stateless", "")


def permit_desk(kind="migration"):
    desk = DeskFactory(organisation=OrganisationFactory(kind=kind, domain="neutral"))
    MembershipFactory(desk=desk, role=Role.PERMIT_DESK)
    return desk


def test_migration_gets_the_permit_she_asks_for_and_nothing_else():
    lead = actor(Role.CASE_LEAD)
    her, desk = person(lead), permit_desk()
    for purpose in ("assist", "protect", "refer", "investigate", "repatriate"):
        with pytest.raises(ValidationError, match="no leen"):
            consent(lead, her, desk, "name", purpose=purpose)
    with pytest.raises(ValidationError, match="bastan"):
        consent(lead, her, desk, "name", "needs", purpose="protection_permit")
    share(lead, her, desk, "name", "document", purpose="protection_permit")
    seen = Person.objects.visible_to(actor(Role.PERMIT_DESK, desk), on=TODAY)
    assert list(seen) == [her]
    other = DeskFactory(organisation=desk.organisation)
    assert not Person.objects.visible_to(actor(Role.PERMIT_DESK, other), on=TODAY).exists()


def test_a_border_desk_without_permits_gets_not_even_that():
    lead = actor(Role.CASE_LEAD)
    desk = DeskFactory(organisation=OrganisationFactory(kind="border", domain="neutral"))
    with pytest.raises(ValidationError, match="no leen"):
        consent(lead, person(lead), desk, "name", purpose="protection_permit")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PERMIT_DESK])
def test_no_other_function_at_a_migration_desk_reads_the_permit(role):
    lead = actor(Role.CASE_LEAD)
    her, desk = person(lead), permit_desk()
    share(lead, her, desk, "name", purpose="protection_permit")
    reader = actor(role, desk).for_purpose("protection_permit")
    assert not Person.objects.visible_to(reader, on=TODAY).exists()
    assert not unlock(reader, [her.public_id], TODAY).current
