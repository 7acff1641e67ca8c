"""What no template may contain: our policy would block it, or another host would learn of it."""

import re
from pathlib import Path

from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "amparo").rglob("templates/**/*.html"))


def found(pattern: str) -> list[tuple[str, str]]:
    """Each match with the template it is in."""
    return [
        (str(path.relative_to(ROOT)), match)
        for path in TEMPLATES
        for match in re.findall(pattern, path.read_text("utf-8"))
    ]


def test_no_template_has_style_of_its_own():
    assert len(TEMPLATES) > 30
    assert found(r"<style|\sstyle=") == []


def test_no_template_has_script_of_its_own():
    assert found(r"<script(?![^>]*\ssrc=)") == []
    assert found(r"\son[a-z]+=|javascript:|hx-on") == []


def test_no_template_names_another_host():
    named = found(r"(?:https?:)?//[a-z0-9-]+\.[a-z.]+")
    assert [one for one in named if not one[1].endswith("//www.w3.org")] == []


def test_every_template_compiles_and_is_the_one_that_pages_get():
    for path in TEMPLATES:
        compiled = get_template(str(path).partition("/templates/")[2])
        assert compiled.origin.name == str(path)
