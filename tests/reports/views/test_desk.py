import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.organisations.models import Desk
from amparo.reports.models import Exclusion, MentionedPerson, Message, Report
from amparo.reports.services.mailbox import write_from_mailbox
from tests.factories.kernel import DeskFactory, MembershipFactory, OrganisationFactory
from tests.factories.reports import NARRATIVE, taken_in
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
TRIAGE = {
    "urgency": "soon",
    "reason": "confined",
    "indicators": "2",
    "modality": "labour",
    "admin1": "",
}


@pytest.fixture
def desk():
    return DeskFactory(receives_reports=True)


@pytest.fixture
def taken(desk):
    return taken_in(desk)


@pytest.fixture
def browser(desk):
    return signed_in(MembershipFactory(desk=desk))


@pytest.fixture
def supervisor(desk):
    return signed_in(MembershipFactory(desk=desk, role=Role.INTAKE_SUPERVISOR))


def address(report, act=""):
    return f"/avisos/{report.pk}/{act}"


def post(browser, report, act, **fields):
    return browser.post(address(report, f"{act}/"), {"version": 1, "once": str(uuid4()), **fields})


def stored(report):
    return Report.objects.get(pk=report.pk)


def test_the_queue_shows_codes_and_no_words(browser, taken):
    page = browser.get("/avisos/").content.decode()

    assert taken.report.short in page
    assert NARRATIVE not in page
    assert "Queda" in page


def test_an_empty_queue_says_so(browser):
    assert "No hay avisos aquí" in browser.get("/avisos/").content.decode()


@pytest.mark.parametrize("view", ["atender", "trabajo", "mensajes", "pasados", "cerrados", "nada"])
def test_the_queue_is_cut_by_state(browser, taken, view):
    page = browser.get(f"/avisos/?ver={view}").content.decode()

    assert (taken.report.short in page) == (view in ("atender", "nada"))


def test_a_report_with_a_new_message_is_under_its_own_heading(browser, taken):
    write_from_mailbox(typed=taken.receipt.code, text="Algo más.", channel="web")

    page = browser.get("/avisos/?ver=mensajes").content.decode()

    assert taken.report.short in page
    assert "mensaje nuevo" in page


def test_pages_of_the_queue_follow_each_other_without_repeating(browser, desk):
    shorts = {taken_in(desk).report.short for _number in range(27)}

    first = browser.get("/avisos/").content.decode()
    following = unescape(re.search(r'href="([^"]*tras=[^"]*)"', first)[1])
    second = browser.get(following).content.decode()

    seen = [set(re.findall(r'class="code">(\w{8})<', page)) for page in (first, second)]
    assert (len(seen[0]), len(seen[1])) == (25, 2)
    assert seen[0] | seen[1] == shorts


@pytest.mark.parametrize("word", ["", "x", "W10:abc", "\x00"])
def test_a_place_in_the_queue_that_is_not_ours_is_the_beginning(browser, taken, word):
    assert taken.report.short in browser.get("/avisos/", {"tras": word}).content.decode()


def test_the_queue_costs_the_same_queries_for_one_report_as_for_three(browser, desk):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/avisos/")
        return len(asked)

    taken_in(desk)
    browser.get("/avisos/")
    for_one = cost()
    for _number in range(2):
        taken_in(desk)
    browser.get("/avisos/")  # who is listed for the first time gets a pseudonym

    # With the row that says who was listed; in a test PostgreSQL asks once more to close a door.
    assert cost() == for_one <= 24


def test_a_report_is_read_in_full_and_the_reading_recorded(browser, taken):
    page = browser.get(address(taken.report))

    assert NARRATIVE in page.content.decode()
    assert AuditRow.objects.get().verb == "report.read"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "clasificar/",
        "contestar/",
        "paso/",
        "enviar/",
        "cerrar/",
        "confirmar/",
        "seguir/",
        "excluir/",
        "mencionar/",
    ],
)
def test_what_one_may_not_see_is_not_found_like_what_does_not_exist(taken, path):
    stranger = signed_in(MembershipFactory())
    ask = stranger.post if path else stranger.get
    fields = {**TRIAGE, "version": 1, "text": "x", "alias": "x", "role": "other"}

    hidden = ask(f"/avisos/{taken.report.pk}/{path}", fields)
    absent = ask(f"/avisos/{uuid4()}/{path}", fields)

    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert stored(taken.report).version == 1


