"""Invented reports of all urgencies, some of them answered."""

from __future__ import annotations

import random
from typing import TextIO

from django.db.models import Sum

from amparo.reports.choices import Counted
from amparo.reports.models import DailyCount
from amparo.reports.services.intake import Told, take_in

STORIES = (
    (
        "yes",
        "labour",
        "CR-L",
        "Hay personas encerradas en una finca y hoy se las llevan (inventado).",
    ),
    (
        "unsure",
        "sexual",
        "CR-SJ",
        "Una muchacha pidió ayuda con la mirada en un local (inventado).",
    ),
    (
        "no",
        "domestic_servitude",
        "CR-H",
        "La empleada de la casa de enfrente nunca sale (inventado).",
    ),
    ("no", "labour", "CR-P", "Ofrecen trabajo en el extranjero y piden el pasaporte (inventado)."),
    ("no", "", "", "Vi un anuncio que promete demasiado, no sé si es importante (inventado)."),
    (
        "unsure",
        "forced_begging",
        "CR-SJ",
        "Dos niños piden dinero y un hombre los vigila (inventado).",
    ),
)


def receive(out: TextIO) -> int:
    """Send the invented reports that are still missing through the same door as anybody's.

    Returns how many were sent.
    """
    kept = DailyCount.objects.filter(what=Counted.REPORT).aggregate(kept=Sum("total"))["kept"] or 0
    missing = _planned()[kept:]
    if missing:
        out.write("  Avisos inventados…\n")
    for told in missing:
        take_in(told=told)
    return len(missing)


def _planned() -> list[Told]:
    chance = random.Random("avisos")  # noqa: S311  a story, not a secret
    return [
        Told(
            narrative=story,
            country=country,
            danger=danger,
            modality=modality,
            asks_help=chance.random() < 0.3,
            place=admin1,
        )
        for country in ("CR", "CR", "PA", "NI", "GT")
        for danger, modality, admin1, story in STORIES
        if country == "CR" or chance.random() >= 0.5
    ]
