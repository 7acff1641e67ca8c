"""What the pages say, what they ask, and what they keep when something is missing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from amparo.identification.models import LegalTest, Screening, ScreeningWaiver, StatusDecision
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.clock import today
from amparo.kernel.reference import forms
from tests.factories.identification import (
    REASONS,
    decided,
    deciding_desk,
    possible,
    presumed,
    screened,
    weighed,
)
from tests.factories.kernel import MembershipFactory
from tests.factories.persons import person, share
from tests.factories.web import signed_in

pytestmark = pytest.mark.django_db
MEND = 422


@pytest.fixture
def place():
    return MembershipFactory(role=Role.CASE_LEAD, desk=deciding_desk())


@pytest.fixture
def who(place):
    return actor_of(place)


@pytest.fixture
def browser(place):
    return signed_in(place)


def at(name, subject, *more):
    return reverse(f"identification:{name}", args=[subject.public_id, *more])


def text_of(response):
    return response.content.decode()


def test_instruments_are_proposed_by_age_and_assistance_is_said_to_be_open(who, browser):
    page = text_of(browser.get(at("screenings", person(who, age_group="in_doubt"))))

    assert "delphi_labour_child" in page
    assert "delphi_labour_adult" not in page
    assert "La ayuda ya está abierta." in page


def test_no_answer_is_selected_beforehand_and_all_five_are_offered(who, browser):
    page = text_of(browser.get(at("screen", person(who), "ilo11")))

    questions = len(forms()["ilo11"].questions)
    assert page.count('type="radio"') == 5 * questions
    assert "checked" not in page


def test_part_of_an_instrument_is_saved_and_its_result_says_it_decides_nothing(who, browser):
    subject = person(who)

    done = browser.post(at("screen", subject, "ilo11"), {}, follow=True)
    assert done.status_code == MEND  # nothing at all is not an answer
    key = forms()["ilo11"].questions[0].key
    page = text_of(browser.post(at("screen", subject, "ilo11"), {f"q-{key}": "yes"}, follow=True))

    assert Screening.objects.get().answers == {key: "yes"}
    assert "nunca una determinación" in page
    assert "La condición la decide: Coordinación de casos" in page


def test_earlier_answers_are_gone_on_with_instead_of_asked_again(who, browser):
    subject = person(who)
    earlier = screened(who, subject)
    other = screened(who, person(who))
    address = at("screen", subject, "unodc_general")

    page = text_of(browser.get(address, {"desde": str(earlier.public_id)}))
    foreign = text_of(browser.get(address, {"desde": str(other.public_id)}))
    broken = text_of(browser.get(address, {"desde": "x"}))

    assert page.count("checked") == 1
    assert (foreign.count("checked"), broken.count("checked")) == (0, 0)


def test_an_answer_outside_the_list_is_said_beside_its_question(who, browser):
    key = forms()["ilo11"].questions[0].key

    page = browser.post(at("screen", person(who), "ilo11"), {f"q-{key}": "tal vez"})

    assert page.status_code == MEND
    assert "Esa respuesta no está en la lista." in text_of(page)
    assert not Screening.objects.exists()


def test_not_asking_needs_its_reason(who, browser):
    page = browser.post(at("waive", person(who)), {})

    assert page.status_code == MEND
    assert "Elija por qué." in text_of(page)
    assert not ScreeningWaiver.objects.exists()


def test_an_element_left_alone_is_still_to_be_established(who, browser):
    subject = person(who)

    page = text_of(
        browser.post(
            at("test", subject),
            {"act": ["recruitment"], "means_none": "none", "crossed_border": "unknown"},
            follow=True,
        )
    )

    kept = LegalTest.objects.get()
    assert (kept.acts, kept.unsettled, kept.crossed_border) == (["recruitment"], ["purpose"], None)
    assert kept.finding["means"] == "no"
    assert "Todavía falta establecer al menos un elemento." in page


def test_something_marked_and_nothing_found_contradict_each_other(who, browser):
    page = browser.post(at("test", person(who)), {"act": ["recruitment"], "act_none": "none"})

    assert page.status_code == MEND
    assert "quite esta respuesta o aquella" in text_of(page)
    assert not LegalTest.objects.exists()


def test_the_child_rule_is_said_before_asking(who, browser):
    child = text_of(browser.get(at("test", person(who, age_group="child"))))
    adult = text_of(browser.get(at("test", person(who))))

    assert "no se exige ningún medio" in child
    assert "no se exige ningún medio" not in adult


def test_opening_a_file_sets_no_status_and_one_press_does(who, browser):
    subject = person(who)
    page = text_of(browser.get(at("status", subject)))
    assert "Sin condición anotada." in page

    page = text_of(
        browser.post(at("first_signs", subject), {"ground": "own_statement"}, follow=True)
    )

    assert StatusDecision.objects.get().ground == "own_statement"
    assert "La asistencia está abierta" in page
    assert "La ayuda ya está abierta." in page


def test_one_press_with_an_unknown_ground_is_refused(who, browser):
    page = browser.post(at("first_signs", person(who)), {"ground": "legacy"})

    assert page.status_code == MEND
    assert "Elija en qué se apoya este paso." in text_of(page)
    assert not StatusDecision.objects.exists()


def test_what_stands_in_the_way_is_said_in_words_and_no_form_is_offered(who, browser):
    subject = person(who)
    possible(who, subject)

    overview = text_of(browser.get(at("status", subject)))
    step = text_of(browser.get(at("step", subject, "presumed")))

    assert "Falta la calificación por acto, medio y fin." in overview
    assert "Falta un tamizaje, o anotar por qué no se hace." in step
    assert 'name="ground"' not in step


@pytest.mark.parametrize("target", ["confirmed", "possible", "survivor"])
def test_a_step_that_does_not_leave_this_status_has_no_page(who, browser, target):
    subject = person(who)
    possible(who, subject)

    assert browser.get(at("step", subject, target)).status_code == 404


def test_a_decision_is_taken_on_the_page_and_its_history_shown(who, browser):
    subject = person(who)
    possible(who, subject)
    weighed(who, subject)
    address = at("step", subject, "not_confirmed")
    after = re.search(r'name="after" value="([^"]+)"', text_of(browser.get(address)))[1]
    sent = {"after": after, "ground": "other_abuse", "decided_on": today()}

    refused = browser.post(address, sent)
    done = text_of(browser.post(address, sent | {"reasons": REASONS}, follow=True))

    assert refused.status_code == MEND
    assert StatusDecision.objects.count() == 2
    assert done.count('<li class="is-now">') == 1
    assert REASONS in done
    assert "Puede pedir revisión" in done
    assert "Falta anotar que se le explicó" in done


def test_two_people_deciding_at_once_do_not_overwrite_each_other(who, browser):
    subject = person(who)
    shown = possible(who, subject)
    weighed(who, subject)
    decided(who, subject, "withdrawn")
    decided(who, subject, "possible")

    page = browser.post(
        at("step", subject, "not_confirmed"),
        {
            "after": shown.public_id,
            "ground": "other_abuse",
            "decided_on": today(),
            "reasons": REASONS,
        },
    )

    assert page.status_code == MEND
    assert "La condición cambió" in text_of(page)
    assert REASONS in text_of(page)


def test_reasons_stay_closed_to_a_desk_that_may_see_the_status_alone(who, browser):
    subject = person(who)
    presumed(who, subject)
    clinic = MembershipFactory(role=Role.CASE_WORKER)
    share(who, subject, clinic.desk, "identification")

    page = text_of(signed_in(clinic).get(at("status", subject)))

    assert "Presunta víctima" in page
    assert REASONS not in page
    assert "oculto para su función" in page
    assert "Qué se le preguntó ya" not in page


def test_who_asked_and_when_is_on_the_page(who, browser, place):
    subject = person(who)
    screened(who, subject)

    page = text_of(browser.get(at("status", subject)))

    assert "Nadie tiene que contar lo mismo dos veces." in page
    assert place.desk.organisation.name in page


def test_a_conversation_without_its_answers_keeps_what_was_chosen(who, browser):
    page = browser.post(at("talk", person(who)), {"about": "agreed"})

    assert page.status_code == MEND
    assert text_of(page).count("checked") == 1
    assert "Elija quién lo dijo." in text_of(page)


@pytest.mark.parametrize("code", [form.code for form in forms().values() if form.questions])
def test_paper_has_every_question_once_under_its_number_and_names_nothing(browser, code):
    page = text_of(browser.get(reverse("identification:paper_screening", args=[code])))

    numbers = [int(each) for each in re.findall(r'<th scope="row">(\d+)\. ', page)]
    assert sorted(numbers) == list(range(1, len(forms()[code].questions) + 1))
    heads = re.findall(r"<(?:title|h1|h2)[^>]*>(.*?)</", page)
    assert not [head for head in heads if "trata" in head.lower()]


def test_no_title_of_a_page_says_the_word(who, browser):
    subject = person(who)
    screening, test = screened(who, subject), weighed(who, subject)
    possible(who, subject)
    addresses = [
        at("status", subject),
        at("screenings", subject),
        at("screen", subject, "delphi_labour_adult"),
        at("result", subject, screening.public_id),
        at("test", subject),
        at("finding", subject, test.public_id),
        at("step", subject, "presumed"),
    ]

    titles = [re.search(r"<title>(.*?)</title>", text_of(browser.get(one)))[1] for one in addresses]

    assert all("Amparo" in title and "trata" not in title.lower() for title in titles)
