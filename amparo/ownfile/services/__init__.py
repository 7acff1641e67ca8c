"""One function per thing she, or her team at her side, does with her own door."""

from amparo.ownfile.services.opening import OpenedDoor, close_door, open_door, seen_forced
from amparo.ownfile.services.visiting import Visiting, enter, leave, visit_of
from amparo.ownfile.services.words import read_words_of, say

__all__ = [
    "OpenedDoor",
    "Visiting",
    "close_door",
    "enter",
    "leave",
    "open_door",
    "read_words_of",
    "say",
    "seen_forced",
    "visit_of",
]
