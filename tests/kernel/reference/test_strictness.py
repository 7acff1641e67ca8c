"""Each test breaks a copy of the shipped data in one way and reads what is said about it."""

import shutil
from pathlib import Path

import pytest

from amparo.kernel.reference import ROOT, Label, check_all, code_list
from amparo.kernel.reference.countries import read_countries


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("codes", "countries", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_untouched_copy_has_no_problem(copy):
    assert check_all(copy) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "codes/act.csv",
            "transfer,Traslado,Transfer,",
            "transfer,Traslado,,",
            "codes/act.csv: transfer: missing translation “en”",
        ),
        ("codes/act.csv", "harbouring,", "receipt,", "codes/act.csv: duplicate code “receipt”"),
        (
            "codes/sex.csv",
            "declined,Prefirió",
            "refused,Prefirió",
            "codes/sex.csv: “declined” must be a code of its own",
        ),
        (
            "codes/schemes.toml",
            "[act]",
            "[act]\ncolour = 1",
            "schemes.toml: act: unknown key “colour”",
        ),
        ("codes/schemes.toml", "[income]", "[incomes]", "codes/income.csv: not declared"),
        (
            "countries/cr.toml",
            'name.pt = "Costa Rica"',
            "",
            "cr.toml: name: missing translation “pt”",
        ),
        ("countries/cr.toml", "retention_days = 3650", "", "“retention_days” must be a whole"),
        (
            "countries/cr.toml",
            'languages = ["es"',
            'languages = ["xx"',
            "cr.toml: unknown language “xx”",
        ),
        ("countries/cr.toml", "America/Costa_Rica", "Marte", "cr.toml: unknown time zone “Marte”"),
        (
            "countries/pa.toml",
            'number = "104"',
            'number = "uno"',
            "pa.toml: emergency number “uno” is not a number",
        ),
        ("countries/ni.toml", 'iso2 = "NI"', 'iso2 = "CR"', "ni.toml: “iso2” is “CR”"),
        (
            "forms/ilo11.toml",
            'key = "isolation"',
            'key = "deception"',
            "ilo11.toml: duplicate key “deception”",
        ),
        (
            "forms/ilo11.toml",
            'dimension = "forced_labour"',
            'dimension = "elsewhere"',
            "unknown dimension “elsewhere”",
        ),
        (
            "forms/ilo11.toml",
            'dimension = "forced_labour"',
            'dimension = "forced_labour"\nstrength = "strong"',
            "a strength belongs to Delphi scoring",
        ),
        (
            "forms/delphi_labour_adult.toml",
            'strength = "strong"',
            'strength = "huge"',
            "unknown strength “huge”",
        ),
        (
            "forms/country_protocol.toml",
            'status = "slot"',
            'status = "ready"',
            "a slot has no questions",
        ),
        ("forms/ilo11.toml", '"labour"', '"fishing"', "ilo11.toml: unknown modality “fishing”"),
        ("forms/ilo11.toml", "code =", "code", "ilo11.toml: TOMLDecodeError"),
    ],
)
def test_a_mistake_is_named(copy, file, old, new, said):
    replace(copy / file, old, new)

    assert any(said in problem for problem in check_all(copy)), check_all(copy)


def test_every_mistake_of_a_file_is_named_at_once(copy):
    replace(copy / "countries/cr.toml", 'name.pt = "Costa Rica"', "")
    replace(copy / "countries/cr.toml", "verified = false", "shoe_size = 42")

    assert [problem for problem in check_all(copy) if problem.startswith("cr.toml")] == [
        "cr.toml: name: missing translation “pt”",
        "cr.toml: “verified” must be true or false",
        "cr.toml: unknown key “shoe_size”",
    ]


def test_a_country_may_set_its_own_clocks_and_keeps_the_general_ones(copy):
    replace(copy / "countries/cr.toml", "[[emergency]]", "[clocks]\nsoon = 2\n\n[[emergency]]")
    problems: list[str] = []

    found = read_countries(
        copy / "countries", code_list("urgency"), code_list("language"), problems
    )

    assert problems == []
    assert found["CR"].clocks == {"danger_now": 1, "soon": 2, "normal": 24, "routine": 72}


def test_a_clock_for_an_urgency_that_does_not_exist_is_named(copy):
    replace(copy / "countries/cr.toml", "[[emergency]]", "[clocks]\nsleepy = 2\n\n[[emergency]]")

    assert check_all(copy) == ["cr.toml: clocks: unknown key “sleepy”"]


def test_a_label_answers_in_spanish_for_a_language_it_does_not_speak():
    label = Label(es="acto", en="act", pt="ato", fr="acte")

    assert [label.in_(each) for each in ("pt", "pt-br", "FR", "quc")] == [
        "ato",
        "ato",
        "acte",
        "acto",
    ]
