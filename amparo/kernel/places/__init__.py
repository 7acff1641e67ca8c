"""Countries of the world, first-level units and cities of the 35 American states, and their map.

Read from ``reference/places/`` (sources and licences are told there). No models: a place is a code
in a record, and its name is looked up in the reader's language.
"""

from amparo.kernel.places.folding import fold
from amparo.kernel.places.lookup import (
    UnknownPlace,
    admin1,
    admin1_at,
    admin1_of,
    cities_of,
    countries,
    country,
    country_by_any,
    find_city,
    label,
)
from amparo.kernel.places.records import Admin1, City, Country

__all__ = [
    "Admin1",
    "City",
    "Country",
    "UnknownPlace",
    "admin1",
    "admin1_at",
    "admin1_of",
    "cities_of",
    "countries",
    "country",
    "country_by_any",
    "find_city",
    "fold",
    "label",
]
