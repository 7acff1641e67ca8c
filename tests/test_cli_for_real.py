"""A node for real use: founded on the console, closed to demonstrations, and acted on by proof."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.cases.htcds.importer import SPARSE, written
from tests.consoles import amparo, python

NAME, ACCOUNT, PASSPHRASE = "Casa Faro de Muestra", "maria", "ninguna-tormenta-es-eterna"
CODE = "casa-faro-de-muestra"
KEYS_PHRASE = "faro cobre vereda lluvia marzo"
OPEN = f"{KEYS_PHRASE}\n"
ANSWERS = f"{NAME}\nCR\n{ACCOUNT}\n{PASSPHRASE}\n"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP_SECONDS = 30
SECOND_FACTOR = f"""
from allauth.mfa.totp.internal.auth import TOTP
from amparo.kernel.identity.models import User
TOTP.activate(User.objects.get(username="{ACCOUNT}"), "{SECRET}")
"""
DEMONSTRATION_DOOR = """
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
try:
    reverse("demo:choose")
except NoReverseMatch:
    print("no address")
client = Client(SERVER_NAME="localhost", raise_request_exception=False)
print(client.get("/demostracion/").status_code)
print(client.post("/demostracion/coordinadora/").status_code)
print(client.get("/salud/").status_code, "amparo.demo" in settings.INSTALLED_APPS)
print(settings.STRONG_AUTHENTICATION, settings.DEMONSTRATION, settings.DEBUG)
"""
AUDITED = """
from amparo.kernel.audit.models import AuditRow
from amparo.kernel.identity.models import User
row = AuditRow.objects.get(verb="htcds.imported")
print(row.operator, row.actor == f"user:{User.objects.get(username='maria').public_id}")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "home"
    done = amparo(folder, "init", stdin=OPEN + ANSWERS)
    assert done.returncode == 0, done.stderr
    assert CODE in done.stdout
    assert PASSPHRASE not in done.stdout + done.stderr
    assert KEYS_PHRASE not in done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def proved(home) -> Path:
    """The same node once the account has its second factor."""
    python(home, SECOND_FACTOR, stdin=OPEN)
    return home


def code() -> str:
    """The second factor's present code, as a telephone would show it."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // STEP_SECONDS)))


def bring(home: Path, path: Path, stdin: str):
    arguments = ["import", "htcds", path, "--organisation", CODE, "--as", ACCOUNT]
    return amparo(home, *arguments, stdin=OPEN + stdin)


def test_the_demonstrations_doors_do_not_exist(home):
    assert python(home, DEMONSTRATION_DOOR, stdin=OPEN).splitlines() == [
        "no address",
        "404",
        "404",
        "200 False",
        "['mfa'] False False",
    ]


def test_founding_twice_only_brings_the_schema_up_to_date(home):
    again = amparo(home, "init", stdin=OPEN + "Otra\nPA\notra\notra-contraseña-larga\n")

    assert again.returncode == 0
    assert "ya tenía instituciones" in again.stdout


def test_the_country_of_the_node_is_remembered(home):
    assert json.loads((home / "home.json").read_text()) == {"kind": "real", "country": "CR"}


def test_neither_kind_of_folder_opens_as_the_other(home, tmp_path):
    demonstration = amparo(home, "demo")
    assert demonstration.returncode != 0
    assert "una instalación de verdad" in demonstration.stderr
    forced = amparo(home, "check", stdin=OPEN, DJANGO_SETTINGS_MODULE="config.settings.demo")
    assert forced.returncode != 0
    assert "no es de una demostración" in forced.stderr

    invented = tmp_path / "home"
    making = amparo(invented, "check", AMPARO_KIND="demonstration")
    assert "Falta poner al día" in making.stderr
    forced = amparo(invented, "check", DJANGO_SETTINGS_MODULE="config.settings.prod")
    assert forced.returncode != 0
    assert "es de una demostración" in forced.stderr
    refused = amparo(invented, "init", stdin=ANSWERS)
    assert refused.returncode != 0
    assert "una demostración" in refused.stderr


def test_real_data_never_land_in_the_demonstrations_place_by_omission():
    done = amparo(Path(), "init", stdin=ANSWERS, AMPARO_HOME="")

    assert done.returncode != 0
    assert "Diga en AMPARO_HOME" in done.stderr


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (f"{NAME}\nCR\n{ACCOUNT}\ncorta\n", "corta"),
        (f"{NAME}\nXX\n{ACCOUNT}\n{PASSPHRASE}\n", "No hay datos del país «XX»"),
        (f"—\nCR\n{ACCOUNT}\n{PASSPHRASE}\n", "Escriba el nombre de la institución"),
        (f"{NAME}\nCR\nMaría Pérez\n{PASSPHRASE}\n", "letras minúsculas"),
        ("", "amparo init"),
    ],
)
def test_answers_that_do_not_hold_found_nothing(tmp_path, answers, said):
    home = tmp_path / "home"

    done = amparo(home, "init", stdin=OPEN + answers)

    assert done.returncode == 2
    assert said in done.stdout
    count = "from amparo.kernel.identity.models import User; print(User.objects.count())"
    assert python(home, count, stdin=OPEN) == "0"


def test_an_account_without_a_second_factor_is_told_how_to_get_one(tmp_path):
    home = tmp_path / "home"
    amparo(home, "init", stdin=OPEN + ANSWERS)

    done = bring(home, written(tmp_path / "filas.csv", [SPARSE]), f"{PASSPHRASE}\n123456\n")

    assert done.returncode == 2
    assert "amparo serve" in done.stderr
    assert json.loads(done.stdout)["created"] == 0


@pytest.mark.parametrize("typed", ["", "equivocada\n{code}\n", "{passphrase}\n000000\n", "\n\n"])
def test_without_passphrase_and_code_nothing_is_done(proved, tmp_path, typed):
    path = written(tmp_path / "filas.csv", [SPARSE])

    done = bring(proved, path, typed.format(code=code(), passphrase=PASSPHRASE))

    assert done.returncode == 2
    assert "no corresponden" in done.stderr
    assert json.loads(done.stdout)["created"] == 0


def test_with_both_the_audit_names_account_and_operator(proved, tmp_path):
    path = written(tmp_path / "filas.csv", [SPARSE])

    done = bring(proved, path, f"{PASSPHRASE}\n{code()}\n")
    if done.returncode == 2:  # the code changed while the command started
        done = bring(proved, path, f"{PASSPHRASE}\n{code()}\n")

    assert (done.returncode, json.loads(done.stdout)["created"]) == (0, 1), done.stderr
    assert PASSPHRASE not in done.stdout + done.stderr
    operator, same_account = python(proved, AUDITED, stdin=OPEN).rsplit(" ", 1)
    assert (bool(operator), same_account) == (True, "True")
