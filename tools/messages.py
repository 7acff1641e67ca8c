"""Catalogues: extract (needs xgettext), compile (needs nothing but polib), check.

messages.py --extract   bring locale/*/LC_MESSAGES/django.po up to date with the source
messages.py --compile   write the .mo files
messages.py --check     extract into memory and fail on a missing, fuzzy or obsolete entry
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "pt", "fr")


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def compile_all() -> None:
    for language in LANGUAGES:
        path = catalogue(language)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def extract() -> None:
    """Spanish source strings into the three catalogues, without line numbers."""
    subprocess.run(
        [
            sys.executable,
            str(ROOT / "manage.py"),
            "makemessages",
            *[argument for language in LANGUAGES for argument in ("-l", language)],
            *["--no-location", "--no-wrap", "--ignore=.venv", "--ignore=var", "--ignore=tests"],
            *["--ignore=tools", "--ignore=docs", "-v", "0"],
        ],
        cwd=ROOT,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )


def problems(language: str) -> list[str]:
    """Entries of one catalogue that nobody has translated, or that need a second look."""
    entries = polib.pofile(str(catalogue(language)))
    found = [
        f"{language}: not translated: {entry.msgid}" for entry in entries.untranslated_entries()
    ]
    found += [f"{language}: fuzzy: {entry.msgid}" for entry in entries.fuzzy_entries()]
    return found


def source_strings() -> set[tuple[str, str]]:
    """What the sources say now, through a throw-away catalogue of each language."""
    kept = {language: catalogue(language).read_bytes() for language in LANGUAGES}
    try:
        extract()
        entries = polib.pofile(str(catalogue("en")))
        return {(entry.msgctxt or "", entry.msgid) for entry in entries if not entry.obsolete}
    finally:
        for language, content in kept.items():
            catalogue(language).write_bytes(content)


def check() -> int:
    found = [problem for language in LANGUAGES for problem in problems(language)]
    said = source_strings()
    for language in LANGUAGES:
        entries = polib.pofile(str(catalogue(language)))
        known = {(entry.msgctxt or "", entry.msgid) for entry in entries if not entry.obsolete}
        found += [f"{language}: not in the catalogue: {text}" for _, text in sorted(said - known)]
    print("\n".join(found) or "Catalogues complete: en, pt, fr.")
    return 1 if found else 0


def main() -> int:
    if "--extract" in sys.argv:
        extract()
    if "--check" in sys.argv:
        return check()
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
