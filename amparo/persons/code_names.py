"""Generated code names: a neutral word and four digits, sayable, with no trace of the person."""

from __future__ import annotations

import secrets

from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.rowlevel.context import acting
from amparo.persons.models import Person

# Trees, birds and landscape of the Americas: no colour, no people, no place.
WORDS = [
    "Abeto",
    "Alerce",
    "Aliso",
    "Almendro",
    "Araguaney",
    "Arrayán",
    "Balsa",
    "Bambú",
    "Caoba",
    "Cedro",
    "Ceiba",
    "Ciprés",
    "Colibrí",
    "Cóndor",
    "Coral",
    "Cormorán",
    "Delta",
    "Encina",
    "Espiga",
    "Estero",
    "Fresno",
    "Garza",
    "Gavilán",
    "Guanacaste",
    "Guayacán",
    "Helecho",
    "Higuera",
    "Jacaranda",
    "Jilguero",
    "Laguna",
    "Laurel",
    "Lenga",
    "Luciérnaga",
    "Madroño",
    "Mangle",
    "Mariposa",
    "Meseta",
    "Mimosa",
    "Nogal",
    "Olmo",
    "Palmera",
    "Pehuén",
    "Pelícano",
    "Pino",
    "Quetzal",
    "Roble",
    "Sauce",
    "Sabana",
    "Sendero",
    "Tabebuia",
    "Tamarindo",
    "Tijereta",
    "Trébol",
    "Tucán",
    "Turpial",
    "Valle",
    "Volcán",
    "Yagrumo",
    "Zorzal",
]


def fresh_code_name() -> str:
    """A code name nobody has, such as "Ceiba 4417"."""
    while True:
        candidate = f"{secrets.choice(WORDS)} {secrets.randbelow(9000) + 1000}"
        with acting(system_actor("registry")):
            taken = Person.objects.filter(code_name=candidate).exists()
        if not taken:
            return candidate
