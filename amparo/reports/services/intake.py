"""Taking in a report: the key derivation first, then one short transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError

from amparo.kernel import clock
from amparo.kernel.access.actor import system_actor
from amparo.kernel.access.classes import DataClass
from amparo.kernel.access.doors import reading, writing
from amparo.kernel.organisations.models import Desk
from amparo.kernel.reference import code_list, countries
from amparo.kernel.ui.models import OnceToken
from amparo.kernel.vault.keyring import new_keys
from amparo.kernel.vault.models import RecipientKind
from amparo.kernel.vault.recipients import ensure_recipient, recipients
from amparo.reports import receipt_keys
from amparo.reports.choices import Channel, Counted, Danger
from amparo.reports.errors import (
    AlreadySent,
    NobodyReceives,
    NotAllowedHere,
    NothingWritten,
    TooLong,
)
from amparo.reports.models import Report
from amparo.reports.receipts import Receipt, VerifierKind, new_digits, new_locator
from amparo.reports.services.counting import count
from amparo.reports.services.tokens import keep_tokens
from amparo.reports.states import RECEIVED, report_machine
from amparo.reports.text import cleaned, too_long_by, write_words

INTAKE = system_actor("intake")
UNDETERMINED = "undetermined"  # of the modality list; kept as an empty value
URGENCY_OF = {Danger.YES: "danger_now", Danger.UNSURE: "soon"}
LOCATOR_TRIES = 8  # each is a transaction that met a locator taken in the same instant


@dataclass(frozen=True, repr=False)
class Told:
    """What a person chose to tell. Only ``narrative`` is needed; "" means not answered."""

    narrative: str
    place: str = ""
    when: str = ""
    country: str = ""
    language: str = "es"
    channel: Channel = Channel.WEB
    danger: str = ""
    modality: str = ""
    asks_help: bool = False
    once: UUID | None = None  # of the form: the same one twice is one report


def take_in(*, told: Told) -> Receipt:
    """Keep a report and return its receipt, which exists nowhere else.

    Raises:
        NothingWritten, TooLong, NotAllowedHere: what the person must mend; nothing was kept.
        AlreadySent: a report came with the same ``once``.
        NobodyReceives: this node has no receiving desk.
    """
    told = _checked(told)
    receipt, salt = new_digits(), receipt_keys.new_salt()
    keys = receipt_keys.derive_for_report(receipt, salt)
    for _number in range(LOCATOR_TRIES):
        locator = _free_locator()
        try:
            report_id = uuid4()
            with writing(INTAKE, holds=[report_id]):
                _keep(told, report_id, locator, salt, keys)
        except IntegrityError:
            continue
        return Receipt(locator, receipt.secret, receipt.kind)
    raise IntegrityError("no free locator")


def receiving_desk(country: str) -> Desk:
    """The desk that receives reports about a country; any receiving desk when it has none.

    Raises:
        NobodyReceives: no desk receives reports.
    """
    desks = Desk.objects.filter(receives_reports=True).select_related("organisation").order_by("pk")
    desk = (desks.filter(country=country).first() if country else None) or desks.first()
    if desk is None:
        raise NobodyReceives
    return desk


def hours_for(urgency: str, country: str) -> int:
    """Hours until somebody must have read it: the country's own clock, or the general one."""
    profile = countries().get(country)
    if profile is not None:
        return profile.clocks[urgency]
    return int(code_list("urgency").get(urgency).mappings["hours"])


def weight_of(urgency: str) -> int:
    """Place of an urgency in its list, the most urgent being 0."""
    return code_list("urgency").codes.index(urgency)


def _checked(told: Told) -> Told:
    narrative, place, when = cleaned(told.narrative), cleaned(told.place), cleaned(told.when)
    if not narrative:
        raise NothingWritten("narrative")
    for field, text in (("narrative", narrative), ("place", place), ("when", when)):
        if excess := too_long_by(text):
            raise TooLong(field, excess)
    _check_codes(told)
    modality = "" if told.modality == UNDETERMINED else told.modality
    return Told(
        narrative=narrative,
        place=place,
        when=when,
        country=told.country,
        language=told.language,
        channel=told.channel,
        danger=told.danger,
        modality=modality,
        asks_help=told.asks_help,
        once=told.once,
    )


def _check_codes(told: Told) -> None:
    allowed = {
        "country": ["", *countries()],
        "language": [code for code, _name in settings.LANGUAGES],
        "danger": ["", *Danger.values],
        "modality": ["", *code_list("modality").codes],
    }
    for field, codes in allowed.items():
        if getattr(told, field) not in codes:
            raise NotAllowedHere(field)


def _keep(
    told: Told, report_id: UUID, locator: str, salt: bytes, keys: receipt_keys.ReceiptKeys
) -> None:
    if told.once is not None:
        _claim(told.once)
    desk = receiving_desk(told.country)
    report = _report(told, desk, locator, salt, keys.proof)
    report.id = report_id
    mailbox = ensure_recipient(RecipientKind.MAILBOX, report.public_id, wrapping_key=keys.wrapping)
    readers = [mailbox, *recipients(RecipientKind.DESK, [desk.public_id])]
    ring = new_keys(report.subject, [DataClass.REPORT], readers)
    write_words(ring, report, "narrative", told.narrative)
    write_words(ring, report, "place_text", told.place)
    write_words(ring, report, "when_text", told.when)
    report.save(force_insert=True)
    keep_tokens(report, f"{told.narrative}\n{told.place}", desk.organisation.public_id)
    count(Counted.REPORT, told.channel)


def _report(told: Told, desk: Desk, locator: str, salt: bytes, proof: bytes) -> Report:
    urgency = URGENCY_OF.get(Danger(told.danger), "normal") if told.danger else "normal"
    now = clock.now()
    return Report(
        locator=locator,
        salt=salt,
        verifier=proof,
        verifier_kind=VerifierKind.DIGITS.value,
        desk=desk,
        country=told.country,
        language=told.language,
        channel=told.channel,
        state=report_machine().start(RECEIVED).code,
        urgency=urgency,
        weight=weight_of(urgency),
        immediate_danger=told.danger,
        asks_help=told.asks_help,
        modality=told.modality,
        received_at=now,
        due_at=now + timedelta(hours=hours_for(urgency, told.country)),
    )


def _claim(once: UUID) -> None:
    _row, first = OnceToken.objects.get_or_create(token=once, defaults={"made_on": clock.today()})
    if not first:
        raise AlreadySent


def _free_locator() -> str:
    while True:
        locator = new_locator()
        with reading(INTAKE, holds=[locator]):
            taken = Report.objects.filter(locator=locator).exists()
        if not taken:
            return locator
