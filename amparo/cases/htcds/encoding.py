"""Which encoding a text file is in, decided by reading it once in blocks.

1. A byte order mark decides: UTF-8, UTF-16 or UTF-32. The rest of the file must agree with it.
2. Without one, a file that is valid UTF-8 from end to end is UTF-8.
3. Otherwise it is cp1252, what Excel writes on Windows in Spanish, or Latin-1 when it holds one
   of the five bytes that cp1252 leaves undefined.
4. A file where valid UTF-8 letters are at least as many as the bytes that break it is UTF-8 with
   damage or two files glued together. It is refused: read as cp1252 it would garble every accent.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from amparo.cases.htcds.errors import FileRefused

ERRORS = "surrogatepass"  # lone surrogates are mended cell by cell, see text.normalise

_BLOCK = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GOOD = re.compile("[^\x00-\x7f\ud800-\udfff]")
_BAD = re.compile("[\udc80-\udcff]")
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def encoding_of(path: Path) -> str:
    """Python's name for the file's encoding. Raises FileRefused and OSError."""
    head = next(_blocks(path), b"")
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is None and head.count(0) > len(head) // 10:
        raise FileRefused(
            _("El archivo no es texto, o es UTF-16 sin marca. Guárdelo como «CSV UTF-8».")
        )
    if _decodes(path, marked or "utf-8"):
        return marked or "utf-8"
    if marked:
        raise FileRefused(
            _("El archivo está dañado: dice ser Unicode y no lo es. Guárdelo como «CSV UTF-8».")
        )
    return _older_encoding(path)


def _older_encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    undefined = False
    for block in _blocks(path):
        text = decoder.decode(block)
        good += len(_GOOD.findall(text))
        bad += len(_BAD.findall(text))
        undefined = undefined or bool(_UNDEFINED_IN_CP1252.search(block))
    if good and good >= bad:
        raise FileRefused(
            _("El archivo mezcla dos codificaciones de texto. Guárdelo de nuevo como «CSV UTF-8».")
        )
    return "latin-1" if undefined else "cp1252"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(ERRORS)
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
