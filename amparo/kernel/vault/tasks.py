"""What the worker does every day for desks that hold their own keys; it has no member's key."""

from __future__ import annotations

from amparo.kernel.access.doors import writing
from amparo.kernel.jobs.daily import daily
from amparo.kernel.vault.holding import KEEPER, drop_leavers, seal_up_all
from amparo.kernel.vault.rotation import retire_unused


@daily
def tend_held_desks() -> None:
    """Move to members' pairs what the root key still opens; take holds from whoever left."""
    with writing(KEEPER) as door:
        seal_up_all(door.on)
        drop_leavers(door.on)


@daily
def retire_old_keys() -> None:
    """Destroy versions that nothing names any more, some time after newer ones were made."""
    retire_unused()
