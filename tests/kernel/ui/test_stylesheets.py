"""The two sheets of style: their weight, and that every pair of colours can be read."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "amparo" / "kernel" / "ui" / "static" / "ui"
TOKENS = (FOLDER / "tokens.css").read_text("utf-8")
COMPONENTS = (FOLDER / "components.css").read_text("utf-8")
READ_ON = {
    "ink": ["ground", "sheet", "sunken", "act-soft", "late-soft", "soon-soft", "done-soft"],
    "ink-2": ["ground", "sheet", "sunken"],
    "act": ["ground", "sheet", "act-soft"],
    "on-act": ["act"],
    "on-door": ["door", "door-2"],
    "on-band": ["band", "band-2"],
    "on-band-2": ["band"],
    "hers": ["hers-soft", "sheet"],
    "late": ["late-soft", "sheet", "ground"],
    "on-late": ["late"],
    "soon": ["soon-soft", "sheet"],
    "done": ["done-soft", "sheet"],
}


def theme(dark: bool) -> dict[str, str]:
    """The colours of a theme, by name."""
    light, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    if dark:
        block = rest.partition("@media")[0]
        values |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))
    return values


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_sheets_together_weigh_at_most_thirty_kilobytes():
    assert len(TOKENS.encode()) + len(COMPONENTS.encode()) <= 30_000


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_reaches_its_contrast_on_every_ground(dark):
    values = theme(dark)
    faint = [
        (text, ground, round(contrast(values[text], values[ground]), 2))
        for text, grounds in READ_ON.items()
        for ground in grounds
        if contrast(values[text], values[ground]) < 4.5
    ]
    assert faint == []


@pytest.mark.parametrize("dark", [False, True])
def test_edges_of_controls_can_be_seen(dark):
    values = theme(dark)
    assert contrast(values["edge"], values["sheet"]) >= 3
    assert contrast(values["focus"], values["ground"]) >= 3


def test_the_dark_theme_names_no_colour_that_the_light_one_lacks():
    assert theme(dark=True).keys() == theme(dark=False).keys()


def test_components_use_only_tokens_that_exist():
    used = set(re.findall(r"var\(--([\w-]+)", COMPONENTS))
    assert used <= set(re.findall(r"--([\w-]+):", TOKENS))


def test_colours_are_named_in_the_tokens_alone():
    # The code that a camera reads needs pure white around it, and paper needs pure black.
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", COMPONENTS)) <= {"#fff", "#000"}


def test_no_sheet_asks_for_another_file():
    assert re.findall(r"url\(|@import|@font-face", TOKENS + COMPONENTS) == []
