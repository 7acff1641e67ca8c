"""Whoever has the database, the disk and the node's keys, and no passphrase of a member, reads no
report word, no clinical note and nothing that was said to a lawyer; with the passphrases, all.

The attack uses every function of ours and knows every row: it asks as each actor, takes every
private half that the node opens, every key in those wraps, whatever lies in sessions and drafts,
and tries all of it on every ciphertext. That it works is shown by what is not held by members.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from amparo.cases.services import add_note
from amparo.cases.services.reserved import add_reserved_note
from amparo.kernel import clock
from amparo.kernel.access.actor import Actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.membership import actor_of
from amparo.kernel.access.permissions import Purpose, Role
from amparo.kernel.access.services import add_member
from amparo.kernel.events import bus
from amparo.kernel.jobs import daily
from amparo.kernel.organisations.models import Desk, Membership
from amparo.kernel.ui import drafts
from amparo.kernel.ui.models import Draft
from amparo.kernel.vault import holding
from amparo.kernel.vault.held_keys import MemberHold, RecoveryShare
from amparo.kernel.vault.keyring import _info, unlock
from amparo.kernel.vault.members import open_hold, open_sealed_to
from amparo.kernel.vault.models import Recipient, Wrap
from amparo.kernel.vault.recipients import open_key, unwrap_private
from amparo.kernel.vault.recovering import set_recovery, user_of
from amparo.kernel.vault.sealed import CannotOpen, SealedField, open_sealed
from amparo.reports.choices import MentionedAs
from amparo.reports.models import Report
from amparo.reports.services.answering import answer_report
from amparo.reports.services.mentions import mention_person
from tests.factories.cases import case
from tests.factories.kernel import DeskFactory, MembershipFactory
from tests.factories.keyrings import PASSPHRASE, with_keyring
from tests.factories.reports import taken_in
from tests.factories.web import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
EACH = 40 if os.environ.get("HYPOTHESIS_PROFILE") == "proofs" else 3
HELD = ("aviso", "lugar", "respuesta", "mencion", "clinica", "defensa", "borrador")


@dataclass
class Scene:
    """A desk and a team whose people hold their keys, at work."""

    members: list[Actor]  # with their key rings open
    written: set[str]  # every canary of a held class
    open_words: set[str]  # canaries of a class that is not held


@pytest.fixture
def scene() -> Scene:
    desk = DeskFactory(receives_reports=True)
    boss, clinician, lawyer = (
        MembershipFactory(desk=desk, role=role)
        for role in (Role.INTAKE_SUPERVISOR, Role.CLINICIAN, Role.LEGAL_AID)
    )
    members = [with_keyring(place) for place in (boss, clinician, lawyer)]
    before = [_report(desk, number) for number in range(EACH)]
    holding.hold_desk(actor=members[0], on=clock.today())
    trusted = with_keyring(MembershipFactory(desk__organisation=desk.organisation))
    set_recovery(
        actor=members[0],
        trustees=[user_of(trusted), user_of(members[1])],
        needed=2,
        on=clock.today(),
    )
    after = [_report(desk, number) for number in range(EACH, 2 * EACH)]
    for number, report in enumerate(before + after):
        _work_on(report, members[0], number)
    people = _people(desk, members[1:])
    _sessions_and_drafts([boss, clinician, lawyer])
    written = {f"canario-{kind}-{n}-" for kind in HELD[:4] for n in range(2 * EACH)}
    written |= {f"canario-{kind}-{n}-" for kind in HELD[4:6] for n in range(EACH)}
    written.add("canario-borrador-0-")
    return Scene([*members, trusted], written, people)


def _report(desk: Desk, number: int) -> Report:
    return taken_in(desk, f"canario-aviso-{number}- vive", place=f"canario-lugar-{number}-").report


def _work_on(report: Report, boss: Actor, number: int) -> None:
    answer_report(
        actor=boss,
        report_id=report.pk,
        text=f"canario-respuesta-{number}-",
        expects_answer=False,
    )
    mention_person(
        actor=boss,
        report_id=report.pk,
        role=MentionedAs.WITNESS,
        alias=f"canario-mencion-{number}-",
    )


def _people(desk: Desk, members: list[Actor]) -> set[str]:
    """Files with reserved notes, and notes of the team that no member holds."""
    lead = actor_of(MembershipFactory(desk=desk, role=Role.CASE_LEAD))
    clinician, lawyer = members
    for number in range(EACH):
        opened = case(lead)
        for one in members:
            place = Membership.objects.get(pk=one.member)
            add_member(team=opened.person.team, membership=place, on=clock.today())
        here = {"case_id": opened.pk, "on": clock.today()}
        text = f"canario-clinica-{number}-"
        add_reserved_note(actor=clinician, data_class=DataClass.CLINICAL, text=text, **here)
        text = f"canario-defensa-{number}-"
        add_reserved_note(actor=lawyer, data_class=DataClass.PRIVILEGED, text=text, **here)
        add_note(actor=lead, kind="team", text=f"canario-equipo-{number}-", **here)
    return {f"canario-equipo-{number}-" for number in range(EACH)}


def _sessions_and_drafts(places: list[Membership]) -> None:
    """Each of them at work in a browser of her own, her key ring open; one was typing."""
    for place in places:
        client: Client = signed_in(place)
        assert client.post("/mi-llavero/abrir/", {"passphrase": PASSPHRASE}).status_code == 302
    drafts.keep(places[0].user_id, "/avisos/", {"text": ["canario-borrador-0-"]})


def ciphertexts() -> Iterator[tuple[object, str, object]]:
    """Record, field name and ciphertext of every sealed field there is."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedField):
                for record in model._default_manager.all():
                    yield record, field.name, getattr(record, field.name)


