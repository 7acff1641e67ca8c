"""What she adds to her file: appended, never changed, read by her team."""

from __future__ import annotations

from datetime import date

from amparo.kernel.access.actor import Actor
from amparo.kernel.access.doors import require, writing
from amparo.kernel.audit.services import record
from amparo.kernel.audit.verbs import Verb
from amparo.ownfile.choices import WordKind
from amparo.ownfile.errors import NothingSaid
from amparo.ownfile.models import OwnWord
from amparo.ownfile.permissions import can_tend_own_door
from amparo.ownfile.reading import ring_of
from amparo.ownfile.services.visiting import Visiting
from amparo.persons.public import Person
from amparo.reports.public import cleaned


def say(*, visiting: Visiting, kind: WordKind, text: str, on: date) -> OwnWord:
    """Append her words, sealed with her own key.

    Raises:
        NothingSaid: the text is empty.
        CannotOpen: her keys do not open (a harmless visit never comes here).
    """
    words = cleaned(text)
    if not words:
        raise NothingSaid
    person = visiting.door.person
    with writing(visiting.actor):
        ring = ring_of(visiting)
        word = OwnWord(subject=person.public_id, person=person, kind=kind.value, said_on=on)
        ring.write(word, "text", words)
        word.save(force_insert=True)
        record(visiting.actor, Verb.OWN_WORD_SAID, subjects=[person.public_id], kind=kind.value)
    return word


def read_words_of(*, actor: Actor, person_id: int, on: date) -> int:
    """Her team has read what she wrote; how many words were new.

    Raises:
        Denied: the actor is not on her team.
    """
    with writing(actor):
        person = Person.objects.get(pk=person_id)
        require(can_tend_own_door, actor, person)
        fresh = OwnWord.objects.filter(person=person, read_on=None).update(read_on=on)
        if fresh:
            record(actor, Verb.OWN_WORD_READ, subjects=[person.public_id])
    return fresh
