"""Every address of the administration: who gets it and who is told that nothing is there; and the
ways in which somebody could try to raise herself, all of them shut and written down."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts import services
from amparo.accounts.choices import ClosingReason
from amparo.accounts.models import BulkClosing, Opening
from amparo.accounts.services.bulk import Chosen
from amparo.accounts.urls import urlpatterns
from amparo.kernel import clock
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import OpenSession, User
from amparo.kernel.organisations.models import Desk, Membership
from tests.accounts.making import LETTER, administrator, opened, settled, shelter
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 invented"
READ = ["list", "open", "import", "choose", "show", "close", "letter", "closing", "report"]
WRITE = ["extend", "suspend", "resume", "sign", "reset", "close", "confirm", "go_on"]
OF_A_CLOSING = {"closing", "confirm", "go_on", "report"}
EVERYBODY = {
    "own", "first_entry", "card", "prove_card", "end_sessions", "end_session", "one_place",
    "switch", "with_card",
}  # fmt: skip


@pytest.fixture
def admin() -> Membership:
    return administrator()


@pytest.fixture
def opening(admin) -> Opening:
    return opened(admin, scan=PDF).opening


@pytest.fixture
def closing(admin, opening) -> BulkClosing:
    return services.choose_accounts(
        actor=actor_of(admin),
        chosen=Chosen(organisation=admin.desk.organisation),
        reason=ClosingReason.LEFT,
        on=clock.today(),
    )


@pytest.fixture
def address(opening, closing):
    def to(name: str, place: Membership | None = None) -> str:
        if name in ("list", "open", "import", "choose"):
            return reverse(f"accounts:{name}")
        shown = closing if name in OF_A_CLOSING else place or opening.membership
        return reverse(f"accounts:{name}", args=[shown.public_id])

    return to


def test_every_address_is_in_one_of_the_lists():
    named = {path.name for path in urlpatterns if not path.name.startswith("keyring")}
    assert named == {*READ, *WRITE, *EVERYBODY}


@pytest.mark.parametrize("name", READ)
def test_an_administrator_reads_it_and_it_is_written_down(admin, address, name):
    answer = signed_in(admin).get(address(name))

    assert answer.status_code == 200
    verbs = {"list": "account.listed", "show": "account.read", "letter": "letter.read",
             "closing": "closing.read", "report": "closing.read"}  # fmt: skip
    if name in verbs:
        assert AuditRow.objects.filter(verb=verbs[name], actor=actor_of(admin).name).exists()


@pytest.mark.parametrize("name", READ)
def test_for_any_other_function_nothing_is_there(address, name):
    others = {role: _somebody(role) for role in Role if role is not Role.ORGANISATION_ADMIN}

    answers = {role: signed_in(one).get(address(name)).status_code for role, one in others.items()}

    assert set(answers.values()) == {404}
    refused = set(AuditRow.objects.filter(verb="refused").values_list("actor", flat=True))
    assert refused == {actor_of(one).name for one in others.values()}


@pytest.mark.parametrize("name", WRITE)
def test_for_any_other_function_nothing_happens(address, name):
    others = [_somebody(role) for role in Role if role is not Role.ORGANISATION_ADMIN]
    before = _everything()

    answers = {signed_in(one).post(address(name), _form(name)).status_code for one in others}

    assert answers == {404}
    assert _everything() == before


@pytest.mark.parametrize("name", READ[4:])
def test_for_another_house_nothing_is_there(address, name):
    stranger = administrator()

    assert signed_in(stranger).get(address(name)).status_code == 404
    assert AuditRow.objects.filter(verb="refused", actor=actor_of(stranger).name).exists()


@pytest.mark.parametrize("name", WRITE)
def test_for_another_house_nothing_happens(address, name):
    stranger, before = administrator(), _everything()

    assert signed_in(stranger).post(address(name), _form(name)).status_code == 404
    assert _everything() == before


@pytest.mark.parametrize("name", [*READ, "own"])
def test_without_a_session_every_address_asks_to_enter(address, name):
    where = address(name) if name != "own" else "/mi-cuenta/"
    assert Client().get(where).headers["Location"].startswith("/cuenta/login/")


RAISES = {
    "extends her own term": ("extend", {}),
    "resumes herself": ("resume", {}),
    "suspends herself to look innocent": ("suspend", {}),
    "resets her own factor": ("reset", {}),
    "signs for herself": ("sign", {}),
    "closes herself": ("close", {"reason": "left"}),
}


@pytest.mark.parametrize("attempt", RAISES, ids=str)
def test_nobody_manages_her_own_account(admin, address, attempt):
    name, form = RAISES[attempt]
    mine = settled(opened(admin, username="mia", role=Role.ORGANISATION_ADMIN))
    before = _everything()

    answer = signed_in(mine).post(address(name, mine), _form(name) | form)

    assert answer.status_code == 404
    assert _everything() == before


def _upwards(admin: Membership) -> dict[str, dict[str, str]]:
    """Openings that would give more than this administrator's house has."""
    justice = DeskFactory(organisation__domain="justice", organisation__kind="prosecutor")
    parent = OrganisationFactory(domain="services", kind="shelters")
    type(parent).objects.filter(pk=admin.desk.organisation_id).update(parent=parent)
    above = DeskFactory(organisation=parent)
    return {
        "a desk of another house": {"desk": str(shelter().public_id)},
        "a desk of the house above": {"desk": str(above.public_id)},
        "a desk across the wall": {"desk": str(justice.public_id), "role": "prosecutor"},
        "the auditor of herself": {"role": "auditor"},
        "a function nobody has": {"role": "superuser"},
        "a function of justice": {"role": "investigator"},
        "no desk at all": {"desk": ""},
    }


