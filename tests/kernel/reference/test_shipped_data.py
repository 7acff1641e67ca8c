from itertools import chain

import pytest

from amparo.kernel import reference
from amparo.kernel.reference import LANGUAGES, MISSING_CODES, code_list, code_lists

D117_LISTS = [
    "sex",
    "gender",
    "skin_colour",
    "ethnicity",
    "education",
    "income",
    "disability",
    "migration_status",
    "age_band",
]


def test_shipped_reference_data_has_no_problem():
    assert reference.check_all() == []


@pytest.mark.parametrize("scheme", D117_LISTS)
def test_a_disaggregation_variable_keeps_the_three_kinds_of_absence_apart(scheme):
    found = code_list(scheme)

    assert set(MISSING_CODES) <= set(found.codes)
    assert len({found.label(code) for code in MISSING_CODES}) == 3
    assert found.substantive
    assert not set(found.substantive) & set(MISSING_CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_within_a_list_are_told_apart_in_every_language(language):
    confused = [
        scheme
        for scheme, found in code_lists().items()
        if len({text for _code, text in found.choices(language)}) < len(found.codes)
    ]

    assert confused == []


def test_modalities_are_the_eight_plus_other_and_undetermined():
    assert code_list("modality").codes == (
        "sexual",
        "labour",
        "domestic_servitude",
        "forced_criminality",
        "forced_marriage",
        "forced_begging",
        "illegal_adoption",
        "organ_removal",
        "other",
        "undetermined",
    )


def test_palermo_lists_hold_five_acts_nine_means_and_seven_purposes():
    sizes = [len(code_list(scheme).codes) for scheme in ("act", "means", "purpose")]

    assert sizes == [5, 9, 7]


@pytest.mark.parametrize(
    ("scheme", "column", "target"),
    [
        ("modality", "palermo_purpose", "purpose"),
        ("means_of_control", "palermo_means", "means"),
    ],
)
def test_a_mapping_between_our_lists_points_at_codes_that_exist(scheme, column, target):
    pointed = chain.from_iterable(entry.mappings[column].split(";") for entry in code_list(scheme))

    assert set(pointed) - {""} <= set(code_list(target).codes)


def test_migration_status_is_kept_in_bands_without_deportation_or_permit_detail():
    assert code_list("migration_status").substantive == (
        "national",
        "regular",
        "irregular",
        "international_protection",
        "stateless",
    )


def test_no_age_band_straddles_eighteen():
    bands = [entry for entry in code_list("age_band") if entry.mappings["from_years"]]
    straddling = [
        entry.code
        for entry in bands
        if int(entry.mappings["from_years"]) < 18 <= int(entry.mappings["to_years"] or 150)
    ]

    assert straddling == []


def test_urgency_runs_from_danger_now_to_no_hurry_with_a_three_hour_class():
    hours = {entry.code: int(entry.mappings["hours"]) for entry in code_list("urgency")}

    assert hours == {"danger_now": 1, "soon": 3, "normal": 24, "routine": 72}


def test_every_one_of_the_35_states_has_a_child_line_and_an_emergency_number():
    profiles = reference.countries().values()

    assert len(profiles) == 35
    assert {profile.child_below_years for profile in profiles} == {18}
    assert [p.iso2 for p in profiles if not p.emergency_numbers] == []


def test_the_demonstration_states_say_their_numbers_are_not_verified():
    demonstration = {p.iso2: p for p in reference.countries().values() if p.demonstration}
    numbers = {
        iso2: [each.number for each in reference.emergency_numbers(iso2)] for iso2 in demonstration
    }

    assert numbers == {"CR": ["911"], "PA": ["911", "104"], "NI": ["118"], "GT": ["110"]}
    assert not any(
        number.verified for p in demonstration.values() for number in p.emergency_numbers
    )


def test_no_form_holds_sexual_exploitation_signs_with_strengths():
    sexual = [
        form.code
        for form in reference.forms().values()
        if "sexual" in form.modalities and any(q.strength for q in form.questions)
    ]

    assert sexual == []


def test_the_delphi_sets_have_the_published_number_of_signs():
    adult = reference.form("delphi_labour_adult")
    child = reference.form("delphi_labour_child")
    counts = [len(adult.of_dimension(each.key)) for each in adult.dimensions]

    assert counts == [10, 10, 16, 9, 15, 7]
    assert (len(adult.questions), len(child.questions)) == (67, 65)
    assert "weak" not in {question.strength for question in child.questions}


def test_the_countrys_protocol_is_an_empty_slot():
    slot = reference.form("country_protocol")

    assert (slot.status, slot.questions) == (reference.FormStatus.SLOT, ())


def test_a_form_can_be_asked_for_in_the_version_its_answers_were_given_under():
    present = reference.form("ilo11")

    assert reference.form("ilo11", present.version) is present
    with pytest.raises(KeyError):
        reference.form("ilo11", "0")
