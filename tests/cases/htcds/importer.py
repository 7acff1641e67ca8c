"""Files of invented rows, imported and exported by an account of an invented shelter."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amparo.cases.htcds.exporting import export_rows
from amparo.cases.htcds.importing import import_rows
from amparo.cases.htcds.reading import open_rows
from amparo.cases.htcds.summary import Summary
from amparo.cases.models import Case
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.permissions import Role
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.vault.keyring import unlock
from tests.factories.kernel import DeskFactory, OrganisationFactory, actor

Row = Mapping[str, str]
LUCERO: Row = {
    "prs_IdentityNumber": "1-0456-0789",
    "prs_FirstName": "Lucero",
    "prs_SecondName": "Inventada Sol",
}
RECRUITED: Row = {"hte_Type": "Recruitment", "hte_Date": "2021-03-04", "hte_Country": "NI"}
EXPLOITED: Row = {"hte_Type": "Exploitation", "hte_Date": "2022-05-06", "hte_Country": "CR"}
SPARSE: Row = {"prs_Gender": "Feminine", "prs_Citizenship": "HN"}


@dataclass
class Shelter:
    """A case lead of one institution, and a folder for her files."""

    folder: Path
    actor: Actor
    organisation: Organisation

    def bring(self, *rows: Row, name: str = "filas.csv", progress: Any = None) -> Summary:
        """Import rows written to a file."""
        return self.bring_file(written(self.folder / name, rows), progress=progress)

    def bring_file(self, path: Path, progress: Any = None) -> Summary:
        return import_rows(
            actor=self.actor,
            organisation=self.organisation,
            source=open_rows(path),
            path=path,
            on=clock.today(),
            progress=progress or (lambda _summary: None),
        )

    def take(self, name: str = "salida.csv") -> Path:
        """Export everything to a file."""
        path = self.folder / name
        export_rows(actor=self.actor, path=path, on=clock.today(), progress=lambda _rows: None)
        return path

    def words(self, case: Case, record: Any, name: str) -> str | None:
        return unlock(self.actor, [case.subject], clock.today()).text(record, name)

    def only_case(self) -> Case:
        return Case.objects.select_related("person").get()


def shelter(folder: Path, organisation: Organisation | None = None) -> Shelter:
    place = organisation or OrganisationFactory(kind="shelters", domain="services")
    who = actor(Role.CASE_LEAD, DeskFactory(organisation=place))
    return Shelter(folder, who, place)


def written(path: Path, rows: Sequence[Row]) -> Path:
    """A CSV with one column for every key that some row has."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    """Read, created, updated, unchanged, rejected."""
    return (
        summary.read,
        summary.created,
        summary.updated,
        summary.unchanged,
        summary.rejected,
    )
