"""A representative is never automatic: the child authority decides what it allows, till when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from amparo.kernel import clock
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.vault.keyring import unlock
from amparo.persons.models import Person, Representative
from amparo.persons.public import (
    decide_representative,
    end_representation,
    merge_persons,
    note_representative,
)
from tests.factories.cases import case
from tests.factories.kernel import DeskFactory, actor
from tests.factories.persons import consent, person

pytestmark = pytest.mark.django_db
TODAY = clock.today()
MOTHER, REASON = "Rocío Ejemplo", "La escuchó la jueza de niñez (inventado)"


@pytest.fixture
def lead():
    return actor(Role.CASE_LEAD)


@pytest.fixture
def girl(lead):
    return person(lead, age_group="child", basis="child_protection")


def note(lead, girl, **given):
    said = {"kind": "mother", "name": MOTHER, "contact": "", "named": False} | given
    return note_representative(actor=lead, person_id=girl.pk, on=TODAY, **said)


def decide(lead, found, **given):
    said = {
        "version": found.version,
        "best_interest": REASON,
        "told": True,
        "consents": True,
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=900),
    } | given
    return decide_representative(actor=lead, representative_id=found.pk, on=TODAY, **said)


def authority_consents(lead, girl):
    return consent(lead, girl, DeskFactory(), "needs", given_by="child_authority")


@pytest.mark.parametrize("named", [True, False])
def test_noted_it_allows_nothing(lead, girl, named):
    note(lead, girl, named=named)
    assert not Representative.objects.live(TODAY).exists()
    with pytest.raises(ValidationError, match="Falta la decisión"):
        authority_consents(lead, girl)
    assert not User.objects.filter(display_name=MOTHER).exists()


def test_decided_it_allows_what_the_decision_says(lead, girl):
    found = decide(lead, note(lead, girl), consents=False)
    assert Representative.objects.live(TODAY).get().told
    with pytest.raises(ValidationError, match="Falta la decisión"):
        authority_consents(lead, girl)
    decide(lead, found)
    assert authority_consents(lead, girl).given_by == "child_authority"
    ring = unlock(lead, [girl.public_id], TODAY)
    found.refresh_from_db()
    assert (ring.text(found, "name"), ring.text(found, "best_interest")) == (MOTHER, REASON)


def test_it_ends_at_its_term_at_majority_or_before(lead, girl):
    found = decide(lead, note(lead, girl))
    assert not Representative.objects.live(found.until_on + timedelta(days=1)).exists()
    Person.objects.filter(pk=girl.pk).update(age_group="adult")
    assert not Representative.objects.live(TODAY).exists()
    with pytest.raises(ValidationError, match="adulta"):
        authority_consents(lead, girl)
    Person.objects.filter(pk=girl.pk).update(age_group="child")
    end_representation(actor=lead, representative_id=found.pk, version=found.version, on=TODAY)
    assert not Representative.objects.live(TODAY).exists()


def test_an_adult_is_represented_by_nobody(lead):
    with pytest.raises(ValidationError, match="adulta"):
        note(lead, person(lead))


def test_the_decision_needs_its_reason_and_a_term(lead, girl):
    found = note(lead, girl)
    with pytest.raises(ValidationError, match="interés superior"):
        decide(lead, found, best_interest=" ")
    with pytest.raises(ValidationError, match="terminaría"):
        decide(lead, found, until_on=TODAY - timedelta(days=1))


def test_only_whoever_coordinates_writes_the_decision(lead, girl):
    found = note(lead, girl)
    for who in (actor(Role.CASE_WORKER, girl.opened_by.desk), actor(Role.CASE_LEAD)):
        with pytest.raises(Denied):
            decide(who, found)


def test_it_stands_in_the_file_that_remains(lead):
    kept, girl = (
        case(lead, age_group="child", basis="child_protection").person for _each in range(2)
    )
    decide(lead, note(lead, girl))
    merge_persons(actor=lead, kept_id=kept.pk, joined_id=girl.pk, on=TODAY)
    found = Representative.objects.live(TODAY).get(person=kept)
    assert unlock(lead, [kept.public_id], TODAY).text(found, "name") == MOTHER
