"""The whole explanation of one answer about one person's file, for the data-protection officer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.emergency_models import NEVER, EmergencyOpening
from amparo.kernel.access.explain import Clause, Explanation, of_the_class, of_the_place
from amparo.kernel.access.models import TeamMember
from amparo.kernel.access.permissions import Permission
from amparo.kernel.organisations.models import Organisation
from amparo.persons.choices import CLASS_OF_FIELD, ShareField
from amparo.persons.exclusion_models import Exclusion
from amparo.persons.exclusion_querysets import keeps_sealed, sealed
from amparo.persons.models import Person, Share

# What can be asked: seeing the file, one part of it ("read:notes"), or one act of the team.
ACTS = {
    "see": Permission.CASE_READ,
    "change": Permission.CASE_WRITE,
    "consent": Permission.CONSENT_WRITE,
    "share": Permission.SHARE_WRITE,
    "exclude": Permission.PERSON_EXCLUDE,
    "seal": Permission.PERSON_SEAL,
}
READ = "read:"
ACTIONS = (*ACTS, *(f"{READ}{part}" for part in ShareField.values))


def explain(actor: Actor, action: str, person: Person, on: date) -> Explanation:
    """Every clause of the rule for this actor, action and file, in the order it is asked.

    Raises:
        KeyError: ``action`` is not one of `ACTIONS`.
    """
    part = ShareField(action.removeprefix(READ)) if action in ACTIONS[len(ACTS) :] else None
    permission = Permission.CASE_READ if part else ACTS[action]
    own = Organisation.objects.filter(pk__in=actor.institutions[:1])
    kind = own.values_list("kind", flat=True)
    clauses = of_the_place(actor, permission, kind=kind.first() or "")
    clauses += _ways_in(actor, action, part, person, on)
    if part:
        clauses += of_the_class(actor, CLASS_OF_FIELD[part])
    return Explanation(clauses + _last(actor, person))


def _ways_in(
    actor: Actor, action: str, part: ShareField | None, person: Person, on: date
) -> tuple[Clause, ...]:
    serving = TeamMember.objects.serving(actor, on).filter(team=person.team_id).exists()
    standing = Clause(
        "file_stands", str(_("La ficha no fue unida a otra")), person.merged_into_id is None
    )
    if part is None and action != "see":
        return (standing, Clause("on_her_team", str(_("Está en su equipo hoy")), serving))
    reserved = sealed().filter(person=person).exists()
    lent = _shared(actor, part, person, on) or _in_emergency(actor, part, person)
    opened = serving or (lent and not reserved)
    words = _("Está en su equipo, o un permiso vigente, una orden o una emergencia la alcanza")
    return (standing, Clause("way_in", str(words), opened))


def _shared(actor: Actor, part: ShareField | None, person: Person, on: date) -> bool:
    shares = Share.objects.live(on).to_desk_of(actor).filter(person=person)
    return (shares.naming(part) if part else shares).exists()


def _in_emergency(actor: Actor, part: ShareField | None, person: Person) -> bool:
    if part and CLASS_OF_FIELD[part] in NEVER:
        return False
    live = EmergencyOpening.objects.live_for(actor)
    return actor.emergency and live.filter(person=person.public_id).exists()


def _last(actor: Actor, person: Person) -> tuple[Clause, ...]:
    """Deny wins, so it is asked last."""
    reserved = sealed().filter(person=person).exists()
    against = Exclusion.objects.against(actor).filter(person=person).exists()
    return (
        Clause(
            "not_reserved",
            str(_("La ficha no tiene reserva de testigo, o es de quienes la guardan")),
            not reserved or keeps_sealed(actor),
        ),
        Clause("not_excluded", str(_("Ningún conflicto de interés la aparta")), not against),
    )