def texts(keys: set[bytes]) -> str:
    """All that any of these keys opens, wherever it is."""
    found = []
    for record, name, sealed in ciphertexts():
        place, subject = f"{record._meta.label}.{name}", _subject(record)
        for key in keys if sealed else ():
            try:
                found.append(open_sealed(sealed, key=key, place=place, subject=subject))
            except (CannotOpen, ValueError):
                continue
    return "\n".join(content.decode("utf-8", "replace") for content in found)


def _subject(record: object):
    return getattr(record, "subject", None) or record.public_id


def keys_in_wraps(privates: set[bytes]) -> set[bytes]:
    """Every data key in any wrap that any of these private halves opens."""
    keys = set()
    for wrap in Wrap.objects.select_related("recipient"):
        info = _info(wrap.subject, DataClass(wrap.data_class), wrap.key_id, wrap.recipient)
        for private in privates:
            try:
                keys.add(open_key(private, bytes(wrap.sealed_key), info))
            except (InvalidTag, ValueError):
                continue
    return keys


def privates_of_the_node() -> set[bytes]:
    """Every private half that the node's own keys open."""
    found = set()
    for recipient in Recipient.objects.all():
        try:
            found.add(unwrap_private(recipient))
        except (InvalidTag, ValueError, KeyError):
            continue
    return found


def with_what_they_unlock(privates: set[bytes]) -> set[bytes]:
    """These, and whatever holds and recovery parts they open in their turn."""
    holds = MemberHold.objects.select_related("key__recipient", "member")
    found = {private for hold in holds for one in privates if (private := open_hold(hold, one))}
    for share in RecoveryShare.objects.select_related("key__recipient", "member"):
        sealed = bytes(share.sealed_share)
        opened = (
            open_sealed_to(share.member, sealed, share.key, one, share.number) for one in privates
        )
        found |= {part for part in opened if part}
    return privates | found


def session_bytes() -> set[bytes]:
    """Whatever lies in a session that could be a key, as it is and in pieces of 32 bytes."""
    found = set()
    for session in Session.objects.all():
        kept = session.get_decoded()
        assert "canario" not in json.dumps(kept)
        for word in _words_of(kept):
            try:
                raw = b64decode(word, validate=True)
            except ValueError:
                raw = word.encode()
            found |= {raw[start : start + 32] for start in range(max(1, len(raw) - 31))}
    return {piece for piece in found if len(piece) == 32}


def _words_of(kept: object) -> Iterator[str]:
    if isinstance(kept, dict):
        yield from chain.from_iterable(_words_of(one) for one in kept.values())
    elif isinstance(kept, list | tuple):
        yield from chain.from_iterable(_words_of(one) for one in kept)
    elif isinstance(kept, str):
        yield kept


def as_everybody(own_keys: dict[str, bytes]) -> str:
    """What `unlock` opens for each place, each purpose and every class, with these key rings."""
    subjects = set(Wrap.objects.values_list("subject", flat=True))
    said = []
    for place in Membership.objects.select_related("user", "desk__organisation"):
        for purpose in Purpose:
            actor = replace(
                actor_of(place, purpose=purpose),
                readable=frozenset(DataClass),
                own_key=own_keys.get(f"user:{place.user.public_id}", b""),
            )
            ring = unlock(actor, subjects, clock.today())
            for record, name, sealed in ciphertexts():
                if sealed and sealed.key_id in ring.keys:
                    place_ = f"{record._meta.label}.{name}"
                    content = ring.content(sealed, place=place_, subject=_subject(record))
                    said.append((content or b"").decode())
    return "\n".join(said)


def drafts_of(own_keys: dict[str, bytes]) -> str:
    kept = [
        drafts.recall(draft.user_id, draft.path, own_keys.get(f"user:{draft.user.public_id}", b""))
        for draft in Draft.objects.select_related("user")
    ]
    return json.dumps(kept)


def found(text: str, canaries: set[str]) -> set[str]:
    return {canary for canary in canaries if canary in text}


def test_without_a_passphrase_nothing_is_read_and_with_them_everything_is(scene):
    node = with_what_they_unlock(privates_of_the_node() | session_bytes())
    as_operator = "\n".join([texts(keys_in_wraps(node) | node), as_everybody({}), drafts_of({})])
    assert found(as_operator, scene.open_words) == scene.open_words  # the attack itself works
    assert found(as_operator, scene.written) == set()

    own = {one.name: one.own_key for one in scene.members}
    theirs = with_what_they_unlock(set(own.values()))
    as_members = "\n".join([texts(keys_in_wraps(theirs)), drafts_of(own)])
    assert found(as_members, scene.written) == scene.written
    through_unlock = as_everybody(own)
    expected = scene.written - {"canario-borrador-0-"}
    assert found(through_unlock, scene.written) == expected


def test_one_trustee_alone_adds_nothing_to_the_node(scene):
    trusted = scene.members[-1]
    node = privates_of_the_node() | {trusted.own_key}
    found_now = texts(keys_in_wraps(with_what_they_unlock(node)))
    assert found(found_now, scene.written) == set()


def test_no_work_of_the_night_and_no_receiver_needs_a_member(scene):
    """Every daily task and every receiver runs on a held desk, and nothing of it moves away."""
    before = set(Wrap.objects.values_list("pk", "recipient"))
    for path in daily._daily:
        module, _dot, name = path.rpartition(".")
        getattr(__import__(module, fromlist=[name]), name)()
    ids = {"consent": Report, "share": Report}
    for event, receivers in bus._receivers.items():
        given = [str(ids[name].objects.first().pk) for name in event.__dataclass_fields__]
        for receiver in receivers:
            receiver(*given)
    assert set(Wrap.objects.values_list("pk", "recipient")) == before
