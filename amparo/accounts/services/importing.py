"""Many new accounts from one file: every row is read before any account is opened."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from amparo.accounts.permissions import can_manage_accounts, roles_at
from amparo.accounts.querysets import managed_organisations
from amparo.accounts.services.opening import AccountFields, Opened, check_dates, open_account
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading, require, writing
from amparo.kernel.access.errors import Denied
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.permissions import Role
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk

COLUMNS = ("cuenta", "nombre", "mesa", "funcion", "carta", "fecha_carta", "desde", "hasta")
NOTE = "nota"  # optional
LONGEST_ROWS = 200


@dataclass(frozen=True)
class Fault:
    """What does not hold in one row of the file; the heading is row 1."""

    row: int
    column: str
    why: str


@dataclass(frozen=True)
class Imported:
    """Accounts opened, and what kept the file, or a row of it, from being used."""

    opened: list[Opened]
    faults: list[Fault]


def import_accounts(*, actor: Actor, content: bytes, on: date) -> Imported:
    """Open one account per row, each in its own transaction; none while any row has a fault.

    Raises Denied.
    """
    with reading(actor):
        require(can_manage_accounts, actor)
        wanted, faults = _read(actor, content, on)
    if faults:
        return Imported([], faults)
    opened = []
    for number, fields in wanted:
        try:
            opened.append(open_account(actor=actor, fields=fields, on=on))
        except (ValidationError, Denied) as refusal:
            faults.append(
                Fault(number, "", " ".join(getattr(refusal, "messages", [_("No se puede.")])))
            )
    with writing(actor):
        record(actor, Verb.ACCOUNT_IMPORTED, opened=len(opened), refused=len(faults))
    return Imported(opened, faults)


def _read(
    actor: Actor, content: bytes, on: date
) -> tuple[list[tuple[int, AccountFields]], list[Fault]]:
    rows, faults = _rows(content)
    desks = _desks(actor)
    taken = set(
        User.objects.filter(username__in=[row["cuenta"] for _n, row in rows]).values_list(
            "username", flat=True
        )
    )
    wanted = []
    for number, row in rows:
        desk = desks.get(slugify(row["mesa"]))
        found, wrong = _fields(number, row, desk, taken, on)
        faults += wrong
        taken.add(row["cuenta"])
        if found is not None:
            wanted.append((number, found))
    return wanted, faults


def _desks(actor: Actor) -> dict[str, Desk]:
    """Her desks by name, and by their institution's code and name; where two share one, neither."""
    there = Desk.objects.filter(organisation__in=managed_organisations(actor))
    listed = list(there.select_related("organisation"))
    names = [slugify(desk.name) for desk in listed]
    whole = [slugify(f"{desk.organisation.code} {desk.name}") for desk in listed]
    every = [*zip(names, listed, strict=True), *zip(whole, listed, strict=True)]
    return {name: desk for name, desk in every if (names + whole).count(name) == 1}


def _rows(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Rows by their number in the file, with every known column; or why it cannot be read."""
    try:
        text = content.decode("utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") >= len(COLUMNS) - 1 else ","
        table = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return [], [Fault(1, "", _("El archivo no es una tabla CSV en UTF-8."))]
    head = [slugify(name).replace("-", "_") for name in table[0]] if table else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        return [], [Fault(1, name, _("Falta esta columna.")) for name in missing]
    if len(table) - 1 > LONGEST_ROWS:
        return [], [Fault(1, "", _("Traiga 200 cuentas por archivo como mucho."))]
    return [
        (number, {NOTE: "", **dict(zip(head, (cell.strip() for cell in cells), strict=False))})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ], []


def _fields(
    number: int, row: dict[str, str], desk: Desk | None, taken: set[str], on: date
) -> tuple[AccountFields | None, list[Fault]]:
    faults = [Fault(number, name, _("Está vacío.")) for name in COLUMNS if not row.get(name, "")]
    role = _role(row.get("funcion", ""))
    dates = {name: _day(row.get(name, "")) for name in ("fecha_carta", "desde", "hasta")}
    wrong = [
        ("mesa", desk is None, _("No es una mesa de su institución.")),
        ("funcion", role is None, _("No hay una función con ese nombre.")),
        ("cuenta", row.get("cuenta", "") in taken, _("Ese nombre de cuenta no está libre.")),
        (
            "cuenta",
            row.get("cuenta", "") != slugify(row.get("cuenta", "")),
            _("Lleva solo letras minúsculas sin tilde, cifras y guiones."),
        ),
        *[
            (name, day is None, _("Escriba la fecha como 2027-03-31."))
            for name, day in dates.items()
        ],
    ]
    faults += [Fault(number, name, why) for name, bad, why in wrong if bad and row.get(name, "")]
    if role is not None and desk is not None and role not in roles_at(desk.organisation):
        faults.append(Fault(number, "funcion", _("Su institución no da esa función.")))
    letter_on, since_on, until_on = dates.values()
    if faults or not (desk and role and letter_on and since_on and until_on):
        return None, faults
    try:
        check_dates(letter_on, since_on, until_on, on)
    except ValidationError as refusal:
        return None, [Fault(number, "", " ".join(refusal.messages))]
    fields = AccountFields(
        username=row["cuenta"],
        display_name=row["nombre"][:120],
        desk=desk,
        role=role,
        letter_number=row["carta"][:60],
        letter_on=letter_on,
        since_on=since_on,
        until_on=until_on,
        vetting_note=row[NOTE],
    )
    return fields, []


def _role(written: str) -> Role | None:
    """By its code or by its name in any of the four languages."""
    wanted = slugify(written)
    for role, grant in matrix().items():
        if wanted in {slugify(role.value), *map(slugify, grant.label.values())}:
            return role
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
