"""Finding a person by her exact code, for those who may not browse: found or not, they learn
nothing from it that the act itself would not tell them."""

from __future__ import annotations

from amparo.kernel.access.actor import Actor, system_actor
from amparo.kernel.access.doors import reading
from amparo.persons.exclusion_querysets import denied_subjects, sealed
from amparo.persons.models import Person


def known_by_code(actor: Actor, code_name: str) -> Person | None:
    """The person of that code, unless her file is closed to this actor or reserved as a witness's.

    Every step is taken for an unknown code too.
    """
    code = " ".join(code_name.split())
    with reading(system_actor("emergency")):
        people = Person.objects.filter(code_name__iexact=code, merged_into=None)
        person = people.exclude(pk__in=sealed()).select_related("team").first()
        closed = denied_subjects(actor, [person.public_id] if person else [])
    return None if person is None or person.public_id in closed else person
