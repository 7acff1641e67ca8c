"""Queries as the application asks them: what a door tells the engine about who acts is left out, so
that one count holds on both engines."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext

OF_THE_DOOR = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET LOCAL")


def asked(captured: CaptureQueriesContext) -> list[str]:
    """The statements that read or write a table."""
    statements = [query["sql"].lstrip() for query in captured.captured_queries]
    return [
        one
        for one in statements
        if not one.startswith(OF_THE_DOOR) and "set_config(" not in one[:200]
    ]
