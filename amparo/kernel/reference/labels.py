"""A text in the four languages of the platform. Spanish is the source and the fallback."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("es", "en", "pt", "fr")


@dataclass(frozen=True, slots=True)
class Label:
    """One text in Spanish, English, Portuguese and French."""

    es: str
    en: str
    pt: str
    fr: str

    def in_(self, language: str) -> str:
        """The text in ``language`` ("pt", "pt-br"…); Spanish when we do not speak it."""
        texts = {"es": self.es, "en": self.en, "pt": self.pt, "fr": self.fr}
        return texts.get(language.split("-")[0].lower(), "") or self.es

    def __str__(self) -> str:
        return self.es


def label_from(texts: Mapping[str, object], where: str, problems: list[str]) -> Label:
    """Build a label; every language that is missing or empty is named in ``problems``."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        text = texts.get(language)
        found[language] = text.strip() if isinstance(text, str) else ""
        if not found[language]:
            problems.append(f"{where}: missing translation “{language}”")
    return Label(**found)
