"""One pass over everything that is declared, naming each problem."""

from pathlib import Path

from amparo.kernel.reference.codes import read_code_lists
from amparo.kernel.reference.countries import read_countries
from amparo.kernel.reference.forms import read_earlier_forms, read_forms
from amparo.kernel.reference.reading import ROOT


def check_all(root: Path = ROOT) -> list[str]:
    """Every problem of the code lists, countries and forms under ``root``; none is an empty list.

    Workflows are checked by ``amparo.kernel.workflow``, which knows guards and permissions.
    """
    problems: list[str] = []
    lists = read_code_lists(root / "codes", problems)
    if {"urgency", "language"} <= set(lists):
        read_countries(root / "countries", lists["urgency"], lists["language"], problems)
    else:
        problems.append("countries: cannot be read without the lists “urgency” and “language”")
    present = read_forms(root / "forms", lists, problems)
    for code, version in read_earlier_forms(root / "forms" / "earlier", lists, problems):
        if code in present and present[code].version == version:
            problems.append(f"forms: {code} {version} is both present and earlier")
    return problems
