"""Keys are changed while everybody works: nothing is refused, lost or left to the old ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from amparo.cases.models import Case, Event, Goal, Note
from amparo.cases.services import (
    EventFields,
    add_event,
    add_goal,
    add_note,
    attach_file,
    open_file,
)
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Role
from amparo.kernel.files.models import StoredFile
from amparo.kernel.files.services import content_of
from amparo.kernel.vault import data_rotation, rotation
from amparo.kernel.vault.data_rotation import rotate_data, sealed_models
from amparo.kernel.vault.keyring import hand_over, unlock
from amparo.kernel.vault.models import Recipient, RecipientKind, Wrap
from amparo.kernel.vault.nodekeys import LEGACY, MissingKey, change_root
from amparo.kernel.vault.recipients import ensure_recipient, unwrap_private
from amparo.kernel.vault.rotation import (
    closed_recipients,
    retire_unused,
    rotate_recipients,
    sealed_counts,
)
from amparo.persons.public import Person, PersonFields
from amparo.reports.models import MentionedPerson, Message, Report
from tests.factories.kernel import DeskFactory, MembershipFactory

NAME, NOTE = "Lucero de Muestra", "nota de azafrán"


def silent(_done: int, _total: int) -> None:
    pass


def stop(_done: int, _total: int) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _first_versions():
    """Keys outlive a test's database: what one test rotated is no state of the next."""
    (settings.HOME.keys_folder / "data_rotation.json").unlink(missing_ok=True)


@pytest.fixture
def lead(transactional_db) -> Actor:
    desk = DeskFactory(organisation__domain="services", organisation__kind="csos")
    DeskFactory(organisation__domain="justice")
    return actor_of(MembershipFactory(role=Role.CASE_LEAD, desk=desk))


def written(lead: Actor, number: int = 0) -> Case:
    today = clock.today()
    words = {"name": f"{NAME} {number}", "known_as": NAME, "address": "calle inventada"}
    case = open_file(
        actor=lead, fields=PersonFields("adult", "contact", "no", words=words), on=today
    )
    event = EventFields(kind="transit", place="paso", narrative="relato")
    add_event(actor=lead, case_id=case.pk, fields=event, on=today)
    add_note(actor=lead, case_id=case.pk, kind="team", text=NOTE, on=today)
    add_goal(actor=lead, case_id=case.pk, words="una meta", due_on=None, on=today)
    attach_file(actor=lead, case_id=case.pk, name="hoja.txt", content=b"hoja", on=today)
    return case


def read(lead: Actor, case: Case) -> list[str | bytes | None]:
    """Every word of a file, through the way that pages use."""
    person = Person.objects.get(pk=case.person_id)
    ring = unlock(lead, [case.subject], clock.today())
    texts = [ring.text(person, name) for name in ("name", "known_as", "address")]
    for model, name in ((Event, "place"), (Event, "narrative"), (Note, "text"), (Goal, "words")):
        texts += [ring.text(row, name) for row in model.objects.filter(case=case)]
    stored = StoredFile.objects.get(subject=case.subject)
    return [*texts, ring.text(stored, "name"), content_of(ring, stored)]


def older_names() -> set[str]:
    newest = {settings.HOME.keys.current(name.rpartition("-")[0]) for name in sealed_counts()}
    return set(sealed_counts()) - newest


def test_every_private_half_goes_under_a_newer_key_of_its_side(lead):
    case = written(lead)
    before = read(lead, case)
    halves = {one.pk: unwrap_private(one) for one in Recipient.objects.exclude(sealed_by="")}
    sides = {one.pk: one.sealed_by.rpartition("-")[0] for one in Recipient.objects.all()}

    done = rotate_recipients(silent)

    assert (done.moved, done.closed, done.resumed) == (len(halves), 0, False)
    again = Recipient.objects.exclude(sealed_by="")
    assert {one.pk: unwrap_private(one) for one in again} == halves
    assert {one.pk: one.sealed_by.rpartition("-")[0] for one in again} == {
        pk: side for pk, side in sides.items() if pk in halves
    }
    assert set(sides.values()) >= {"services", "justice"}
    assert older_names() == set()
    assert read(lead, case) == before


