"""What this app erases of a person: her door, her visits, and what she said there."""

from __future__ import annotations

from amparo.kernel.retention.erasing import Erasure, erases
from amparo.ownfile.models import OwnDoor, OwnWord, Visit


@erases("ownfile.OwnDoor", "ownfile.OwnWord", "ownfile.Visit")
def close_her_door(erasure: Erasure) -> None:
    """All of it goes: a door to a file that opens for nobody would only say that it was there."""
    Visit.objects.filter(door__person__public_id=erasure.subject).delete()
    OwnDoor.objects.filter(person__public_id=erasure.subject).delete()
    OwnWord.objects.filter(subject=erasure.subject).delete()
