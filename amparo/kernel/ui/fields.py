"""From a bound form field to what its template shows: label, hint, errors, control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

# How a group of answers is laid out: class of its fieldset.
LAYOUTS = {"cards": "field", "row": "field choices--row", "grid": "field choices--grid"}


@dataclass(frozen=True)
class Answer:
    """One radio button or check box of a group, with the sentence that explains it."""

    tag: SafeString
    label: Any
    hint: Any


@dataclass(frozen=True)
class ShownField:
    """Everything `ui/_field.html` needs."""

    kind: str  # "group", "short", "check", "hidden" or "control"
    bound: BoundField
    control: SafeString
    answers: list[Answer]
    classes: str
    described_by: str
    optional: bool

    @property
    def hint_id(self) -> str:
        return hint_id(self.bound)

    @property
    def errors_id(self) -> str:
        return errors_id(self.bound)


def hint_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_hint"


def errors_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_bad"


def anchor_of(bound: BoundField) -> str:
    """The id that a link to the field points to: its control, or a group's first answer."""
    return f"{bound.auto_id}_0" if _is_group(bound) else str(bound.auto_id)


def shown(bound: BoundField, layout: str = "cards", optional: bool = True) -> ShownField:
    """What to show for a field. ``layout`` is "cards", "row", "grid" or "seg" (short answers side
    by side); ``optional=False`` leaves out the word "(opcional)"."""
    kind = _kind_of(bound, layout)
    described_by = _described_by(bound)
    classes = "ask" if kind == "short" else LAYOUTS.get(layout, "field")
    return ShownField(
        kind=kind,
        bound=bound,
        control=SafeString("") if _is_group(bound) else _control(bound, kind, described_by),
        answers=_answers(bound) if _is_group(bound) else [],
        classes=classes if _is_group(bound) else "field",
        described_by=described_by,
        optional=optional and not bound.field.required,
    )


def _kind_of(bound: BoundField, layout: str) -> str:
    if bound.is_hidden:
        return "hidden"
    if _is_group(bound):
        return "short" if layout == "seg" else "group"
    return "check" if isinstance(bound.field.widget, CheckboxInput) else "control"


def _is_group(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, RadioSelect)


def _described_by(bound: BoundField) -> str:
    ids = [hint_id(bound)] if bound.help_text else []
    return " ".join([*ids, errors_id(bound)] if bound.errors else ids)


def _control(bound: BoundField, kind: str, described_by: str) -> SafeString:
    """The bare control; Django itself adds ``aria-invalid`` when the field has errors.

    A placeholder vanishes when it is needed most: labels and hints say it instead.
    """
    bound.field.widget.attrs.pop("placeholder", None)
    attrs: dict[str, Any] = {"aria-describedby": described_by} if described_by else {}
    if kind == "control":
        own = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"input {own}".strip()
    return bound.as_widget(attrs=attrs)


def _answers(bound: BoundField) -> list[Answer]:
    """The answers of a group. A field may carry ``choice_hints``: value → explaining sentence."""
    hints = getattr(bound.field, "choice_hints", {})
    return [
        Answer(
            tag=option.tag(),
            label=option.data["label"],
            hint=hints.get(str(option.data["value"]), ""),
        )
        for option in bound.subwidgets
    ]
