"""Work on its way, so that each function finds something to do on its first day.

Every word is invented. The persons are those of one invented shelter, in the order they were
registered: each thing happens to another of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TextIO

from amparo.accounts.services import AccountFields, open_account
from amparo.cases.models import Case
from amparo.cases.public import open_file
from amparo.cases.services import join_team
from amparo.cases.services.reserved import add_reserved_note
from amparo.demo.scene.actors import acting, place_of
from amparo.kernel import clock
from amparo.kernel.access.approvals import ask_approval
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import reading
from amparo.kernel.access.permissions import Role
from amparo.kernel.identity.models import User
from amparo.kernel.organisations.models import Desk, Organisation
from amparo.oversight.services import (
    add_person,
    ask_for_her,
    load_paper,
    record_breach,
)
from amparo.oversight.services.papers import PaperFields
from amparo.ownfile.choices import WordKind
from amparo.ownfile.services import enter, open_door, say, visit_of
from amparo.persons.public import (
    ExclusionReason,
    OrderFields,
    PersonFields,
    ask_for_contact,
    exclude_from_file,
    give_consent,
    note_representative,
    open_person_in_emergency,
    receive_order,
    seal_person,
    start_share,
)

LEAVING = "estadistica-de-apoyo"
PHRASE = "cuatro palabras suyas inventadas"
PAPERS = (
    ("law", "Ley contra la trata de muestra", "1"),
    ("consent_adult", "Consentimiento para personas adultas, de muestra", "2024-1"),
    ("consent_adolescent", "Consentimiento para adolescentes, de muestra", "2024-1"),
    ("rights_letter", "Carta de derechos de muestra", "1"),
)


@dataclass(frozen=True)
class Cast:
    """The shelter's first persons, by what will happen to them."""

    clinic: Case
    ordered: Case
    sought: Case
    kept: Case
    door: Case
    breached: Case
    asking: Case
    permit: Case


def begin(out: TextIO) -> None:
    """All of it, once, inside the caller's transaction."""
    out.write("  Trabajo en marcha…\n")
    cast = _cast()
    _bring_in_colleagues(cast)
    _emergency_and_exclusion(cast)
    _justice(cast)
    _own_door(cast.door)
    _data_protection(cast)
    _witness()
    _permit(cast.permit)
    _child()
    _account_that_ends()


def has_begun() -> bool:
    """The last thing that is made is there."""
    return User.objects.filter(username=LEAVING).exists()


def _cast() -> Cast:
    actor = acting("coordinadora")
    with reading(actor):
        adults = Case.objects.filter(country="CR", person__age_group="adult")
        first = list(adults.order_by("pk").select_related("person__team")[:9])
    return Cast(*first[1:])


def _bring_in_colleagues(cast: Cast) -> None:
    """A psychologist and a lawyer on one team, each with a note that only they read."""
    lead, case, today = acting("coordinadora"), cast.door, clock.today()
    for username, data_class, text in (
        ("psicologa", DataClass.CLINICAL, "Duerme mejor; sigue la próxima semana (inventado)."),
        ("abogada", DataClass.PRIVILEGED, "Quiere saber qué pasa si declara (inventado)."),
    ):
        join_team(actor=lead, case_id=case.pk, membership=place_of(username), on=today)
        add_reserved_note(
            actor=acting(username), case_id=case.pk, data_class=data_class, text=text, on=today
        )
    join_team(actor=lead, case_id=cast.ordered.pk, membership=place_of("abogada"), on=today)


def _emergency_and_exclusion(cast: Cast) -> None:
    """One opening that waits for its review; one institution kept out of one file; an approval."""
    lead, today = acting("coordinadora"), clock.today()
    open_person_in_emergency(
        actor=acting("clinica"),
        code_name=cast.clinic.person.code_name,
        purpose="medical",
        reason="Llegó sin conocimiento y hay que saber qué necesita (inventado).",
    )
    exclude_from_file(
        actor=lead,
        person_id=cast.kept.person_id,
        reason=ExclusionReason.ASKED,
        on=today,
        organisation=Organisation.objects.get(code="clinica-cr"),
    )
    ask_approval(
        actor=lead,
        kind="bulk_export",
        reason="Copia para revisar el año con el equipo (inventado).",
        persons=40,
    )


