"""Fields that take any text a browser can send."""

from __future__ import annotations

from typing import Any

from django import forms

from amparo.reports.errors import TooLong
from amparo.reports.text import cleaned, too_long_by


class WordsField(forms.CharField):
    """Free text: cleaned of control characters, of any script, at most 250,000 bytes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        # Django's own validator would refuse a NUL that `cleaned` has already taken out.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return cleaned(str(value or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        if excess := too_long_by(value):
            refusal: list[str] = TooLong("text", excess).message_dict["text"]
            raise forms.ValidationError(refusal)
