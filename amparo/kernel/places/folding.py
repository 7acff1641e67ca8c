"""One way to compare place names: without case, accents or punctuation."""

import unicodedata


def fold(text: str) -> str:
    """Fold a name for comparison: ``"São José, C.R."`` becomes ``"sao jose c r"``."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())