def _justice(cast: Cast) -> None:
    """An order received at the shelter's desk; somebody whom the prosecution asks to reach."""
    today = clock.today()
    fields = OrderFields(
        kind="court",
        authority="Juzgado de Muestra",
        reference="Oficio 12 de muestra",
        purpose="prosecute",
        fields=("events", "identification"),
        receiver=Desk.objects.get(organisation__code="fiscalia-cr"),
        counsel_by=today + timedelta(days=3),
        expires_on=today + timedelta(days=30),
        notice="before",
    )
    code = cast.ordered.person.code_name
    receive_order(actor=acting("oficios"), code_name=code, fields=fields, on=today)
    ask_for_contact(
        actor=acting("fiscal-caso"),
        code=cast.sought.person.code_name,
        about="hearing",
        words="Audiencia de muestra: se pregunta si desea estar (inventado).",
        happens_on=today + timedelta(days=20),
    )


def _own_door(case: Case) -> None:
    """Her own door, and a word that she wrote behind it."""
    actor, today = acting("coordinadora"), clock.today()
    opened = open_door(actor=actor, person_id=case.person_id, phrase=PHRASE, on=today)
    visiting = visit_of(enter(code=opened.locator, phrase=PHRASE) or "")
    if visiting is not None:
        text = "Prefiero que me llamen por la tarde (inventado)."
        say(visiting=visiting, kind=WordKind.WISH, text=text, on=today)


def _data_protection(cast: Cast) -> None:
    """A breach that touches one person, an erasure that another asked, papers, one of them not
    loaded yet."""
    officer, now, today = acting("datos"), clock.now(), clock.today()
    breach = record_breach(
        actor=officer,
        kind="lost_device",
        words="Una memoria con la lista de la semana no aparece (inventado).",
        known_at=now - timedelta(hours=5),
        happened_on=today - timedelta(days=1),
    )
    subject = cast.breached.person.public_id
    add_person(actor=officer, breach_id=breach.pk, subject=subject)
    ask_for_her(
        actor=acting("coordinadora"), person_id=cast.asking.person_id, kind="access", on=today
    )
    for kind, title, edition in PAPERS:
        paper = PaperFields(
            kind=kind,
            title=title,
            edition=edition,
            language="es",
            owner="Asesoría de Muestra",
            valid_from=today - timedelta(days=90),
            reviewed_with_survivors=kind.startswith("consent"),
        )
        name, content = f"{kind}.txt", f"{title}. Texto inventado.\n".encode()
        load_paper(actor=officer, fields=paper, name=name, content=content, on=today)


def _witness() -> None:
    """A witness's file, which exists for two officers alone."""
    first, today = acting("testigos"), clock.today()
    fields = PersonFields(age_group="adult", basis="contact", may_contact="only_through")
    case = open_file(actor=first, fields=fields, on=today)
    join_team(actor=first, case_id=case.pk, membership=place_of("testigos-2"), on=today)
    seal_person(actor=first, person_id=case.person_id, on=today)


def _permit(case: Case) -> None:
    """One person asks for a permit: the desk sees what the permit needs."""
    actor, today = acting("coordinadora"), clock.today()
    consent = give_consent(
        actor=actor,
        person_id=case.person_id,
        desk=Desk.objects.get(organisation__code="migracion-cr"),
        purpose="protection_permit",
        fields=["name", "identification"],
        given_on=today,
        expires_on=today + timedelta(days=60),
        given_by="herself",
        explained="spoken",
        language="es",
    )
    start_share(actor=actor, consent_id=consent.pk, on=today)


def _child() -> None:
    """Somebody says to represent a child; the child authority has not decided."""
    actor, today = acting("coordinadora"), clock.today()
    with reading(actor):
        case = Case.objects.filter(country="CR", person__age_group="child").order_by("pk").first()
    if case is not None:
        note_representative(
            actor=actor,
            person_id=case.person_id,
            kind="relative",
            name="Tía Inventada",
            contact="En la sede, los martes (inventado).",
            named=False,
            on=today,
        )


def _account_that_ends() -> None:
    """An account on a letter, with a few days left."""
    today = clock.today()
    fields = AccountFields(
        username=LEAVING,
        display_name="Apoyo de Muestra",
        desk=Desk.objects.get(organisation__code="comite-cr"),
        role=Role.STATISTICIAN,
        letter_number="CM-7",
        letter_on=today,
        since_on=today,
        until_on=today + timedelta(days=6),
    )
    open_account(actor=acting("administra"), fields=fields, on=today)
