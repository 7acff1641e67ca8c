import re

import pytest

from amparo.reports import receipts
from amparo.reports.receipts import Receipt, VerifierKind

DIGITS = Receipt("482719", "30556102749386", VerifierKind.DIGITS)
WORDS = Receipt(
    "482719", "abaco abdomen abeja abierto abogado abono aborto dia", VerifierKind.WORDS
)


@pytest.mark.parametrize(
    "typed",
    [
        "48271930556102749386",
        "4827 1930 5561 0274 9386",
        "4827-1930-5561-0274-9386",
        " 4827.1930.5561\n0274\r\n9386 ",
        "４８２７ １９３０ ５５６１ ０２７４ ９３８６",
        "482719 30556102749386",
    ],
)
def test_digits_are_read_however_they_are_typed(typed):
    assert receipts.parse(typed) == DIGITS


@pytest.mark.parametrize(
    "typed",
    [
        "482719 ábaco abdomen abeja abierto abogado abono aborto día",
        "482719 ABACO ABDOMEN ABEJA ABIERTO ABOGADO ABONO ABORTO DIA",
        "482719, abac, abdo, abej, abie, abog, abon, abor, dia.",
        "ábaco abdomen abeja abierto abogado abono aborto día 482719",
        "482-719\nábaco\nabdomen\nabeja\nabierto\nabogado\nabono\naborto\ndía",
    ],
)
def test_words_are_read_without_accents_case_or_their_endings(typed):
    assert receipts.parse(typed) == WORDS


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "4827",
        "4827193055610274938",
        "482719305561027493867",
        "482719 ábaco abdomen abeja",
        "482719 xxxx abdomen abeja abierto abogado abono aborto día",
        "482719 abacus abdomen abeja abierto abogado abono aborto día",
        "hola",
        "\x00\ud800",
        "1" * 500,
    ],
)
def test_anything_else_is_no_receipt(typed):
    assert receipts.parse(typed) is None


def test_a_fresh_receipt_is_five_groups_of_four_that_read_back():
    receipt = receipts.new_digits()

    assert re.fullmatch(r"\d{4}( \d{4}){4}", receipt.code)
    assert receipts.parse(receipt.code) == receipt


def test_fresh_words_keep_the_locator_and_read_back():
    receipt = receipts.new_words("000123")

    assert receipt.groups[0] == "000123"
    assert len(receipt.groups) == 9
    assert receipts.parse(receipt.code) == receipt


def test_receipts_are_not_repeated():
    assert len({receipts.new_digits().code for _number in range(500)}) == 500


def test_the_list_of_words_has_2048_told_apart_by_four_letters():
    words = receipts._folded_list()

    assert len(words) == 2048
    assert len({word[:4] for word in words}) == 2048


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "cuatro ocho dos siete, uno nueve tres cero"),
        ("en", "four eight two seven, one nine three zero"),
        ("pt", "quatro oito dois sete, um nove três zero"),
        ("fr", "quatre huit deux sept, un neuf trois zéro"),
        ("xx", "cuatro ocho dos siete, uno nueve tres cero"),
    ],
)
def test_a_receipt_can_be_said_by_telephone(language, said):
    assert DIGITS.said(language).startswith(said)


def test_a_receipt_never_shows_itself_in_a_log():
    assert repr(DIGITS) == str(DIGITS) == "Receipt(…)"
