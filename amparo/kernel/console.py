"""Asking on the console. Nothing here needs Django: keys are opened before it starts."""

from __future__ import annotations

import getpass
import sys
from typing import TextIO


def ask_secret(question: str, source: TextIO | None = None) -> str:
    """Typed without echo at a terminal; otherwise the next line of ``source`` (standard input)."""
    source = source or sys.stdin
    if source.isatty():
        return getpass.getpass(question)
    sys.stderr.write(f"{question}\n")
    return source.readline().rstrip("\r\n")


def at_a_terminal() -> bool:
    """Whether somebody can be asked again."""
    return sys.stdin is not None and sys.stdin.isatty()