@pytest.mark.parametrize(
    "attempt",
    [
        "a desk of another house",
        "a desk of the house above",
        "a desk across the wall",
        "the auditor of herself",
        "a function nobody has",
        "a function of justice",
        "no desk at all",
    ],
)
def test_no_form_gives_more_than_the_house_has(admin, attempt):
    today = clock.today()
    sent = {
        "display_name": "Otra",
        "username": "subida",
        "desk": str(admin.desk.public_id),
        "role": "case_worker",
        "since_on": today.isoformat(),
        "until_on": (today + timedelta(days=9)).isoformat(),
        "letter_number": LETTER["letter_number"],
        "letter_on": LETTER["letter_on"].isoformat(),
    }
    answer = signed_in(admin).post(
        "/administracion/cuentas/nueva/", sent | _upwards(admin)[attempt]
    )

    assert answer.status_code == 422
    assert not User.objects.filter(username="subida").exists()


def test_fields_that_the_form_does_not_have_change_nothing(admin, address, opening):
    until = (clock.today() + timedelta(days=30)).isoformat()
    extra = {"role": "organisation_admin", "desk": "1", "is_active": "1", "membership_id": admin.pk}
    sent = _form("extend") | {"until_on": until} | extra

    signed_in(admin).post(address("extend"), sent)

    place = Membership.objects.get(pk=opening.membership_id)
    assert (place.role, place.desk_id) == (Role.CASE_WORKER, admin.desk_id)


def test_somebody_elses_session_is_not_hers_to_close(admin):
    other = signed_in(MembershipFactory())
    other.get("/inicio/")
    theirs = OpenSession.objects.get()

    answer = signed_in(admin).post(f"/mi-cuenta/sesiones/{theirs.public_id}/cerrar/")

    assert answer.status_code == 404
    assert other.get("/inicio/").status_code == 200


def test_the_two_answers_of_nothing_there_are_the_same_bytes(admin, address):
    client = signed_in(administrator())
    hidden = client.get(address("show"))
    absent = client.get(reverse("accounts:show", args=[uuid4()]))

    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)


def _somebody(role: Role) -> Membership:
    """Somebody of that function, in an institution that has it."""
    return MembershipFactory(role=role, desk__organisation__domain=min(matrix()[role].domains))


def _form(name: str) -> dict[str, object]:
    until = (clock.today() + timedelta(days=300)).isoformat()
    letter = {"letter_number": "DM-2", "letter_on": "2024-02-01", "until_on": until, "version": "1"}
    return {"extend": letter, "close": {"reason": "left"}}.get(name, {})


def _everything() -> tuple[object, ...]:
    """What an attempt could have changed."""
    return (
        list(
            Membership.objects.order_by("pk").values_list("pk", "role", "suspended", "until_on")[:3]
        ),
        list(User.objects.order_by("pk").values_list("is_active", "temporary_until")[:3]),
        list(Opening.objects.order_by("pk").values_list("version", "closed_on", "waiting_second")),
        list(BulkClosing.objects.values_list("confirmed_at", "finished_at")),
        Desk.objects.count() > 0,
    )
