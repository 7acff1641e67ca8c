"""Checks that any page must pass: nothing for axe to report, and no sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

with_and_without_scripts = pytest.mark.parametrize(
    "javascript", [True, False], ids=["scripts", "no scripts"]
)
NARROWEST = 320
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
WIDER_THAN_SCREEN = """() => {
  const screen = document.documentElement.clientWidth;
  return [document.documentElement.scrollWidth, screen];
}"""


def axe_faults(page: Page) -> list[str]:
    """One line per element that breaks a rule: rule, selector, summary."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{page.url} {rule['id']}: {' '.join(map(str, node['target']))} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def check_axe(page: Page) -> None:
    """WCAG 2.0 to 2.2, A and AA, and best practice: nothing found."""
    faults = axe_faults(page)
    assert not faults, "\n".join(faults)


def layout_faults(page: Page) -> list[str]:
    """How far the page sticks out of the narrowest screen, if it does."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    page.wait_for_load_state()  # a page that is still being left has no width
    whole, screen = page.evaluate(WIDER_THAN_SCREEN)
    if before:
        page.set_viewport_size(before)
    return [f"{page.url} is {whole} px wide on {screen} px"] if whole > screen else []


def check_layout(page: Page) -> None:
    """At 320 px nothing asks to be scrolled sideways."""
    assert not layout_faults(page)