def test_a_role_without_reports_finds_no_queue(desk):
    statistician = signed_in(MembershipFactory(desk=desk, role=Role.STATISTICIAN))

    assert statistician.get("/avisos/").status_code == 404


def test_nobody_enters_without_signing_in(client, taken):
    assert client.get("/avisos/").status_code == 302
    assert client.get(address(taken.report)).status_code == 302


def test_triage_from_its_form(browser, taken):
    page = post(browser, taken.report, "clasificar", **TRIAGE)

    assert page.status_code == 302
    assert (stored(taken.report).state, stored(taken.report).indicators) == ("triaged", 2)


def test_triage_without_urgency_is_asked_for_and_keeps_the_rest(browser, taken):
    page = post(browser, taken.report, "clasificar", **{**TRIAGE, "urgency": ""})

    assert page.status_code == 422
    assert 'value="confined" selected' in page.content.decode()
    assert stored(taken.report).state == "received"


def test_a_change_by_somebody_else_is_shown_with_what_was_typed_and_can_be_sent_again(
    browser, taken
):
    post(browser, taken.report, "clasificar", **TRIAGE)

    page = post(browser, taken.report, "clasificar", **{**TRIAGE, "urgency": "danger_now"})
    again = post(
        browser, taken.report, "clasificar", version=2, **{**TRIAGE, "urgency": "danger_now"}
    )

    assert page.status_code == 422
    assert "Otra persona guardó cambios" in page.content.decode()
    assert '<input type="hidden" name="version" value="2"' in page.content.decode()
    assert again.status_code == 302
    assert stored(taken.report).urgency == "danger_now"


def test_a_form_sent_twice_counts_once(browser, taken):
    once = str(uuid4())
    pages = [
        post(browser, taken.report, "contestar", text="¿Dónde?", once=once) for _number in range(2)
    ]

    assert [page.status_code for page in pages] == [302, 303]
    assert Message.objects.count() == 1


def test_an_answer_waits_in_the_mailbox(browser, taken):
    post(browser, taken.report, "clasificar", **TRIAGE)

    page = post(browser, taken.report, "contestar", text="¿Dónde es?", expects_answer="on")

    assert page.status_code == 302
    assert "¿Dónde es?" in browser.get(address(taken.report)).content.decode()
    assert stored(taken.report).state == "awaiting_answer"


@pytest.mark.parametrize("text", ["", "\x00", "a" * 260_000])
def test_an_answer_that_cannot_be_kept_is_shown_again(browser, taken, text):
    page = post(browser, taken.report, "contestar", text=text)

    assert page.status_code == 422
    assert text.strip("\x00") in page.content.decode()


def test_a_step_from_its_form(browser, taken):
    page = post(browser, taken.report, "paso", target="emergency_dispatched", reason="danger")

    assert page.status_code == 302
    assert stored(taken.report).state == "emergency_dispatched"


def test_a_step_that_the_machine_does_not_offer_is_refused(browser, taken):
    page = post(browser, taken.report, "paso", target="passed_on", reason="danger")

    assert page.status_code == 422
    assert stored(taken.report).state == "received"


def test_closing_with_signs_waits_for_the_supervisor(browser, supervisor, taken):
    post(browser, taken.report, "clasificar", **TRIAGE)
    asked = browser.post(
        address(taken.report, "cerrar/"), {"version": 2, "reason": "not_enough"}, follow=True
    )
    own = post(browser, taken.report, "confirmar", version=3)
    confirmed = post(supervisor, taken.report, "confirmar", version=3)

    assert "otra persona, de supervisión" in asked.content.decode()
    assert own.status_code == 404
    assert confirmed.status_code == 302
    assert stored(taken.report).state == "closed"


