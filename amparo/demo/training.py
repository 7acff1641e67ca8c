"""Training: invented institutions and cases, entered as in real use, and begun again at will."""

from __future__ import annotations

import shutil
from typing import TextIO
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.text import slugify

from amparo.cases.models import Case
from amparo.demo.accounts import ACCOUNTS
from amparo.demo.scene import found_institutions, people, reports
from amparo.kernel import clock
from amparo.kernel.access.matrix import matrix
from amparo.kernel.access.operator import ask_secret
from amparo.kernel.access.permissions import Permission, Role
from amparo.kernel.access.rowlevel.triggers import drop_triggers, install_triggers
from amparo.kernel.access.services import add_member
from amparo.kernel.identity.models import User
from amparo.kernel.jobs.queue import enqueue
from amparo.kernel.organisations.models import Membership, Organisation
from amparo.kernel.organisations.services import join, open_desk, open_organisation

SCHOOL = "escuela"
HOW_MANY = {"CR": 18, "PA": 14, "NI": 14, "GT": 14}
GIVEN_OUT = 6  # ready-made cases of an institution that its trainees work on
# What stays when the cases begin again: institutions, people who train, and how they enter.
KEPT_APPS = {"identity", "organisations", "accounts", "vault", "mfa", "auth", "account"}
KEPT_APPS |= {"contenttypes", "sessions", "django_q"}


class NotATraining(Exception):
    """Only the folder of a training is ever begun again."""


def found_training(source: TextIO, out: TextIO) -> int:
    """Ask for the trainer's account and passphrase, and prepare the cases. Exit status: 0 done, 2
    the answers do not hold."""
    _only_in_training()
    if Organisation.objects.exists():
        out.write("Este entrenamiento ya estaba preparado; el esquema quedó al día.\n")
        return 0
    out.write("Cuenta de quien entrena: ")
    out.flush()
    username = source.readline().strip()
    passphrase = ask_secret("Contraseña (12 caracteres o más): ", source)
    faults = _faults(username, passphrase)
    if faults:
        out.write(" ".join(faults) + " Ejecute `amparo init --training` otra vez.\n")
        return 2
    with transaction.atomic():
        found_institutions()
        _found_school(username, passphrase)
        _fill(out)
    out.write("Listo. Entre con `amparo serve` y abra una cuenta a cada persona que entrena.\n")
    return 0


def start_again(out: TextIO) -> None:
    """Delete every case, report and trace, and tell the story from its beginning; accounts stay.

    All of it or nothing. Raises NotATraining anywhere else, before anything is touched.
    """
    _only_in_training()
    with transaction.atomic():
        _empty_tables()
        _fill(out)
    for folder in (settings.FILES, settings.LAKE):
        shutil.rmtree(folder, ignore_errors=True)


def ask_to_start_again() -> None:
    """Queue it: it takes longer than a page waits."""
    enqueue(begin_again, uuid4())


def begin_again(_asked: str | UUID) -> None:
    """The queued work of a trainer's button; done twice, the second begins again too."""
    from io import StringIO

    start_again(StringIO())


def _only_in_training() -> None:
    if not settings.TRAINING or settings.HOME.kind not in ("training", "test"):
        raise NotATraining


def _empty_tables() -> None:
    """Every table of ours that holds casework; with the rows of the log, which here are invented
    too: on SQLite its triggers step aside for this one transaction."""
    lite = connection.vendor == "sqlite"
    if lite:
        drop_triggers()
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(table) for table in _emptied()]
        if lite:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own tables
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait on these rows
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    if lite:
        install_triggers()


def _emptied() -> list[str]:
    """Tables of casework, and team places, which are of cases."""
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in KEPT_APPS and _ours(model)
    ]


def _ours(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy


def _fill(out: TextIO) -> None:
    """Cases and reports as on the first day, and whoever trains on the teams of some of them."""
    scene = Membership.objects.filter(user__username__in=[one.username for one in ACCOUNTS])
    scene.update(suspended=False, until_on=None)
    people.register(out, HOW_MANY)
    reports.receive(out)
    _give_out()


def _give_out() -> None:
    """Whoever works with cases gets the first ones of her institution."""
    today, invented = clock.today(), {one.username for one in ACCOUNTS}
    trainees = Membership.objects.live(today).select_related("user", "desk")
    for place in trainees.exclude(user__username__in=invented):
        if Permission.CASE_READ not in matrix()[Role(place.role)].permissions:
            continue
        cases = Case.objects.filter(person__team__organisation=place.desk.organisation_id)
        for case in cases.order_by("pk").select_related("person__team")[:GIVEN_OUT]:
            add_member(team=case.person.team, membership=place, on=today)


def _found_school(username: str, passphrase: str) -> None:
    """The trainer's own institution stands above the invented ones: she opens accounts in all."""
    school = open_organisation(
        code=SCHOOL,
        name="Escuela de Muestra",
        kind="committee",
        country=settings.COUNTRY,
        domain="oversight",
    )
    desk = open_desk(organisation=school, name="Aula")
    trainer = User.objects.create_user(username, passphrase)
    join(user=trainer, desk=desk, role=Role.ORGANISATION_ADMIN, since_on=clock.today())
    Organisation.objects.exclude(pk=school.pk).update(parent=school)


def _faults(username: str, passphrase: str) -> list[str]:
    invented = {one.username for one in ACCOUNTS}
    user, faults = User(username=username), list[str]()
    if not username or username != slugify(username) or username in invented:
        faults.append("La cuenta lleva solo letras minúsculas sin tilde, cifras y guiones.")
    try:
        validate_password(passphrase, user)
    except ValidationError as error:
        faults += error.messages
    return faults
