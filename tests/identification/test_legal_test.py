import pytest

from amparo.identification.legal_test import (
    CONCLUSIONS,
    CONSENT_OF_CHILD,
    CONSENT_VOID,
    CONSENT_WITHOUT_MEANS,
    ELEMENTS,
    IN_DOUBT,
    NO_MOVEMENT,
    SMUGGLING_CONTRAST,
    TAGGED,
    AgeStatus,
    Conclusion,
    Element,
    LegalFacts,
    Met,
    UnknownFact,
    assess,
)
from amparo.kernel.reference import code_list

ACT = frozenset({"recruitment"})
MEANS = frozenset({"deception"})
PURPOSE = frozenset({"forced_labour"})
FULL = {"acts": ACT, "means": MEANS, "purposes": PURPOSE}


def facts(age, **known):
    return LegalFacts(age=AgeStatus(age), **known)


CASES = {
    "adult, three elements": (facts("adult", **FULL), Conclusion.ELEMENTS_MET),
    "adult, no means found": (
        facts("adult", acts=ACT, purposes=PURPOSE),
        Conclusion.EXPLOITATION_WITHOUT_MEANS,
    ),
    "adult, means not yet known": (
        facts("adult", acts=ACT, purposes=PURPOSE, unsettled=frozenset({Element.MEANS})),
        Conclusion.INCOMPLETE,
    ),
    "adult who consented under deception": (
        facts("adult", consented=True, **FULL),
        Conclusion.ELEMENTS_MET,
    ),
    "adult never moved": (facts("adult", moved=False, **FULL), Conclusion.ELEMENTS_MET),
    "adult, abuse of vulnerability is a means": (
        facts("adult", acts=ACT, means=frozenset({"abuse_of_vulnerability"}), purposes=PURPOSE),
        Conclusion.ELEMENTS_MET,
    ),
    "child without means": (
        facts("child", acts=ACT, purposes=PURPOSE),
        Conclusion.ELEMENTS_MET_CHILD,
    ),
    "child who consented, not moved": (
        facts("child", acts=ACT, purposes=PURPOSE, consented=True, moved=False),
        Conclusion.ELEMENTS_MET_CHILD,
    ),
    "child, no purpose found": (facts("child", acts=ACT), Conclusion.ELEMENTS_NOT_MET),
    "age in doubt without means": (
        facts("in_doubt", acts=ACT, purposes=PURPOSE),
        Conclusion.ELEMENTS_MET_IF_CHILD,
    ),
    "age in doubt with means": (facts("in_doubt", **FULL), Conclusion.ELEMENTS_MET),
    "smuggling alone": (
        facts("adult", acts=frozenset({"transportation"}), moved=True, crossed_border=True),
        Conclusion.SMUGGLING_ONLY,
    ),
    "smuggling of a child alone": (
        facts("child", acts=frozenset({"transportation"}), crossed_border=True),
        Conclusion.SMUGGLING_ONLY,
    ),
    "a crossing that ended in exploitation": (
        facts("adult", crossed_border=True, consented=True, **FULL),
        Conclusion.ELEMENTS_MET,
    ),
    "a crossing whose purpose is not yet known": (
        facts(
            "adult",
            acts=frozenset({"transportation"}),
            crossed_border=True,
            unsettled=frozenset({Element.PURPOSE, Element.MEANS}),
        ),
        Conclusion.INCOMPLETE,
    ),
    "illegal adoption without purpose": (
        facts("child", acts=frozenset({"receipt"}), modalities=frozenset({"illegal_adoption"})),
        Conclusion.TAGGED_ONLY,
    ),
    "organs without purpose or act": (
        facts("adult", modalities=frozenset({"organ_removal"})),
        Conclusion.TAGGED_ONLY,
    ),
    "illegal adoption for exploitation": (
        facts("child", acts=ACT, purposes=PURPOSE, modalities=frozenset({"illegal_adoption"})),
        Conclusion.ELEMENTS_MET_CHILD,
    ),
    "nothing known yet": (
        facts("adult", unsettled=frozenset(Element)),
        Conclusion.INCOMPLETE,
    ),
    "nothing found": (facts("adult"), Conclusion.ELEMENTS_NOT_MET),
    "purpose without act": (
        facts("adult", means=MEANS, purposes=PURPOSE),
        Conclusion.ELEMENTS_NOT_MET,
    ),
}


@pytest.mark.parametrize(("known", "conclusion"), CASES.values(), ids=CASES)
def test_the_table_of_cases_gets_the_right_qualification(known, conclusion):
    finding = assess(known)

    assert finding.conclusion is conclusion
    assert finding.explanation[0] == CONCLUSIONS[conclusion]


def test_every_conclusion_has_a_case_in_the_table():
    assert {conclusion for _known, conclusion in CASES.values()} == set(Conclusion)


@pytest.mark.parametrize("age", ["child", "in_doubt"])
def test_means_are_not_required_when_the_person_is_protected_as_a_child(age):
    finding = assess(facts(age, acts=ACT, purposes=PURPOSE))

    assert finding.met[Element.MEANS] is Met.NOT_REQUIRED
    assert finding.protect_as_child
    assert ELEMENTS[Element.MEANS, Met.NOT_REQUIRED] in finding.explanation
    assert (IN_DOUBT in finding.explanation) is (age == "in_doubt")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (facts("adult", consented=True, **FULL), CONSENT_VOID),
        (facts("child", consented=True, acts=ACT, purposes=PURPOSE), CONSENT_OF_CHILD),
        (facts("adult", consented=True, acts=ACT, purposes=PURPOSE), CONSENT_WITHOUT_MEANS),
        (facts("adult", moved=False, **FULL), NO_MOVEMENT),
        (facts("adult", crossed_border=True, **FULL), SMUGGLING_CONTRAST),
        (facts("adult", modalities=frozenset({"organ_removal"}), **FULL), TAGGED),
    ],
)
def test_what_often_misleads_is_explained(known, said):
    plain = assess(facts(known.age, acts=known.acts, means=known.means, purposes=known.purposes))

    assert said in assess(known).explanation
    assert said not in plain.explanation


def test_consent_never_changes_the_conclusion():
    for known, _conclusion in CASES.values():
        for consented in (None, False, True):
            other = LegalFacts(
                age=known.age,
                acts=known.acts,
                means=known.means,
                purposes=known.purposes,
                modalities=known.modalities,
                unsettled=known.unsettled,
                moved=known.moved,
                crossed_border=known.crossed_border,
                consented=consented,
            )
            assert assess(other).conclusion is assess(known).conclusion


def test_a_code_outside_the_lists_is_refused():
    with pytest.raises(UnknownFact):
        facts("adult", acts=frozenset({"teleportation"}))


def test_ages_are_those_of_the_declared_list():
    assert tuple(AgeStatus) == code_list("age_status").codes


def test_only_adoption_and_organs_are_tagged():
    every = frozenset(code_list("modality").codes)

    assert assess(facts("adult", modalities=every)).tagged == {"illegal_adoption", "organ_removal"}
