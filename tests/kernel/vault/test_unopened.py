"""One missing or broken key closes its own part, says so on the page, and nothing else breaks."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from amparo.cases.models import Case, Note
from amparo.cases.services import add_note, attach_file, open_file
from amparo.home import forget_keys
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import path_of
from amparo.kernel.organisations.models import Membership
from amparo.kernel.vault.keyring import unlock
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.nodekeys import MissingKey
from amparo.kernel.vault.recipients import unwrap_private
from amparo.kernel.vault.sealed import Sealed
from amparo.kernel.vault.status import report
from amparo.persons.public import PersonFields
from amparo.portal.views import failed
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
SAYS = "Esta parte no puede abrirse ahora"
NAME, NOTE = "Lucero de Muestra", "nota de azafrán"


@pytest.fixture
def place() -> Membership:
    desk = DeskFactory(organisation__domain="services", organisation__kind="csos")
    return MembershipFactory(role=Role.CASE_LEAD, desk=desk)


@pytest.fixture
def lead(place) -> Actor:
    return actor_of(place)


@pytest.fixture
def case(lead) -> Case:
    today = clock.today()
    words = {"known_as": NAME, "contact_note": "tocar dos veces"}
    made = open_file(
        actor=lead, fields=PersonFields("adult", "contact", "no", words=words), on=today
    )
    add_note(actor=lead, case_id=made.pk, kind="team", text=NOTE, on=today)
    attach_file(actor=lead, case_id=made.pk, name="hoja.txt", content=b"hoja", on=today)
    return made


@pytest.fixture
def page(place, case):
    client = Client(raise_request_exception=False)
    signed_in(place, client)
    return lambda name="cases:show": client.get(reverse(name, args=[case.public_id]))


def damaged(raw: bytes) -> bytes:
    return raw[:-1] + bytes([raw[-1] ^ 1])


def test_all_opens_before_anything_is_lost(page):
    shown = page().content.decode()

    assert NAME in shown
    assert SAYS not in shown


def test_a_missing_wrap_closes_its_class_and_leaves_the_rest(page, case, lead):
    Wrap.objects.filter(subject=case.subject, data_class=DataClass.IDENTITY).delete()

    answer = page()

    assert answer.status_code == 200
    assert SAYS in answer.content.decode() and NAME not in answer.content.decode()
    ring = unlock(lead, [case.subject], clock.today())
    assert ring.text(Note.objects.get(), "text") == NOTE


def test_a_damaged_text_closes_itself_and_leaves_the_others(page, case):
    person = case.person
    person.known_as = Sealed(damaged(person.known_as.ciphertext))
    person.save(update_fields=["known_as"])

    answer = page()

    assert answer.status_code == 200
    assert SAYS in answer.content.decode()
    assert "tocar dos veces" in answer.content.decode()


def test_a_private_half_that_does_not_open_closes_what_only_it_opened(page, case, lead):
    team = Recipient.objects.get(kind=RecipientKind.TEAM, owner=case.person.team.public_id)
    Recipient.objects.filter(pk=team.pk).update(private_key=damaged(bytes(team.private_key)))

    answer = page()

    assert answer.status_code == 200
    assert SAYS in answer.content.decode()
    found = report(settings.HOME.keys_folder, settings.HOME.keys)
    assert not found.is_whole
    assert any(str(team.owner) in line for line in found.lines())
    assert NAME not in " ".join(found.lines())


def test_without_the_key_of_one_side_the_other_side_works(page, case, lead):
    """A process may be started where the other side's key cannot be read."""
    justice = DeskFactory(organisation__domain="justice")
    recipient = Recipient.objects.get(kind=RecipientKind.DESK, owner=justice.public_id)
    folder = settings.HOME.keys_folder
    kept = folder / f"{recipient.sealed_by}.sealed"
    held = kept.read_bytes()
    try:
        kept.unlink()
        forget_keys(folder)
        with pytest.raises(MissingKey):
            unwrap_private(recipient)

        assert NAME in page().content.decode()
        found = report(folder, settings.HOME.keys)
        assert recipient.sealed_by in found.missing
        assert any(str(justice) in line for line in found.lines())
    finally:
        kept.write_bytes(held)
        forget_keys(folder)
    assert len(unwrap_private(recipient)) == 32


def test_an_original_that_is_gone_says_so_instead_of_breaking(place, case):
    stored = StoredFile.objects.get()
    client = Client(raise_request_exception=False)
    signed_in(place, client)
    path_of(stored).unlink()

    answer = client.get(reverse("cases:download", args=[case.public_id, stored.public_id]))

    assert answer.status_code == 503
    assert SAYS in answer.content.decode()


def test_writing_where_no_key_opens_is_refused_with_a_page_and_loses_nothing(place, case):
    Wrap.objects.filter(subject=case.subject, data_class=DataClass.SERVICES).delete()
    client = Client(raise_request_exception=False)
    signed_in(place, client)
    before = Note.objects.count()

    answer = client.post(
        reverse("cases:add_note", args=[case.public_id]), {"kind": "team", "text": "otra nota"}
    )

    assert answer.status_code == 503
    assert SAYS in answer.content.decode()
    assert Note.objects.count() == before


def test_the_page_for_a_missing_key_asks_nothing_of_the_database(django_assert_num_queries):
    try:
        raise MissingKey("pepper")
    except MissingKey:
        with django_assert_num_queries(0):
            page = failed(RequestFactory().get("/buzon/"))
    assert page.status_code == 503
    assert SAYS in page.content.decode()
    assert "pepper" not in page.content.decode()
