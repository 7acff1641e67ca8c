from __future__ import annotations

from amparo.kernel.reference.codes import code_list
from amparo.kernel.reference.countries import countries, read_countries
from amparo.kernel.reference.reading import ROOT
from amparo.kernel.retention import schedules
from amparo.kernel.retention.schedules import Kept, breach_clock, clocks, term_of, terms_of


def test_every_country_has_a_term_for_every_kind_with_its_source():
    for iso2 in countries():
        terms = terms_of(iso2)
        assert terms.keys() == {kind.value for kind in Kept}
        assert all(term.days > 0 and term.source for term in terms.values())


def test_a_file_is_kept_as_long_as_its_country_says():
    assert term_of(Kept.PERSON_FILE, "CR").days == countries()["CR"].retention_days


def test_keys_are_copied_for_thirty_five_days():
    assert term_of(Kept.KEY_BACKUP, "CR").days == 35


def test_what_nobody_read_in_a_law_is_not_called_verified():
    assert not any(term.verified for term in schedules.general_terms().values())
    assert not clocks().verified
    assert clocks().breach_hours == 72


def test_a_country_that_is_not_declared_has_the_general_terms():
    assert terms_of("ZZ") == dict(schedules.general_terms())
    assert breach_clock("ZZ") == clocks()


def test_a_country_file_takes_the_place_of_the_general_terms(tmp_path):
    text = (ROOT / "countries" / "cr.toml").read_text("utf-8")
    own = """
[[retention]]
kind = "report_words"
days = 90
verified = true
source = "an invented law"

[breach]
hours = 24
verified = true
source = "an invented law"
"""
    (tmp_path / "cr.toml").write_text(text + own, "utf-8")
    problems: list[str] = []

    profile = read_countries(tmp_path, code_list("urgency"), code_list("language"), problems)["CR"]

    assert problems == []
    assert [(each.kind, each.days, each.verified) for each in profile.retention] == [
        ("report_words", 90, True)
    ]
    assert profile.breach is not None
    assert profile.breach.hours == 24