def test_a_rotation_that_was_stopped_goes_on_and_makes_no_third_version(lead, monkeypatch):
    case = written(lead)
    monkeypatch.setattr(rotation, "BATCH", 1)
    with pytest.raises(KeyboardInterrupt):
        rotate_recipients(stop)
    first = settings.HOME.keys.current("services")
    Recipient.objects.filter(kind=RecipientKind.DESK).update(
        sealed_by=LEGACY, private_key=b"x" * 60
    )
    spoiled = Recipient.objects.filter(sealed_by=LEGACY).count()

    done = rotate_recipients(silent)

    assert done.resumed
    assert done.closed == spoiled == len(closed_recipients())
    assert settings.HOME.keys.current("services") == first
    assert NOTE in read(lead, case)


def test_what_sealed_homes_before_domains_moves_to_its_side(lead):
    recipient = Recipient.objects.get(kind=RecipientKind.DESK, owner=lead.desk)
    half = unwrap_private(recipient)

    bound = b"|".join((b"private", b"desk", recipient.owner.bytes))
    legacy = AESGCM(settings.HOME.key(LEGACY)).encrypt(b"n" * 12, half, bound)
    Recipient.objects.filter(pk=recipient.pk).update(
        sealed_by=LEGACY, private_key=b"n" * 12 + legacy
    )
    assert unwrap_private(Recipient.objects.get(pk=recipient.pk)) == half

    rotate_recipients(silent)

    moved = Recipient.objects.get(pk=recipient.pk)
    assert moved.sealed_by.startswith("services-")
    assert unwrap_private(moved) == half


def test_an_old_version_goes_when_nothing_names_it_and_not_before(lead):
    written(lead)
    keys = settings.HOME.keys
    rotate_recipients(silent)
    old = [f"services-{number}" for number in keys.versions("services")[:-1]]
    assert old
    assert retire_unused() == ()  # somebody may still be at work with it

    Recipient.objects.filter(pk=Recipient.objects.first().pk).update(sealed_by=old[-1])
    assert old[-1] not in retire_unused(quiet_seconds=0)
    Recipient.objects.filter(sealed_by=old[-1]).update(sealed_by=keys.current("services"))
    assert old[-1] in retire_unused(quiet_seconds=0)

    assert f"{old[-1]}.sealed" not in {path.name for path in keys.folder.iterdir()}
    with pytest.raises(MissingKey):
        unwrap_private(Recipient(sealed_by="", kind="mailbox", owner=uuid4()))


def test_data_keys_change_and_every_word_opens_under_the_new_ones(lead):
    case = written(lead)
    before = read(lead, case)
    named = key_ids(case)

    done = rotate_data(silent)

    assert done.closed == 0
    assert done.moved >= 8
    assert read(lead, case) == before
    assert key_ids(case).isdisjoint(named)
    held = set(Wrap.objects.filter(subject=case.subject).values_list("key_id", flat=True))
    assert named < held  # who is at work may still have them

    rotate_data(silent, quiet_seconds=0)

    held = set(Wrap.objects.filter(subject=case.subject).values_list("key_id", flat=True))
    assert held.isdisjoint(named)  # a class without a word keeps its first key: it opens nothing
    assert read(lead, case) == before


def key_ids(case: Case) -> set:
    return {sealed.key_id for sealed in data_rotation._ciphertexts(case.subject)}


def test_a_word_written_late_under_an_old_key_is_never_orphaned(lead):
    case = written(lead)
    ring = unlock(lead, [case.subject], clock.today())
    rotate_data(silent)
    late = Note(case=case, subject=case.subject, kind="team", noted_on=clock.today())
    late.author_id = lead.membership_id
    ring.write(late, "text", "escrita tarde")
    late.save()

    assert "escrita tarde" in read(lead, case)
    rotate_data(silent, quiet_seconds=0)

    assert "escrita tarde" in read(lead, case)


