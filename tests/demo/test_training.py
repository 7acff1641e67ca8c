"""Training: a kind of node of its own, entered as in real use, begun again, never a figure."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest

from amparo.accounts.services import AccountFields, open_account
from amparo.cases.models import Case
from amparo.demo import training
from amparo.home import Home
from amparo.kernel import clock
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.marking import claim_database
from amparo.kernel.organisations.models import Desk, Membership, Organisation
from amparo.observatory.commands import NotForFigures, build_generation
from amparo.reports.models import Report
from tests.accounts.making import settled
from tests.consoles import amparo
from tests.factories.kernel import MembershipFactory
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
PASSPHRASE = "ninguna-tormenta-es-eterna"
FEW = {"CR": 2, "PA": 1, "NI": 1, "GT": 1}


@pytest.fixture
def school(settings, monkeypatch, tmp_path) -> Membership:
    """A training node with few cases; its trainer."""
    settings.TRAINING, settings.FILES, settings.LAKE = True, tmp_path / "f", tmp_path / "l"
    monkeypatch.setattr(training, "HOW_MANY", FEW)
    answers = io.StringIO(f"entrenadora\n{PASSPHRASE}\n")
    assert training.found_training(answers, io.StringIO()) == 0
    return Membership.objects.select_related("user", "desk__organisation").get(
        user__username="entrenadora"
    )


def trainee(trainer: Membership) -> Membership:
    today = clock.today()
    fields = AccountFields(
        username="aprendiz",
        display_name="Aprendiz",
        desk=Desk.objects.get(organisation__code="refugio-cr"),
        role=Role.CASE_WORKER,
        letter_number="E-1",
        letter_on=today,
        since_on=today,
        until_on=today + timedelta(days=5),
    )
    opened = open_account(actor=actor_of(trainer), fields=fields, on=today)
    return settled(opened)


def test_it_is_prepared_with_cases_and_accounts_that_nobody_enters_with_one_click(school):
    assert Case.objects.count() == sum(FEW.values())
    assert Report.objects.count() > 0
    entering = [user for user in User.objects.all() if user.has_usable_password()]
    assert entering == [school.user]
    assert training.found_training(io.StringIO(), io.StringIO()) == 0
    assert Organisation.objects.filter(code="escuela").count() == 1


def test_beginning_again_brings_back_the_cases_and_keeps_who_trains(school):
    place = trainee(school)
    Case.objects.filter(pk=Case.objects.first().pk).update(state="closed")
    Membership.objects.filter(user__username="coordinadora").update(suspended=True)

    training.start_again(io.StringIO())

    assert Case.objects.count() == sum(FEW.values())
    assert not Case.objects.filter(state="closed").exists()
    assert User.objects.filter(username="aprendiz").exists()
    mine = TeamMember.objects.filter(membership=place)
    assert mine.count() == FEW["CR"]
    case = Case.objects.filter(person__team__in=mine.values("team")).first()
    assert signed_in(place).get(f"/casos/{case.public_id}/").status_code in (200, 302)
    training.start_again(io.StringIO())
    assert Case.objects.count() == sum(FEW.values())


def test_nothing_is_emptied_anywhere_else(settings):
    settings.TRAINING = False
    place = MembershipFactory()

    with pytest.raises(training.NotATraining):
        training.start_again(io.StringIO())
    with pytest.raises(training.NotATraining):
        training.begin_again("")

    assert Membership.objects.get() == place


def test_what_is_invented_to_train_never_becomes_a_figure(school):
    with pytest.raises(NotForFigures):
        build_generation()

    assert not AuditRow.objects.filter(verb="observatory.built").exists()


def test_only_the_trainer_has_the_button_and_only_here(school, settings):
    client = signed_in(school)
    assert client.get("/entrenamiento/").status_code == 200
    assert client.post("/entrenamiento/").status_code == 302
    other = MembershipFactory(role=Role.ORGANISATION_ADMIN)
    for who in (trainee(school), other):
        assert signed_in(who).get("/entrenamiento/").status_code == 404
        assert signed_in(who).post("/entrenamiento/").status_code == 404

    settings.TRAINING = False

    assert client.get("/entrenamiento/").status_code == 404


def test_every_page_says_so(school):
    page = signed_in(school).get("/inicio/").content.decode()
    assert "ENTRENAMIENTO: todo lo que ve es inventado" in page


def test_a_database_of_one_kind_is_refused_to_a_folder_of_another(tmp_path):
    claim_database(Home(tmp_path, "training"))
    claim_database(Home(tmp_path, "training"))

    with pytest.raises(SystemExit, match="un entrenamiento"):
        claim_database(Home(tmp_path, "real"))


def test_its_folder_is_no_demonstration_and_no_real_node(tmp_path):
    home = tmp_path / "home"
    Home.create(home, kind="training")

    for order in (("demo",), ("init",)):
        refused = amparo(home, *order)
        assert refused.returncode != 0
        assert "ya guarda un entrenamiento" in refused.stderr
    assert json.loads((home / "home.json").read_text("utf-8"))["kind"] == "training"


def test_a_real_folder_is_no_training(tmp_path):
    home = tmp_path / "home"
    Home.create(home, kind="real")

    assert "ya guarda una instalación de verdad" in amparo(home, "init", "--training").stderr
