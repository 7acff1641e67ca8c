"""What an import did, as the one line a program reads."""

import json
from dataclasses import dataclass, field


@dataclass(slots=True)
class Summary:
    """Counts of records; ``refused`` means that the whole file was, and nothing went in."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    deprecated: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    refused: bool = False

    def note_deprecated(self, keys: tuple[str, ...]) -> None:
        """Remember deprecated fields that a row used, each once, in the order they came."""
        self.deprecated += [key for key in keys if key not in self.deprecated]

    def as_json(self) -> str:
        """One line, always with the same seven keys in the same order."""
        return json.dumps(
            {
                "read": self.read,
                "created": self.created,
                "updated": self.updated,
                "unchanged": self.unchanged,
                "rejected": self.rejected,
                "deprecated": self.deprecated,
                "ignored_columns": self.ignored_columns,
            },
            ensure_ascii=False,
        )

    @property
    def exit_status(self) -> int:
        """0 when everything went in, 3 when some rows did not, 2 when the file was refused."""
        if self.refused:
            return 2
        return 3 if self.rejected else 0
