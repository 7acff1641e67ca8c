"""Invented persons of four States. A fixed seed: two demonstrations tell the same story."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any, TextIO

from amparo.cases.choices import NeedKind, NoteKind
from amparo.cases.models import Case
from amparo.cases.public import open_file
from amparo.cases.services import add_event, add_goal, add_need, add_note, move_case, set_modalities
from amparo.cases.services.writing import EventFields
from amparo.demo.scene.actors import acting
from amparo.identification.public import import_status
from amparo.kernel import clock, places
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import reading
from amparo.kernel.organisations.models import Desk
from amparo.persons.public import PersonFields, give_consent, keep_band, start_share

LEADS = {
    "CR": "coordinadora",
    "PA": "coordinadora-pa",
    "NI": "coordinadora-ni",
    "GT": "coordinadora-gt",
}
HOW_MANY = {"CR": 96, "PA": 52, "NI": 44, "GT": 60}
MODALITIES: tuple[list[str], ...] = (
    ["sexual"],
    ["labour"],
    ["sexual"],
    ["labour"],
    ["domestic_servitude"],
    ["forced_begging"],
    ["sexual", "labour"],
    ["forced_marriage"],
    [],
)
SETTLED = ("confirmed", "confirmed", "confirmed", "confirmed", "not_confirmed")
RECENT = ("possible", "possible", "presumed")  # what still waits is recent: an office at work
BODIES = ("prosecution", "prosecution", "police", "ngo", "panel")
GIVEN = ("Lucero", "Nube", "Marea", "Alba", "Brisa", "Rocío", "Cielo", "Luna", "Estrella", "Río")
INVENTED = ("Ejemplo", "Inventada", "Muestra", "Prueba", "Ficticia")
OFTEN = ("CR", "NI", "PA", "GT", "CO", "HN")
WHERE = (9, 6, 4, 2, 1)  # most live in a few divisions, as in life: the map has something to show
NAMED = 12  # persons per State with a name, a story and a plan; the rest are code names


def register(out: TextIO, many: dict[str, int] = HOW_MANY) -> None:
    """Register every invented person, ``many`` per State, inside the caller's transaction."""
    for country, username in LEADS.items():
        chance = random.Random(f"amparo {country}")  # noqa: S311  a story, not a secret
        actor = acting(username)
        for number in range(many[country]):
            case = _open(actor, chance, country, named=number < NAMED)
            if number < NAMED:
                _tell(actor, chance, case)
            else:
                _go_on(actor, case)
            if number % 40 == 0:
                out.write(f"\r  {country}: {number} de {many[country]} personas inventadas…")
        out.write("\n")
    _share_one()


def _open(actor: Actor, chance: random.Random, country: str, *, named: bool) -> Case:
    child = chance.random() < 0.3
    days = chance.randrange(1, 10) if named else chance.randrange(30, 1100)
    day = clock.today() - timedelta(days=days)
    words = {"known_as": chance.choice(GIVEN)} if chance.random() < 0.5 else {}
    if named:
        words["name"] = (
            f"{chance.choice(GIVEN)} {chance.choice(INVENTED)} {chance.choice(INVENTED)}"
        )
        words["contact_note"] = "Solo en la sede, por la mañana (inventado)."
    coded = _coded(chance, country, child=child)
    band = chance.choice(["national", "regular", "irregular", "not_asked"])
    fields = PersonFields(
        age_group="child" if child else "adult",
        basis="child_protection" if child else "contact",
        may_contact=chance.choice(["yes", "only_through", "unknown"]),
        coded=coded,
        words=words,
    )
    case = open_file(actor=actor, fields=fields, on=day)
    keep_band(case.person.public_id, band)
    modalities = chance.choice(MODALITIES)
    if modalities:
        case = set_modalities(
            actor=actor, case_id=case.pk, version=case.version, modalities=modalities
        )
    if chance.random() < 0.9:
        import_status(
            actor=actor,
            person=case.person,
            status=chance.choice(RECENT if named else SETTLED),
            deciding_body=chance.choice(BODIES),
            on=day,
        )
    return case