def test_data_rotation_that_was_stopped_goes_on_where_it_was(lead, monkeypatch):
    cases = [written(lead, number) for number in range(3)]
    before = [read(lead, case) for case in cases]
    real, seen = data_rotation._rotate, []

    def second_fails(subject, tally):
        seen.append(subject)
        if len(seen) == 2:
            raise KeyboardInterrupt
        real(subject, tally)
        data_rotation._remember({"after": str(subject)})

    monkeypatch.setattr(data_rotation, "_rotate", second_fails)
    with pytest.raises(KeyboardInterrupt):
        rotate_data(silent)
    assert [read(lead, case) for case in cases] == before
    monkeypatch.setattr(data_rotation, "_rotate", real)

    done = rotate_data(silent)

    assert done.resumed
    assert [read(lead, case) for case in cases] == before
    versions = Wrap.objects.filter(subject__in=[case.subject for case in cases])
    assert max(versions.values_list("version", flat=True)) == 2


def test_what_the_task_may_not_see_keeps_its_older_key(lead, monkeypatch):
    """Or a row that row-level rules hide from it would be closed for ever."""
    case = written(lead)
    rotate_data(silent)
    rows = Wrap.objects.filter(subject=case.subject).count()
    with monkeypatch.context() as hidden:
        hidden.setattr(data_rotation, "sealed_models", lambda: iter(()))
        hidden.setattr(StoredFile.objects, "filter", lambda **_where: StoredFile.objects.none())
        data_rotation._retire(data_rotation._state(), 0)

    assert Wrap.objects.filter(subject=case.subject).count() == rows


def test_a_share_made_after_a_rotation_opens_and_survives_the_retiring(lead):
    case = written(lead)
    rotate_data(silent)
    other = MembershipFactory(role=Role.CASE_LEAD)
    recipient = ensure_recipient(RecipientKind.DESK, other.desk.public_id)
    hand_over(unlock(lead, [case.subject], clock.today()), case.subject, recipient)
    rotate_data(silent, quiet_seconds=0)

    opened = unlock(actor_of(other), [case.subject], clock.today())
    note = Note.objects.get(case=case)
    assert opened.text(note, "text") == NOTE


def test_where_each_sealed_record_keeps_its_subject_is_known():
    subject = uuid4()
    built: dict[str, Callable[[], object]] = {
        "persons.Representative": lambda: None,  # through its person
        "reports.Report": lambda: Report(pk=subject),
        "reports.Message": lambda: Message(report_id=subject),
        "reports.MentionedPerson": lambda: MentionedPerson(report_id=subject),
    }
    for model, path, fields in sealed_models():
        assert fields
        record = built.get(model._meta.label, lambda m=model, p=path: m(**{p: subject}))()
        assert record is None or record.subject == subject, model._meta.label


def test_writers_go_on_while_everything_is_rotated(lead):
    """Root, what seals desks and teams, and data keys, each twice, under two who write and read."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database that they share")
    cases = [written(lead, number) for number in range(3)]
    ended, errors, notes = threading.Event(), list[BaseException](), list[str]()

    def work(name: str) -> None:
        number = 0
        with closing(connection):
            while not ended.is_set() or number < 3:
                number += 1
                case, text = cases[number % len(cases)], f"{name} {number}"
                try:
                    add_note(actor=lead, case_id=case.pk, kind="team", text=text, on=clock.today())
                    notes.append(text)
                    assert NOTE in read(lead, case)
                except BaseException as error:
                    errors.append(error)
                    return

    writers = [threading.Thread(target=work, args=(name,)) for name in ("una", "otra")]
    for one in writers:
        one.start()
    for _ in range(2):
        change_root(settings.HOME.keys, "file", lambda _q: "")
        rotate_recipients(silent)
        rotate_data(silent)
    ended.set()
    for one in writers:
        one.join()

    assert errors == []
    rotate_data(silent, quiet_seconds=0)
    opened = [text for case in cases for text in read(lead, case)]
    assert None not in opened
    assert set(notes) <= set(opened)
    assert len(notes) >= 6
