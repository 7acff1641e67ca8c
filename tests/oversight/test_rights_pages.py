from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.kernel import clock
from amparo.kernel.access.approval_models import Approval
from amparo.kernel.access.approvals import answer_approval
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.ui.slots import due_for
from amparo.kernel.vault.models import Wrap
from amparo.oversight.models import Breach, BreachPerson, LegalPaper, RightsRequest
from amparo.persons.models import Consent
from tests.factories.cases import NOTE, full_case, worker
from tests.factories.identification import deciding_desk
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.persons import NAME, consent
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A lead with a full case, and two officers of data protection of her institution."""
    lead = worker(deciding_desk(), Role.CASE_LEAD)
    near = DeskFactory(organisation=lead.desk.organisation)
    officer, second = (MembershipFactory(role=Role.DATA_PROTECTION, desk=near) for _ in range(2))
    return lead, officer, second, full_case(actor_of(lead))


def ask(lead, case, kind):
    return signed_in(lead).post(reverse("oversight:rights_of", args=[case.subject]), {"kind": kind})


LOST = "Se perdió una memoria."
PAGES = ["requests", "retention", "breaches", "breach_new", "papers"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.DATA_PROTECTION, 200),
        (Role.CASE_LEAD, 404),
        (Role.AUDITOR, 404),
        (Role.ORGANISATION_ADMIN, 404),
        (Role.STATISTICIAN, 404),
    ],
)
def test_pages_open_for_data_protection_alone(page, role, status):
    client = signed_in(MembershipFactory(role=role))

    assert client.get(reverse(f"oversight:{page}")).status_code == status


def test_her_team_writes_down_what_she_asks_and_the_clock_starts(scene):
    lead, officer, _second, case = scene

    assert ask(lead, case, "correction").status_code == 302

    asked = RightsRequest.objects.get()
    assert (asked.subject, asked.kind) == (case.subject, "correction")
    assert asked.due_on == clock.today() + timedelta(days=5)
    assert any("Responder" in str(item.label) for item in due_for(actor_of(officer)))
    page = signed_in(officer).get(reverse("oversight:requests")).content.decode()
    assert str(case.subject)[:8] in page
    assert case.person.code_name not in page


def test_the_same_is_asked_once_at_a_time(scene):
    lead, _officer, _second, case = scene
    ask(lead, case, "access")

    assert ask(lead, case, "access").status_code == 422


def test_whoever_is_not_on_her_team_finds_no_page(scene):
    _lead, officer, _second, case = scene
    for who in (officer, worker()):
        for page in ("rights_of", "copy", "copy_file"):
            address = reverse(f"oversight:{page}", args=[case.subject])
            assert signed_in(who).get(address).status_code == 404


def test_a_refusal_needs_its_ground(scene):
    lead, officer, _second, case = scene
    ask(lead, case, "objection")
    asked = RightsRequest.objects.get()
    address = reverse("oversight:request", args=[asked.public_id])
    client = signed_in(officer)

    refused = client.post(address, {"outcome": "refused", "ground": "", "version": 1})
    answered = client.post(address, {"outcome": "refused", "ground": "danger", "version": 1})

    assert (refused.status_code, answered.status_code) == (422, 302)
    asked.refresh_from_db()
    assert (asked.outcome, asked.ground) == ("refused", "danger")


def test_the_officer_of_another_institution_finds_no_request(scene):
    lead, _officer, _second, case = scene
    ask(lead, case, "access")
    address = reverse("oversight:request", args=[RightsRequest.objects.get().public_id])

    stranger = MembershipFactory(role=Role.DATA_PROTECTION)

    assert signed_in(stranger).get(address).status_code == 404


def test_erasing_takes_two_people(scene):
    lead, officer, second, case = scene
    ask(lead, case, "erasure")
    asked = RightsRequest.objects.get()
    client, place = signed_in(officer), [asked.public_id]
    sure = {"confirmed": "on", "version": 1}

    alone = client.post(reverse("oversight:erase", args=place), sure)
    assert alone.status_code == 404
    assert Wrap.objects.filter(subject=case.subject).exists()

    client.post(reverse("oversight:ask_second", args=place), {"reason": "Lo pidió ella"})
    answer_approval(actor=actor_of(second), approval_id=Approval.objects.get().pk, given=True)
    done = client.post(reverse("oversight:erase", args=place), sure)

    assert done.status_code == 302
    assert not Wrap.objects.filter(subject=case.subject).exists()
    asked.refresh_from_db()
    assert asked.outcome == "done"


def test_her_copy_says_everything_of_hers_and_names_nobody_else(scene):
    lead, _officer, _second, case = scene
    client = signed_in(lead)

    page = client.get(reverse("oversight:copy", args=[case.subject])).content.decode()
    told = json.loads(client.get(reverse("oversight:copy_file", args=[case.subject])).content)

    for word in (NAME, NOTE):
        assert word in page
        assert word in json.dumps(told, ensure_ascii=False)
    assert lead.user.username not in json.dumps(told)
    assert AuditRow.objects.filter(verb="copy.made").count() == 2


def test_a_breach_goes_person_by_person_and_safety_comes_first(scene):
    lead, officer, _second, case = scene
    client = signed_in(officer)
    told = {
        "kind": "lost_device",
        "words": "Se perdió una memoria.",
        "known_at": "2026-01-02T03:04",
    }

    client.post(reverse("oversight:breach_new"), told)
    breach = Breach.objects.get()
    added = client.post(
        reverse("oversight:breach_touched", args=[breach.public_id]), {"subject": str(case.subject)}
    )

    assert added.status_code == 302
    assert breach.notify_by - breach.known_at == timedelta(hours=72)
    page = client.get(reverse("oversight:breach", args=[breach.public_id])).content.decode()
    assert LOST in page
    assert case.person.code_name not in page
    assert any(item.about == case.person.code_name for item in due_for(actor_of(lead)))
    row = BreachPerson.objects.get()
    hers = reverse("oversight:breach_person", args=[row.public_id])
    team = signed_in(lead)
    early = team.post(hers, {"version": 1, "told_how": "in_person", "told_on": "2026-01-03"})
    assert early.status_code == 422
    said = {"version": 1, "reassessed": "on", "told_how": "in_person", "told_on": "2026-01-03"}
    assert team.post(hers, said | {"tells": str(lead.pk)}).status_code == 302
    row.refresh_from_db()
    assert (row.tells_id, str(row.told_on)) == (lead.pk, "2026-01-03")
    assert client.get(hers).status_code == 404


def test_a_breach_touches_no_file_of_another_institution(scene):
    _lead, officer, _second, _case = scene
    other = full_case(actor_of(worker()))
    client = signed_in(officer)
    client.post(
        reverse("oversight:breach_new"),
        {"kind": "other", "words": "Algo.", "known_at": "2026-01-02T03:04"},
    )

    added = client.post(
        reverse("oversight:breach_touched", args=[Breach.objects.get().public_id]),
        {"subject": str(other.subject)},
    )

    assert added.status_code == 422
    assert not BreachPerson.objects.exists()


def load(client, edition, file, **more):
    said = {
        "kind": "consent_adult",
        "title": "Consentimiento",
        "edition": edition,
        "language": "es",
        "owner": "Dirección",
        "valid_from": "2026-01-01",
    }
    return client.post(reverse("oversight:papers"), said | more | {"file": file})


def test_consents_name_the_edition_that_was_loaded(scene, tmp_path):
    lead, officer, _second, case = scene
    text = tmp_path / "texto.txt"
    text.write_text("Le preguntamos si quiere.", "utf-8")
    client = signed_in(officer)
    assert "Texto de consentimiento: personas adultas" in _missing(client)

    with text.open("rb") as file:
        assert load(client, "2026-7", file).status_code == 302
    with text.open("rb") as file:
        assert load(client, "2026-7", file).status_code == 422

    assert "Texto de consentimiento: personas adultas" not in _missing(client)
    consent(actor_of(lead), case.person, DeskFactory(), "needs")
    assert Consent.objects.get().text_version == "2026-7"
    paper = LegalPaper.objects.get()
    got = client.get(reverse("oversight:paper_file", args=[paper.public_id]))
    assert got.content == text.read_bytes()
    assert got["Content-Disposition"].startswith("attachment")


def _missing(client) -> list[str]:
    return [str(kind.label) for kind in client.get(reverse("oversight:papers")).context["missing"]]
