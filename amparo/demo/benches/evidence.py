"""The evidence file: each bench rewrites what is between its own two markers, nothing else."""

from __future__ import annotations

from pathlib import Path


def write_section(path: Path, name: str, content: str) -> None:
    """Replace the section ``name`` of the file; append it when the file has none."""
    before, after = _around(path.read_text("utf-8") if path.exists() else "", name)
    text = f"{before}{_opening(name)}\n{content.strip()}\n{_closing(name)}{after}"
    path.write_text(text, "utf-8")


def _around(text: str, name: str) -> tuple[str, str]:
    """What stands before and after the section's markers."""
    before, opening, rest = text.partition(_opening(name))
    _section, closing, after = rest.partition(_closing(name))
    if opening and closing:
        return before, after
    return (f"{text.rstrip()}\n\n" if text.strip() else ""), "\n"


def _opening(name: str) -> str:
    return f"<!-- bench:{name} -->"


def _closing(name: str) -> str:
    return f"<!-- /bench:{name} -->"
