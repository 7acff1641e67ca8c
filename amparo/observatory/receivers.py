"""What figures do when a person was erased: they are made again, and older generations go."""

from __future__ import annotations

import shutil

from django.conf import settings

from amparo.kernel.events.bus import PersonErased, on
from amparo.observatory.commands import build_generation, has_generation


@on(PersonErased)
def remake_figures() -> bool:
    """A new generation without her finer answers; none is left that still has them. False when
    no figures were ever made."""
    if not has_generation():
        return False
    kept = build_generation().name
    for folder in settings.LAKE.iterdir():
        if folder.is_dir() and folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)
    return True
