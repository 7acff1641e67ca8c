"""Text as it is kept: normalised, and folded for comparing."""

import re
import unicodedata

CELL_LIMIT_BYTES = 1_000_000

_REMOVED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_UNSTORABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_EDGES = " \t\n\u00a0\u200b\ufeff"


def normalise(text: str) -> str:
    """Trimmed NFC text with ``\\n`` as the only line break.

    Control characters other than line break and tab are removed. Surrogate pairs written as two
    characters are joined; what no database or XML can hold becomes U+FFFD, so that a reader sees
    that something was lost. Running it twice changes nothing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _REMOVED.sub("", text)
    text = _UNSTORABLE.sub("\ufffd", _PAIR.sub(_joined, text))
    return _trimmed(unicodedata.normalize("NFC", text))


def fold(text: str) -> str:
    """Letters and digits alone, without case or accents: for comparing labels and numbers."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if character.isalnum())


def is_too_big(text: str) -> bool:
    """Whether the text passes CELL_LIMIT_BYTES in UTF-8."""
    if len(text) * 4 <= CELL_LIMIT_BYTES:
        return False
    return len(text) > CELL_LIMIT_BYTES or len(_bytes(text)) > CELL_LIMIT_BYTES


def _joined(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _trimmed(text: str) -> str:
    previous = None
    while text != previous:
        previous, text = text, text.strip().strip(_EDGES)
    return text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
