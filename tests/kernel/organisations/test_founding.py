"""The first institution of a node, asked on the console."""

from __future__ import annotations

import io

import pytest

from amparo.kernel.identity.models import User
from amparo.kernel.organisations.founding import found_node
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.kernel.vault.models import Recipient

pytestmark = pytest.mark.django_db
NAME, PASSPHRASE = "Casa Ñandú de Muestra", "ninguna-tormenta-es-eterna"


def found(*answers: str) -> tuple[int, str]:
    out = io.StringIO()
    return found_node(io.StringIO("".join(f"{one}\n" for one in answers)), out), out.getvalue()


@pytest.fixture(autouse=True)
def _country_stays(settings):
    """The suite's own folder keeps its country."""
    before = settings.HOME.country
    yield
    settings.HOME.serve(before)


def test_it_opens_institution_desk_account_and_three_functions(settings):
    status, said = found(NAME, "uy", "maria", PASSPHRASE)

    assert status == 0
    organisation, desk, user = Organisation.objects.get(), Desk.objects.get(), User.objects.get()
    assert (organisation.code, organisation.country) == ("casa-nandu-de-muestra", "UY")
    assert (desk.receives_reports, desk.country) == (True, "UY")
    assert user.check_password(PASSPHRASE)
    assert sorted(Membership.objects.values_list("role", flat=True)) == [
        "case_lead",
        "intake_operator",
        "organisation_admin",
    ]
    owners = set(Recipient.objects.values_list("owner", flat=True))
    assert owners == {organisation.public_id, desk.public_id}
    assert "casa-nandu-de-muestra" in said
    assert settings.HOME.country == "UY"


def test_a_second_time_nothing_is_asked():
    found(NAME, "CR", "maria", PASSPHRASE)

    status, said = found()

    assert status == 0
    assert "¿" not in said and "Nombre" not in said
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("", "CR", "maria", PASSPHRASE), "nombre de la institución"),
        ((NAME, "Costa Rica", "maria", PASSPHRASE), "COSTA RICA"),
        ((NAME, "CR", "", PASSPHRASE), "La cuenta"),
        ((NAME, "CR", "Maria", PASSPHRASE), "minúsculas"),
        ((NAME, "CR", "maria", "corta"), "corta"),
        ((NAME, "CR", "maria-elena", "maria-elena-1"), "cuenta"),
        ((), "amparo init"),
    ],
)
def test_answers_that_do_not_hold_leave_nothing_and_say_what_to_mend(answers, said):
    status, told = found(*answers)

    assert status == 2
    assert said in told
    assert not Organisation.objects.exists() and not User.objects.exists()


def test_every_answer_to_mend_is_named_at_once():
    _status, told = found("", "", "", "")

    assert all(part in told for part in ("institución", "país", "cuenta", "ontraseña"))
