"""What the API answers when it does not do what was asked: the same shapes in every app."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class Said(Schema):
    detail: str


class Problem(Schema):
    """``loc`` leads to the field; only "body" when the problem is of the whole."""

    type: str
    loc: list[str | int]
    msg: str


class Problems(Schema):
    detail: list[Problem]


# A body that cannot be read, nobody signed in, nothing there for this actor, answers to mend.
READS: dict[Any, Any] = {401: Said, 404: Said, 422: Problems}
WRITES: dict[Any, Any] = {400: Said, **READS}
EDITS: dict[Any, Any] = {409: Said, **WRITES}  # somebody saved it meanwhile
