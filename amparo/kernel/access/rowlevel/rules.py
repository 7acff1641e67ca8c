"""Words that the rules are written in. Each is a piece of SQL over one row and the context.

What comes from the context stands in a scalar subselect: the engine reads it once for a query and
not once for a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Which rows of a table exist for whoever acts; ``{t}`` is the table.

    ``new``: besides those, which rows may be written although their writer cannot see them.
    """

    using: str
    new: str = ""

    def check(self) -> str:
        return f"({self.using}) OR {self.new}" if self.new else self.using

    def asks(self) -> set[str]:
        """Tables that the rule looks into: the rules of those apply there too."""
        return set(re.findall(r"(?:FROM|JOIN) (\w+)", f"{self.using} {self.new}"))


def told(name: str, kind: str = "text") -> str:
    """One word of the context; NULL, which equals nothing, without a context."""
    return f"(SELECT NULLIF(current_setting('amparo.{name}', true), '')::{kind})"


def listed(name: str, kind: str = "text") -> str:
    """A list of the context, to be used after ``= ANY``."""
    words = f"NULLIF(current_setting('amparo.{name}', true), '')"
    return f"((SELECT string_to_array({words}, ',')::{kind}[])::{kind}[])"


def may(permission: str) -> str:
    words = "string_to_array(current_setting('amparo.may', true), ',')"
    return f"(SELECT '{permission}' = ANY ({words}))"


def task(*names: str) -> str:
    """A named system task acts."""
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"(SELECT current_setting('amparo.task', true) IN ({quoted}))"


def held(column: str) -> str:
    """The row whose key a receipt, or a task without a place, holds."""
    return f"{{t}}.{column}::text = ANY {listed('holds')}"


def any_of(*ways: str) -> str:
    return "(" + "\n OR ".join(ways) + ")"


def all_of(*conditions: str) -> str:
    return "(" + "\n AND ".join(conditions) + ")"


SOMEBODY = "(SELECT current_setting('amparo.actor', true) <> '')"
MY_TEAM = f"{{t}}.team_id = ANY {listed('teams', 'bigint')}"
MY_DESK = f"{{t}}.desk_id = {told('desk', 'bigint')}"
HERSELF = told("herself", "uuid")  # who comes through her own door
MINE = f"{{t}}.membership_id = {told('membership', 'bigint')}"


def of_person(column: str = "person_id", key: str = "id") -> str:
    """The row of somebody whose file exists for the actor."""
    return f"EXISTS (SELECT FROM persons_person p WHERE p.{key} = {{t}}.{column})"


def of_report(column: str = "report_id") -> str:
    return f"EXISTS (SELECT FROM reports_report r WHERE r.id = {{t}}.{column})"


def of_case(column: str = "case_id", key: str = "id") -> str:
    return f"EXISTS (SELECT FROM cases_case c WHERE c.{key} = {{t}}.{column})"
