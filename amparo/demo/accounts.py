"""The demonstration's invented institutions and accounts. One list; everything else reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from amparo.kernel.access.permissions import Role


@dataclass(frozen=True)
class Institution:
    """``desks``: name → whether it receives reports."""

    code: str
    name: str
    kind: str
    country: str
    domain: str
    deciding_body: str
    desks: dict[str, bool]


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    institution: str
    desk: str


INSTITUTIONS = (
    Institution(
        "linea-cr",
        "Línea de Ayuda de Muestra",
        "hotline",
        "CR",
        "intake",
        "ngo",
        {"Recepción": True},
    ),
    Institution(
        "refugio-cr",
        "Refugio Ceiba de Muestra",
        "shelters",
        "CR",
        "services",
        "ngo",
        {"Acogida": False},
    ),
    Institution(
        "clinica-cr",
        "Clínica de Muestra",
        "health",
        "CR",
        "services",
        "other_government",
        {"Atención": False},
    ),
    Institution(
        "fiscalia-cr",
        "Fiscalía de Muestra",
        "prosecutor",
        "CR",
        "justice",
        "prosecution",
        {"Mesa de identificación": False},
    ),
    Institution(
        "testigos-cr",
        "Protección de Testigos de Muestra",
        "prosecutor",
        "CR",
        "neutral",
        "",
        {"Oficina reservada": False},
    ),
    Institution(
        "migracion-cr",
        "Migración de Muestra",
        "migration",
        "CR",
        "neutral",
        "",
        {"Permisos de protección": False},
    ),
    Institution(
        "comite-cr",
        "Comité Nacional de Muestra",
        "committee",
        "CR",
        "oversight",
        "",
        {"Secretaría": False},
    ),
    Institution(
        "refugio-pa",
        "Casa Mangle de Muestra",
        "shelters",
        "PA",
        "services",
        "ngo",
        {"Acogida": False, "Avisos": True},
    ),
    Institution(
        "refugio-ni",
        "Casa Laguna de Muestra",
        "shelters",
        "NI",
        "services",
        "ngo",
        {"Acogida": False, "Avisos": True},
    ),
    Institution(
        "refugio-gt",
        "Casa Quetzal de Muestra",
        "shelters",
        "GT",
        "services",
        "ngo",
        {"Acogida": False, "Avisos": True},
    ),
)

ACCOUNTS = (
    Account("operadora", "Operadora de Muestra", Role.INTAKE_OPERATOR, "linea-cr", "Recepción"),
    Account(
        "supervisora", "Supervisora de Muestra", Role.INTAKE_SUPERVISOR, "linea-cr", "Recepción"
    ),
    Account("coordinadora", "Coordinadora de Muestra", Role.CASE_LEAD, "refugio-cr", "Acogida"),
    Account("acompanante", "Acompañante de Muestra", Role.CASE_WORKER, "refugio-cr", "Acogida"),
    Account("psicologa", "Psicóloga de Muestra", Role.CLINICIAN, "refugio-cr", "Acogida"),
    Account("abogada", "Abogada de Muestra", Role.LEGAL_AID, "refugio-cr", "Acogida"),
    Account("supervisa", "Supervisión de Muestra", Role.SUPERVISOR, "refugio-cr", "Acogida"),
    Account("clinica", "Enfermera de Muestra", Role.CASE_WORKER, "clinica-cr", "Atención"),
    Account(
        "fiscal", "Fiscal de Muestra", Role.DECISION_MAKER, "fiscalia-cr", "Mesa de identificación"
    ),
    Account("oficios", "Oficios de Muestra", Role.COURT_DESK, "refugio-cr", "Acogida"),
    Account(
        "fiscal-caso",
        "Fiscal de caso de Muestra",
        Role.PROSECUTOR,
        "fiscalia-cr",
        "Mesa de identificación",
    ),
    Account(
        "testigos",
        "Oficial de Muestra",
        Role.WITNESS_PROTECTION_OFFICER,
        "testigos-cr",
        "Oficina reservada",
    ),
    Account(
        "testigos-2",
        "Segunda oficial de Muestra",
        Role.WITNESS_PROTECTION_OFFICER,
        "testigos-cr",
        "Oficina reservada",
    ),
    Account(
        "permisos",
        "Mesa de permisos de Muestra",
        Role.PERMIT_DESK,
        "migracion-cr",
        "Permisos de protección",
    ),
    Account("estadistica", "Estadística de Muestra", Role.STATISTICIAN, "comite-cr", "Secretaría"),
    Account("custodia", "Custodia de Muestra", Role.CUSTODIAN, "comite-cr", "Secretaría"),
    Account("auditoria", "Auditora de Muestra", Role.AUDITOR, "comite-cr", "Secretaría"),
    Account(
        "integridad", "Integridad de Muestra", Role.INTEGRITY_OFFICER, "comite-cr", "Secretaría"
    ),
    Account("datos", "Delegada de Muestra", Role.DATA_PROTECTION, "refugio-cr", "Acogida"),
    Account(
        "administra",
        "Administración de Muestra",
        Role.ORGANISATION_ADMIN,
        "comite-cr",
        "Secretaría",
    ),
    Account(
        "coordinadora-pa",
        "Coordinadora de Muestra, Panamá",
        Role.CASE_LEAD,
        "refugio-pa",
        "Acogida",
    ),
    Account(
        "avisos-pa", "Recepción de Muestra, Panamá", Role.INTAKE_OPERATOR, "refugio-pa", "Avisos"
    ),
    Account(
        "coordinadora-ni",
        "Coordinadora de Muestra, Nicaragua",
        Role.CASE_LEAD,
        "refugio-ni",
        "Acogida",
    ),
    Account(
        "avisos-ni", "Recepción de Muestra, Nicaragua", Role.INTAKE_OPERATOR, "refugio-ni", "Avisos"
    ),
    Account(
        "coordinadora-gt",
        "Coordinadora de Muestra, Guatemala",
        Role.CASE_LEAD,
        "refugio-gt",
        "Acogida",
    ),
    Account(
        "avisos-gt", "Recepción de Muestra, Guatemala", Role.INTAKE_OPERATOR, "refugio-gt", "Avisos"
    ),
)


def rows() -> list[dict[str, str]]:
    """Each account as username, role and organisation code."""
    return [
        {"username": one.username, "role": one.role.value, "organisation": one.institution}
        for one in ACCOUNTS
    ]


def listing(form: str) -> str:
    """The accounts as one JSON array, or as lines for a person."""
    if form == "json":
        return json.dumps(rows(), ensure_ascii=False)
    names = {one.code: one.name for one in INSTITUTIONS}
    lines = [
        f"  {one.username:<16} {one.role.value:<27} {names[one.institution]}" for one in ACCOUNTS
    ]
    return "Cuentas de la demostración (se entra con un clic):\n" + "\n".join(lines)
