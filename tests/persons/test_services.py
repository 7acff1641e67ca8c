"""Each way out of the services of persons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from amparo.kernel import clock
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.errors import ChangedSinceOpened, Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.access.services import add_member
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.contact.gate import Channel, may_contact
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.models import Wrap
from amparo.persons import services
from amparo.persons.errors import (
    BasisNeedsWords,
    ConsentEndsBeforeItStarts,
    ConsentNotLive,
    LegacyHasNoShares,
    MigrationNeverReads,
    NothingToShare,
    SamePerson,
    SearchTooWide,
)
from amparo.persons.models import Answer, BlindToken, Consent, Person, PossibleDuplicate, Share
from amparo.persons.receivers import delete_wraps_of_consent, delete_wraps_of_share
from tests.factories.cases import case
from tests.factories.kernel import DeskFactory, OrganisationFactory, actor
from tests.factories.persons import NAME, consent, fields, person, share

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return actor(Role.CASE_WORKER)


def opened_text(who, subject: Person, name: str) -> str | None:
    return unlock(who, [subject.public_id], clock.today()).text(subject, name)


# --- opening and changing


def test_a_file_opens_with_three_answers_and_its_name_is_sealed(worker):
    opened = person(worker)

    assert opened.code_name and NAME.encode() not in opened.name.ciphertext
    assert opened_text(worker, opened, "name") == NAME
    assert opened_text(actor(Role.CASE_WORKER), opened, "name") is None


def test_an_auditor_opens_no_file(worker):
    with pytest.raises(Denied):
        person(actor(Role.AUDITOR))
    assert AuditRow.objects.get(verb="refused").details == {"predicate": "can_open_person"}


def test_a_vital_interest_needs_its_reason(worker):
    with pytest.raises(BasisNeedsWords):
        person(worker, basis="vital_interest")
    assert not Person.objects.exists()


def test_only_the_team_changes_a_file(worker):
    opened = person(worker)
    with pytest.raises(Denied):
        services.change_person(
            actor=actor(Role.CASE_WORKER),
            person_id=opened.pk,
            version=1,
            coded={"sex": "female"},
            words={},
            on=clock.today(),
        )


def test_a_second_save_over_an_old_version_is_refused_and_loses_nothing(worker):
    opened = person(worker)
    change = {"actor": worker, "person_id": opened.pk, "words": {}, "on": clock.today()}
    services.change_person(version=1, coded={"sex": "female"}, **change)

    with pytest.raises(ChangedSinceOpened):
        services.change_person(version=1, coded={"sex": "male"}, **change)

    opened.refresh_from_db()
    assert (opened.sex, opened.version) == ("female", 2)


def test_a_new_name_replaces_the_old_tokens(worker):
    opened = person(worker)
    services.change_person(
        actor=worker,
        person_id=opened.pk,
        version=1,
        coded={},
        words={"name": "Aurora Inventada Luna"},
        on=clock.today(),
    )

    found = services.search(actor=worker, text="aurora luna", on=clock.today())
    assert found == [opened]
    assert services.search(actor=worker, text="lucero sol", on=clock.today()) == []


# --- consent and shares


def test_what_she_allows_is_kept_as_she_allowed_it(worker):
    opened, desk = person(worker), DeskFactory()
    allowed = consent(worker, opened, desk, "notes", "plan", "notes")

    assert allowed.fields == ["notes", "plan"]
    assert allowed.recorded_by_id == worker.membership_id


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"parts": ()}, NothingToShare),
        ({"parts": ("notes",), "days": -1}, ConsentEndsBeforeItStarts),
    ],
)
def test_a_consent_that_does_not_hold_together_is_refused(worker, given, refusal):
    parts = given.pop("parts")
    with pytest.raises(refusal):
        consent(worker, person(worker), DeskFactory(), *parts, **given)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("kind", ["migration", "border"])
def test_no_consent_is_recorded_for_a_migration_authority(worker, kind):
    desk = DeskFactory(organisation=OrganisationFactory(kind=kind))
    with pytest.raises(MigrationNeverReads):
        consent(worker, person(worker), desk, "profile")


def test_nobody_outside_the_team_records_a_consent_or_starts_a_share(worker):
    opened, stranger = person(worker), actor(Role.CASE_LEAD)
    allowed = consent(worker, opened, DeskFactory(), "notes")

    with pytest.raises(Denied):
        consent(stranger, opened, DeskFactory(), "notes")
    with pytest.raises(Denied):
        services.start_share(actor=stranger, consent_id=allowed.pk, on=clock.today())
    with pytest.raises(Denied):
        services.withdraw_consent(actor=stranger, consent_id=allowed.pk)


def test_starting_a_share_twice_gives_the_same_share_and_the_keys_once(worker):
    opened, desk = person(worker), DeskFactory()
    first = share(worker, opened, desk, "notes")
    again = services.start_share(actor=worker, consent_id=first.consent_id, on=clock.today())

    assert again == first
    assert Wrap.objects.filter(grant=first.public_id).count() == 1


def test_an_ended_consent_starts_no_share(worker):
    opened = person(worker)
    allowed = consent(worker, opened, DeskFactory(), "notes", days=1)
    with pytest.raises(ConsentNotLive):
        services.start_share(
            actor=worker, consent_id=allowed.pk, on=clock.today() + timedelta(days=2)
        )


def test_a_legacy_record_is_not_shared(worker):
    opened = person(worker)
    Person.objects.filter(pk=opened.pk).update(source="legacy")
    with pytest.raises(LegacyHasNoShares):
        share(worker, opened, DeskFactory(), "notes")


def test_withdrawing_closes_at_once_and_the_worker_deletes_the_keys(worker):
    reader = actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    opened = person(worker)
    started = share(worker, opened, desk, "name")
    assert opened_text(reader, opened, "name") == NAME

    for _twice in range(2):
        services.withdraw_consent(actor=worker, consent_id=started.consent_id)

    assert opened_text(reader, opened, "name") is None
    assert not Person.objects.visible_to(reader, on=clock.today()).exists()
    delete_wraps_of_consent(str(started.consent.public_id))
    assert not Wrap.objects.filter(grant=started.public_id).exists()
    assert AuditRow.objects.filter(verb="consent.withdrawn").count() == 1


def test_ending_a_share_keeps_the_consent(worker):
    opened = person(worker)
    started = share(worker, opened, DeskFactory(), "notes")
    for _twice in range(2):
        services.end_share(actor=worker, share_id=started.pk, on=clock.today())
    delete_wraps_of_share(str(started.public_id))

    assert Share.objects.get().ended_on == clock.today()
    assert Consent.objects.get().withdrawn_at is None
    assert not Wrap.objects.filter(grant=started.public_id).exists()


def test_the_keys_of_a_live_share_are_not_deleted(worker):
    started = share(worker, person(worker), DeskFactory(), "notes")
    delete_wraps_of_share(str(started.public_id))
    assert Wrap.objects.filter(grant=started.public_id).exists()


# --- contact


@pytest.mark.parametrize(
    ("answer", "channels", "hours", "hour", "allowed"),
    [
        ("yes", ["phone"], [], 3, True),
        ("only_through", ["phone"], [9, 10], 9, True),
        ("yes", ["phone"], [9, 10], 11, False),
        ("yes", ["in_person"], [], 9, False),
        ("no", ["phone"], [], 9, False),
        ("unknown", ["phone"], [], 9, False),
    ],
)
def test_her_own_rule_decides_a_call(worker, answer, channels, hours, hour, allowed):
    opened = person(worker, may_contact=answer, contact_channels=channels, contact_hours=hours)
    at = clock.now().replace(hour=hour)
    assert may_contact(worker, opened.public_id, Channel.PHONE, at) is allowed


# --- search and duplicates


def test_search_folds_accents_and_asks_for_two_words(worker):
    opened = person(worker, name="María Inventada Peña")

    assert services.search(actor=worker, text="maria PENA", on=clock.today()) == [opened]
    assert services.search(actor=worker, text="mar pen", on=clock.today()) == [opened]
    with pytest.raises(SearchTooWide):
        services.search(actor=worker, text="maria", on=clock.today())


def test_search_finds_a_code_name_whole_and_nobody_elses_file(worker):
    opened = person(worker)
    found = services.search(actor=worker, text=opened.code_name.lower(), on=clock.today())

    assert found == [opened]
    stranger = actor(Role.CASE_WORKER)
    assert services.search(actor=stranger, text=opened.code_name, on=clock.today()) == []
    assert services.search(actor=stranger, text=NAME, on=clock.today()) == []


def test_duplicates_come_from_ones_own_teams_and_never_from_a_colleagues(worker):
    desk = Membership.objects.get(pk=worker.membership_id).desk
    colleague = actor(Role.CASE_WORKER, desk)
    hers = person(colleague)
    mine = person(worker)

    found = services.own_duplicates(actor=worker, name="Sol, Lucero", on=clock.today())

    assert found == [mine] and hers not in found
    assert services.own_duplicates(actor=worker, name="Lucero", on=clock.today()) == []


def test_across_institutions_the_custodian_alone_answers(worker):
    first, second = person(worker), person(actor(Role.CASE_WORKER))
    pair = PossibleDuplicate.objects.get()
    assert {pair.first, pair.second} == {first, second}

    with pytest.raises(Denied):
        services.answer_duplicate(
            actor=worker, candidate_id=pair.pk, answer=Answer.SAME, on=clock.today()
        )
    custodian = actor(Role.CUSTODIAN)
    services.answer_duplicate(
        actor=custodian, candidate_id=pair.pk, answer=Answer.DIFFERENT, on=clock.today()
    )
    pair.refresh_from_db()
    assert (pair.answer, pair.answered_by_id) == ("different", custodian.membership_id)


def test_one_institution_alone_queues_nothing(worker):
    person(worker), person(worker)
    assert not PossibleDuplicate.objects.exists()


# --- groups


def test_a_sitting_has_between_one_and_999_cards(worker):
    for cards in (0, 1000):
        with pytest.raises(ValidationError):
            services.open_group(actor=worker, cards=cards, place="", on=clock.today())
    with pytest.raises(Denied):
        services.open_group(actor=actor(Role.AUDITOR), cards=3, place="", on=clock.today())


def test_a_card_is_registered_once_and_only_by_the_sittings_team(worker):
    group = services.open_group(actor=worker, cards=3, place="CR", on=clock.today())
    card = {"group": group, "fields": fields(), "on": clock.today()}
    first = services.register_card(actor=worker, card=3, **card)

    assert (first.team_id, first.card) == (group.team_id, 3)
    for number in (3, 4, 0):
        with pytest.raises(ValidationError):
            services.register_card(actor=worker, card=number, **card)
    with pytest.raises(Denied):
        services.register_card(actor=actor(Role.CASE_WORKER), card=1, **card)


# --- merging


def filed(who, **given) -> Person:
    """A file with its case, as every file has."""
    return case(who, **given).person


def merged(worker, kept: Person, joined: Person) -> Person:
    return services.merge_persons(
        actor=worker, kept_id=kept.pk, joined_id=joined.pk, on=clock.today()
    )


def test_merging_fills_what_was_unknown_and_keeps_both_wordings(worker):
    kept = filed(worker, name="Lucero Sol", language="pt", nationalities=["NI"])
    joined = filed(worker, name="Lucero Inventada", sex="female", nationalities=["CR"])
    done = merged(worker, kept, joined)

    assert (done.language, done.sex, done.nationalities) == ("pt", "female", ["CR", "NI"])
    assert opened_text(worker, done, "name") == "Lucero Sol / Lucero Inventada"
    found = services.search(actor=worker, text="inventada sol", on=clock.today())
    assert found == [done]
    joined.refresh_from_db()
    assert joined.merged_into == done
    assert not Person.objects.visible_to(worker, on=clock.today()).filter(pk=joined.pk).exists()


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [
        ("yes", "no", "no"),
        ("no", "yes", "no"),
        ("yes", "only_through", "only_through"),
        ("unknown", "yes", "yes"),
        ("unknown", "no", "no"),
    ],
)
def test_of_two_contact_rules_the_more_careful_one_stays_whole(worker, ours, theirs, stays):
    kept = filed(worker, may_contact=ours, contact_channels=["phone"])
    joined = filed(worker, may_contact=theirs, contact_channels=["in_person"])
    done = merged(worker, kept, joined)

    owner = kept if stays == ours else joined
    assert (done.may_contact, done.contact_channels) == (stays, owner.contact_channels)


def test_two_equal_contact_rules_leave_what_both_allow(worker):
    rule = {"may_contact": "yes", "contact_channels": ["phone", "in_person"]}
    kept = filed(worker, **rule, contact_hours=[9, 10])
    joined = filed(worker, may_contact="yes", contact_channels=["phone"], contact_hours=[])
    done = merged(worker, kept, joined)
    assert (done.contact_channels, done.contact_hours) == (["phone"], [9, 10])


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [
        ("adult", "adult", "adult"),
        ("adult", "child", "in_doubt"),
        ("in_doubt", "adult", "in_doubt"),
        ("in_doubt", "child", "child"),
    ],
)
def test_a_doubt_about_age_protects(worker, ours, theirs, stays):
    done = merged(worker, filed(worker, age_group=ours), filed(worker, age_group=theirs))
    assert done.age_group == stays


def test_what_she_allowed_under_either_file_goes_on(worker):
    reader = actor(Role.CASE_WORKER)
    desk = Membership.objects.get(pk=reader.membership_id).desk
    kept, joined = filed(worker), filed(worker)
    share(worker, joined, desk, "name")
    done = merged(worker, kept, joined)

    assert list(Person.objects.visible_to(reader, on=clock.today())) == [done]
    assert opened_text(reader, done, "name") == NAME


def test_a_file_is_not_joined_to_itself_nor_to_a_strangers(worker):
    mine, theirs = filed(worker), filed(actor(Role.CASE_WORKER))
    with pytest.raises(SamePerson):
        merged(worker, mine, mine)
    with pytest.raises(Denied):
        merged(worker, mine, theirs)
    assert not Person.objects.exclude(merged_into=None).exists()


def test_tokens_are_those_of_a_live_file_only(worker):
    kept, joined = filed(worker), filed(worker)
    merged(worker, kept, joined)
    found = services.own_duplicates(actor=worker, name=NAME, on=clock.today())
    assert found == [kept]
    assert BlindToken.objects.filter(person=kept).exists()


def test_a_colleague_of_the_team_opens_the_same_words(worker):
    opened = person(worker)
    desk = Membership.objects.get(pk=worker.membership_id).desk
    colleague = actor(Role.CASE_WORKER, desk)
    assert opened_text(colleague, opened, "name") is None

    place = Membership.objects.get(pk=colleague.membership_id)
    add_member(team=opened.team, membership=place, on=date(2020, 1, 2))
    assert opened_text(colleague, opened, "name") == NAME
    assert DataClass.IDENTITY in colleague.readable
