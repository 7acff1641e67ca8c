"""The first institution and administrator of a node, asked on the console by `amparo init`."""

from __future__ import annotations

from typing import TextIO

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from amparo.kernel import clock
from amparo.kernel.access.operator import ask_secret
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Organisation
from amparo.kernel.organisations.services import join, open_desk, open_organisation
from amparo.kernel.reference import countries


def found_node(source: TextIO, out: TextIO) -> int:
    """Ask for institution, country, account and passphrase; a second run only updates the schema.

    Exit status: 0 done, 2 the answers do not hold.
    """
    if Organisation.objects.exists():
        out.write("Esta instalación ya tenía instituciones; el esquema quedó al día.\n")
        return 0
    name = _ask(source, out, "Nombre de la institución: ")
    country = _ask(source, out, "País (dos letras, por ejemplo CR): ").upper()
    username = _ask(source, out, "Cuenta de quien administra: ")
    passphrase = ask_secret("Contraseña (12 caracteres o más): ", source)
    try:
        code = _found(name, country, username, passphrase)
    except ValidationError as error:
        out.write(" ".join(error.messages) + " Ejecute `amparo init` otra vez.\n")
        return 2
    out.write(
        f"Listo: institución «{code}». Entre con `amparo serve`; al entrar se le pedirá activar un "
        "segundo factor.\n"
    )
    return 0


@transaction.atomic
def _found(name: str, country: str, username: str, passphrase: str) -> str:
    """The new institution's code. Raises ValidationError naming every answer to mend."""
    code, user = slugify(name)[:40], User(username=User.normalize_username(username))
    _check(code, country, user, passphrase)
    organisation = open_organisation(
        code=code, name=name, kind="csos", country=country, domain="services"
    )
    desk = open_desk(organisation=organisation, name="Recepción", receives_reports=True)
    user = User.objects.create_user(username, passphrase)
    for role in (Role.ORGANISATION_ADMIN, Role.CASE_LEAD, Role.INTAKE_OPERATOR):
        join(user=user, desk=desk, role=role, since_on=clock.today())
    settings.HOME.serve(country)
    return code


def _check(code: str, country: str, user: User, passphrase: str) -> None:
    problems: list[str] = []
    if not code:
        problems.append("Escriba el nombre de la institución con letras.")
    if country not in countries():
        problems.append(f"No hay datos del país «{country}»: escriba uno de {_listed()}.")
    if not user.username or user.username != slugify(user.username):
        problems.append("La cuenta lleva solo letras minúsculas sin tilde, cifras y guiones.")
    try:
        validate_password(passphrase, user)
    except ValidationError as error:
        problems += error.messages
    if problems:
        raise ValidationError(problems)


def _listed() -> str:
    return ", ".join(sorted(countries()))


def _ask(source: TextIO, out: TextIO, question: str) -> str:
    out.write(question)
    out.flush()
    return source.readline().strip()