def _go_on(actor: Actor, case: Case) -> None:
    """An older file is in care, and in follow-up after some months."""
    targets = ["active", "follow_up"] if (clock.today() - case.opened_on).days > 200 else ["active"]
    for target in targets:
        case = move_case(
            actor=actor, case_id=case.pk, version=case.version, target=target, on=clock.today()
        )


def _coded(chance: random.Random, country: str, *, child: bool) -> dict[str, Any]:
    sex = chance.choices(["female", "male", "not_asked"], [66, 28, 6])[0]
    bands = ["12_14", "15_17"] if child else ["18_24", "25_34", "35_44", "45_59"]
    units = [unit.code for unit in places.admin1_of(country)]
    return {
        "sex": sex,
        "gender": {"female": "woman", "male": "man"}.get(sex, "not_asked"),
        "age_band": chance.choice(bands),
        "nationalities": [chance.choices(OFTEN, [24, 22, 14, 20, 12, 8])[0]],
        "residence": chance.choices(units[: len(WHERE)], WHERE)[0],
        "education": chance.choice(["primary", "lower_secondary", "upper_secondary", "not_asked"]),
        "ethnicity": chance.choice(["mestizo", "indigenous", "afrodescendant", "declined"]),
        "income": chance.choice(["below_basic", "covers_basic", "not_asked"]),
        "disability": chance.choice(["none", "none", "seeing", "not_asked"]),
        "language": "es",
    }


def _tell(actor: Actor, chance: random.Random, case: Case) -> None:
    """A short invented story: a route of three legs, two needs, a goal in her words, a note."""
    today = clock.today()
    year = str(today.year - chance.randrange(1, 4))
    legs = (("recruitment", "NI"), ("transit", "NI"), ("exploitation", case.country))
    for leg, (kind, country) in enumerate(legs, start=1):
        units = places.admin1_of(country)
        fields = EventFields(
            kind=kind,
            happened=year,
            country=country,
            admin1=chance.choice(units).code,
            acts=["recruitment"] if kind == "recruitment" else [],
            leg=leg,
            narrative="Relato inventado para la demostración.",
        )
        add_event(actor=actor, case_id=case.pk, fields=fields, on=today)
    for need in chance.sample([NeedKind.HEALTH, NeedKind.LEGAL, NeedKind.SHELTER], 2):
        add_need(actor=actor, case_id=case.pk, kind=need, words="", on=case.opened_on)
    add_goal(
        actor=actor,
        case_id=case.pk,
        words="Quiero terminar mis estudios y vivir cerca de mi hermana (inventado).",
        due_on=today + timedelta(days=chance.randrange(-5, 40)),
        on=case.opened_on,
    )
    add_note(
        actor=actor,
        case_id=case.pk,
        kind=NoteKind.CONTACT,
        text="Primera conversación; pidió volver otro día (inventado).",
        on=case.opened_on,
    )
    with reading(actor):
        case.refresh_from_db()
    move_case(actor=actor, case_id=case.pk, version=case.version, target="active", on=today)


def _share_one() -> None:
    """One person lets the clinic see her needs and how to reach her."""
    actor = acting("coordinadora")
    with reading(actor):
        case = Case.objects.filter(country="CR").order_by("pk").first()
    desk = Desk.objects.get(organisation__code="clinica-cr")
    if case is None:
        return
    consent = give_consent(
        actor=actor,
        person_id=case.person_id,
        desk=desk,
        purpose="assist",
        fields=["contact", "profile", "needs"],
        given_on=clock.today(),
        expires_on=clock.today() + timedelta(days=90),
        given_by="herself",
        explained="spoken",
        language="es",
    )
    start_share(actor=actor, consent_id=consent.pk, on=clock.today())
