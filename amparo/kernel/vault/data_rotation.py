"""Newer data keys for every subject, and her words sealed again under them.

For each subject: first the newer keys, wrapped to whoever holds the older ones, are committed; then
each ciphertext is exchanged, only if it is still the one that was opened. Stopped anywhere, every
word opens under one key or the other, and the next run goes on. The older wraps go in a later run,
when nothing names their keys and whoever was at work has finished.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Max, Min

from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.rowlevel.context import acting
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import PLACE as FILE_PLACE
from amparo.kernel.files.services import path_of
from amparo.kernel.vault.keyring import NEWEST_FIRST, Keyring, open_for_the_node, renewed
from amparo.kernel.vault.models import Wrap
from amparo.kernel.vault.roots import write_private
from amparo.kernel.vault.rotation import QUIET_SECONDS, Progress, Rotated
from amparo.kernel.vault.sealed import Sealed, SealedField

# Where a sealed record keeps its subject, when neither in `subject` nor in `public_id`.
SUBJECT_PATHS = {
    "persons.Representative": "person__public_id",
    "reports.MentionedPerson": "report_id",
    "reports.Message": "report_id",
    "reports.Report": "pk",
}


@dataclass
class Tally:
    """Ciphertexts that were sealed again, and those that stay under an older key."""

    moved: int = 0
    closed: int = 0


def rotate_data(progress: Progress, *, quiet_seconds: int = QUIET_SECONDS) -> Rotated:
    """Give every subject newer keys. A run that was stopped is finished instead of begun again."""
    state = _state()
    resumed = bool(state) and "finished_at" not in state
    retired = () if resumed else _retire(state, quiet_seconds)
    after = UUID(state["after"]) if resumed and state["after"] else None
    subjects = _subjects(after)
    tally = Tally()
    for number, subject in enumerate(subjects, start=1):
        _rotate(subject, tally)
        if number % 50 == 0 or number == len(subjects):
            _remember({"after": str(subject)})
            progress(number, len(subjects))
    _remember({"after": "", "finished_at": time.time()})
    if not quiet_seconds:
        retired += _retire(_state(), quiet_seconds)
    return Rotated(tally.moved, tally.closed, retired, resumed)


def sealed_models() -> Iterator[tuple[type[models.Model], str, list[str]]]:
    """Each model with ciphertext: where it keeps its subject, and its sealed fields."""
    for model in apps.get_models():
        fields = [each for each in model._meta.local_fields if isinstance(each, SealedField)]
        if fields:
            yield model, subject_path(model), [each.name for each in fields]


def subject_path(model: type[models.Model]) -> str:
    named = {each.name for each in model._meta.local_fields}
    own = "subject" if "subject" in named else "public_id"
    return SUBJECT_PATHS.get(model._meta.label, own)


def _rotate(subject: UUID, tally: Tally) -> None:
    keys = system_actor("keys")
    with acting(keys, holds=[subject]):
        if next(_ciphertexts(subject), None) is None:
            return  # nothing is sealed yet, or its rows are not shown to this task
        wraps = _wraps_of(subject)
        ring = open_for_the_node(wraps)
        fresh, made = renewed(wraps, ring)
        Wrap.objects.bulk_create(made)
    with acting(keys, holds=[subject]):
        _seal_again(subject, ring, fresh, tally)


def _wraps_of(subject: UUID) -> list[Wrap]:
    held = Wrap.objects.select_for_update(of=("self",)).select_related("recipient")
    return list(held.filter(subject=subject).order_by(*NEWEST_FIRST))


def _seal_again(subject: UUID, ring: Keyring, fresh: Keyring, tally: Tally) -> None:
    for model, path, names in sealed_models():
        for record in model._base_manager.filter(**{path: subject}):
            for name in names:
                _exchange(record, name, subject, ring, fresh, tally)
    for stored in StoredFile.objects.filter(subject=subject):
        _exchange_file(stored, ring, fresh, tally)


def _exchange(
    record: Any, name: str, subject: UUID, ring: Keyring, fresh: Keyring, tally: Tally
) -> None:
    before: Sealed = getattr(record, name)
    place = f"{record._meta.label}.{name}"
    after = _under(before, place, subject, ring, fresh)
    if after is None:
        tally.closed += bool(before)
        return
    rows = type(record)._base_manager.filter(pk=record.pk, **{name: before})
    tally.moved += rows.update(**{name: after})


def _exchange_file(stored: StoredFile, ring: Keyring, fresh: Keyring, tally: Tally) -> None:
    """The newer wraps are committed already: either content of the file opens."""
    path = path_of(stored)
    before = Sealed(path.read_bytes()) if path.exists() else None
    after = before and _under(before, FILE_PLACE, stored.subject, ring, fresh)
    if after is None or not after:
        tally.closed += 1
        return
    aside = path.with_name(f"{path.name}.again")
    aside.write_bytes(after.ciphertext)
    aside.chmod(0o600)
    aside.replace(path)
    tally.moved += 1


def _under(
    before: Sealed, place: str, subject: UUID, ring: Keyring, fresh: Keyring
) -> Sealed | None:
    """The same content under the newer key; None when it is empty or does not open."""
    if not before or not fresh.opens(subject, before.data_class):
        return None
    content = ring.content(before, place=place, subject=subject)
    return None if content is None else fresh.seal(content, subject, before.data_class, place)


def _retire(state: dict[str, Any], quiet_seconds: int) -> tuple[str, ...]:
    """Delete the older wraps of every class whose words are all under a newer key."""
    if not state or time.time() - state["finished_at"] < quiet_seconds:
        return ()
    deleted = 0
    several = Wrap.objects.values("subject").annotate(low=Min("version"), high=Max("version"))
    with acting(system_actor("keys")):
        subjects = [row["subject"] for row in several if row["low"] < row["high"]]
    for subject in subjects:
        with acting(system_actor("keys"), holds=[subject]):
            deleted += _retire_one(subject)
    return (f"data: {deleted}",) if deleted else ()


def _retire_one(subject: UUID) -> int:
    wraps = _wraps_of(subject)
    ring, tally = open_for_the_node(wraps), Tally()
    newest = Keyring(
        keys={ring.current[slot]: ring.keys[ring.current[slot]] for slot in ring.current},
        current=dict(ring.current),
    )
    old = _of_older_keys(wraps)
    late = Keyring(keys={k: v for k, v in ring.keys.items() if k not in newest.keys})
    _seal_again(subject, late, newest, tally)
    named = {sealed.key_id for sealed in _ciphertexts(subject)}
    # Only where the newer key was seen at work: rows that this task may not see prove nothing, and
    # those of one subject are seen all or none (`rowlevel.declared`).
    proved = {slot[1] for slot, key_id in newest.current.items() if key_id in named}
    unused = [one.pk for one in old if one.key_id not in named and one.data_class in proved]
    return Wrap.objects.filter(pk__in=unused).delete()[0]


def _of_older_keys(wraps: list[Wrap]) -> list[Wrap]:
    """A key is as new as its newest wrap: a share made later counts from one again."""
    key, newest = dict[UUID, int](), dict[str, int]()
    for wrap in wraps:
        key[wrap.key_id] = max(wrap.version, key.get(wrap.key_id, 0))
        newest[wrap.data_class] = max(wrap.version, newest.get(wrap.data_class, 0))
    return [wrap for wrap in wraps if key[wrap.key_id] < newest[wrap.data_class]]


def _ciphertexts(subject: UUID) -> Iterator[Sealed]:
    """Everything sealed for a subject that this task sees."""
    for model, path, names in sealed_models():
        for row in model._base_manager.filter(**{path: subject}).values_list(*names):
            yield from (sealed for sealed in row if sealed)
    for stored in StoredFile.objects.filter(subject=subject):
        if path_of(stored).exists():
            yield Sealed(path_of(stored).read_bytes())


def _subjects(after: UUID | None) -> list[UUID]:
    with acting(system_actor("keys")):
        found = Wrap.objects.values_list("subject", flat=True).order_by("subject").distinct()
        return list(found.filter(subject__gt=after) if after else found)


def _record_path() -> Path:
    folder: Path = settings.HOME.keys_folder
    return folder / "data_rotation.json"


def _state() -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(_record_path().read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return state


def _remember(state: dict[str, Any]) -> None:
    write_private(_record_path(), json.dumps(state))
