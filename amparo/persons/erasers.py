"""What this app erases of a person: how she was found, who could see her, every answer that is
finer than what figures count."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Q

from amparo.kernel import clock
from amparo.kernel.access.models import Team
from amparo.kernel.reference.countries import countries
from amparo.kernel.retention.erasing import (
    FIRST,
    USUAL,
    Erasure,
    erases,
    keeps,
    register_again,
)
from amparo.kernel.vault.sealed import EMPTY, SealedField
from amparo.persons.contact_models import ContactRequest
from amparo.persons.models import (
    BlindToken,
    Consent,
    Exclusion,
    HiddenPart,
    Person,
    PossibleDuplicate,
    Protection,
    Representative,
    Share,
)
from amparo.persons.order_models import LegalOrder
from amparo.persons.services.erasing import erase_again
from amparo.persons.services.migration_status import keep_band

UNKNOWN = "unknown"
# Not in any public table, so not needed to keep the published totals.
FINER = ("gender", "skin_colour", "ethnicity", "education", "income", "disability")

register_again(erase_again)
keeps("persons.MandatoryNotice", why="a day and a code about a row that leads to nobody")
keeps("persons.GroupIntake", why="a sitting of many people: a day, a number of cards, no person")


@erases("persons.BlindToken", "persons.PossibleDuplicate")
def delete_index(erasure: Erasure) -> None:
    BlindToken.objects.filter(person__public_id=erasure.subject).delete()
    PossibleDuplicate.objects.filter(
        Q(first__public_id=erasure.subject) | Q(second__public_id=erasure.subject)
    ).delete()


@erases("persons.Exclusion", "persons.HiddenPart", "persons.Protection", "persons.Representative")
def delete_who_is_kept_out(erasure: Erasure) -> None:
    """Nobody serves her file any more: there is nobody left to keep out, or to represent her."""
    for model in (Exclusion, HiddenPart, Protection, Representative):
        model.objects.filter(person__public_id=erasure.subject).delete()


@erases("persons.Consent", "persons.Share", order=FIRST)
def end_permissions(erasure: Erasure) -> None:
    """Her consents end with her file; that they were given stays, as a code and a day."""
    Consent.objects.filter(person__public_id=erasure.subject).update(evidence=None)
    Share.objects.filter(person__public_id=erasure.subject, ended_on=None).update(
        ended_on=erasure.on
    )
    Consent.objects.filter(person__public_id=erasure.subject, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )


@erases("persons.LegalOrder", "persons.ContactRequest", order=FIRST)
def close_orders(erasure: Erasure) -> None:
    """Their words are sealed under keys of their own, which go with hers."""
    for model in (LegalOrder, ContactRequest):
        rows = model._default_manager.filter(person__public_id=erasure.subject)
        erasure.also.update(rows.values_list("public_id", flat=True))
    LegalOrder.objects.filter(person__public_id=erasure.subject).update(
        authority=EMPTY, reference=EMPTY, document=None
    )
    ContactRequest.objects.filter(person__public_id=erasure.subject).update(
        code="", words=EMPTY, reply=EMPTY
    )


@erases("persons.Person", order=USUAL + 10)
def generalise(erasure: Erasure) -> None:
    """The row stays for figures: age, sex, region, status. Nobody serves on its team any more, so
    no list, page or search reaches it."""
    person = Person.objects.select_related("team").get(public_id=erasure.subject)
    for each in Person._meta.local_fields:
        if isinstance(each, SealedField):
            setattr(person, each.name, EMPTY)
    for name in FINER:
        setattr(person, name, UNKNOWN)
    person.team = Team.objects.create(organisation_id=person.team.organisation_id)
    person.code_name = f"borrada {uuid4().hex[:12]}"
    person.contact_channels, person.contact_hours = [], []
    person.may_contact = "no"
    person.language = person.source_note = ""
    person.migration_words = EMPTY
    keep_band(person.public_id, UNKNOWN)
    person.nationalities = [region_of(person.nationalities[0])] if person.nationalities else []
    person.residence = person.residence.partition("-")[0]
    person.opened_on = person.opened_on.replace(month=1, day=1)
    person.group = person.card = None
    person.version += 1
    person.save()


def region_of(nationality: str) -> str:
    """The band that public tables count: a part of the Americas, elsewhere, or not known."""
    if len(nationality) != 2:
        return nationality
    profile = countries().get(nationality)
    return f"region:{profile.region if profile else 'elsewhere'}"