def test_the_supervisor_may_keep_it_open(browser, supervisor, taken):
    post(browser, taken.report, "clasificar", **TRIAGE)
    post(browser, taken.report, "cerrar", version=2, reason="not_enough")

    page = post(supervisor, taken.report, "seguir", version=3)

    assert page.status_code == 302
    assert stored(taken.report).closing_reason == ""


def test_closing_needs_a_reason(browser, taken):
    post(browser, taken.report, "clasificar", **{**TRIAGE, "indicators": "0"})

    assert post(browser, taken.report, "cerrar", version=2, reason="").status_code == 422
    assert post(browser, taken.report, "cerrar", version=2, reason="duplicate").status_code == 302
    assert stored(taken.report).state == "closed"


def test_forwarding_leads_back_to_the_queue_and_out_of_sight(browser, taken):
    other = DeskFactory(organisation=OrganisationFactory(country="PA"), receives_reports=True)
    post(browser, taken.report, "clasificar", **TRIAGE)

    page = post(
        browser, taken.report, "enviar", version=2, desk=str(other.public_id), reason="place"
    )

    assert page.headers["Location"] == "/avisos/"
    assert browser.get(address(taken.report)).status_code == 404
    assert (
        NARRATIVE
        in signed_in(MembershipFactory(desk=other)).get(address(taken.report)).content.decode()
    )


def test_forwarding_to_a_desk_that_is_not_offered_is_refused(browser, taken):
    DeskFactory(organisation=OrganisationFactory(country="PA"), receives_reports=True)
    post(browser, taken.report, "clasificar", **TRIAGE)

    page = post(browser, taken.report, "enviar", version=2, desk=str(uuid4()), reason="place")

    assert page.status_code == 422
    assert stored(taken.report).state == "triaged"


def test_an_excluded_colleague_no_longer_finds_it_anywhere(browser, taken, desk):
    implicated = MembershipFactory(desk=desk)
    page = post(browser, taken.report, "excluir", person=str(implicated.public_id), organisation="")
    theirs = signed_in(implicated)

    assert page.status_code == 302
    assert theirs.get(address(taken.report)).status_code == 404
    assert taken.report.short not in theirs.get("/avisos/").content.decode()
    assert 'Por atender <span class="count">0' in theirs.get("/avisos/").content.decode()


@pytest.mark.parametrize("fields", [{"person": "", "organisation": ""}, {"person": "x"}])
def test_an_exclusion_names_somebody_who_is_offered(browser, taken, fields):
    page = post(browser, taken.report, "excluir", **fields)

    assert page.status_code == 422
    assert not Exclusion.objects.exists()


def test_a_mentioned_person_is_written_down(browser, taken):
    page = post(
        browser,
        taken.report,
        "mencionar",
        role="possible_victim",
        alias="La del delantal",
        details="",
    )

    assert page.status_code == 302
    assert "La del delantal" in browser.get(address(taken.report)).content.decode()


def test_a_mentioned_person_needs_a_way_to_be_named(browser, taken):
    page = post(browser, taken.report, "mencionar", role="possible_victim", alias=" ")

    assert page.status_code == 422
    assert not MentionedPerson.objects.exists()


def test_a_likeness_is_shown_only_among_reports_one_may_read(browser, desk):
    here = taken_in(desk, "Llamen al 8888 1111").report
    alike = taken_in(desk, "El jefe usa el +506 8888-1111").report
    taken_in(desk, "Otro: 2222 3333")

    page = browser.get(address(here)).content.decode()

    assert alike.short in page
    assert Desk.objects.get(pk=desk.pk) == here.desk
    assert page.count("Coincide") == 1


@pytest.mark.parametrize("prefix", ["en", "pt", "fr"])
def test_pages_exist_in_the_four_languages(browser, taken, prefix):
    assert browser.get(f"/{prefix}/avisos/").status_code == 200
    assert browser.get(f"/{prefix}{address(taken.report)}").status_code == 200
