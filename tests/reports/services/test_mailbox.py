from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag

from amparo.kernel.audit.models import AuditRow
from amparo.kernel.vault.keyring import unlock_mailbox
from amparo.kernel.vault.models import Recipient
from amparo.reports import receipt_keys
from amparo.reports.choices import Channel, Counted, Side
from amparo.reports.errors import NothingWritten, TooLong
from amparo.reports.models import DailyCount, Message, Report
from amparo.reports.receipts import new_digits, new_words
from amparo.reports.services.mailbox import change_to_words, open_mailbox, write_from_mailbox
from tests.factories.reports import NARRATIVE, taken_in

pytestmark = pytest.mark.django_db
WEB = Channel.WEB


def texts(mailbox):
    return [(line.side, line.text) for line in mailbox.lines]


def test_a_receipt_opens_its_own_thread():
    receipt = taken_in().receipt

    mailbox = open_mailbox(typed=receipt.code, channel=WEB)

    assert mailbox.progress == "received"
    assert texts(mailbox) == [(Side.REPORTER, NARRATIVE)]


@pytest.mark.parametrize("change", ["locator", "secret", "nothing"])
def test_a_wrong_code_opens_nothing_and_is_only_counted(change):
    receipt = taken_in().receipt
    other = new_digits()
    typed = {
        "locator": other.locator + receipt.secret,
        "secret": receipt.locator + other.secret,
        "nothing": "",
    }[change]

    assert open_mailbox(typed=typed, channel=WEB) is None

    counts = dict(DailyCount.objects.values_list("what", "total"))
    assert counts == {Counted.REPORT: 1, Counted.MAILBOX_NOT_FOUND: 1}
    assert not AuditRow.objects.exists()


def test_words_of_an_unknown_locator_open_nothing():
    assert open_mailbox(typed=new_words("123456").code, channel=WEB) is None


def test_another_receipts_key_does_not_open_the_mailbox_even_with_the_database_at_hand():
    report = taken_in().report
    mailbox = Recipient.objects.get(kind="mailbox", owner=report.public_id)
    keys = receipt_keys.derive(new_digits(), bytes(report.salt))

    with pytest.raises(InvalidTag):
        unlock_mailbox(mailbox, keys.wrapping, report.subject)


def test_the_reporter_writes_and_the_desk_is_told():
    report, receipt = taken_in()

    mailbox = write_from_mailbox(typed=receipt.code, text="  Hay dos muchachos. ", channel=WEB)

    assert texts(mailbox)[1:] == [(Side.REPORTER, "Hay dos muchachos.")]
    assert Report.objects.get(pk=report.pk).new_message
    assert DailyCount.objects.get(what=Counted.MESSAGE).total == 1


def test_the_same_message_form_twice_is_one_message():
    receipt, once = taken_in().receipt, uuid4()

    for _number in range(2):
        mailbox = write_from_mailbox(typed=receipt.code, text="Otra cosa.", channel=WEB, once=once)

    assert len(mailbox.lines) == 2
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("text", "refusal"), [(" \x00", NothingWritten), ("a" * 260_000, TooLong)])
def test_a_message_that_cannot_be_kept_is_refused_whole(text, refusal):
    receipt = taken_in().receipt

    with pytest.raises(refusal):
        write_from_mailbox(typed=receipt.code, text=text, channel=WEB)

    assert not Message.objects.exists()


def test_a_wrong_code_writes_nothing():
    taken_in()

    assert write_from_mailbox(typed=new_digits().code, text="Hola.", channel=WEB) is None
    assert not Message.objects.exists()


def test_words_replace_digits_and_open_the_same_thread():
    digits = taken_in().receipt

    words = change_to_words(typed=digits.code)

    assert words.locator == digits.locator
    assert texts(open_mailbox(typed=words.code, channel=WEB)) == [(Side.REPORTER, NARRATIVE)]
    assert open_mailbox(typed=digits.code, channel=WEB) is None


def test_a_wrong_code_cannot_be_changed():
    digits = taken_in().receipt

    assert change_to_words(typed=new_digits().code) is None
    assert open_mailbox(typed=digits.code, channel=WEB) is not None
