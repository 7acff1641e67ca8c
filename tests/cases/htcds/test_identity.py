import pytest

from amparo.cases.htcds.checking import check_row
from amparo.cases.htcds.identity import Occurrences, identity_number, row_key
from tests.cases.htcds.making import TODAY

SECRET = b"k" * 32


def checked(**cells):
    return check_row({f"prs_{name}": text for name, text in cells.items()}, today=TODAY)


def keys_of(*rows, organisation="ALBERGUE", secret=SECRET):
    seen = Occurrences()
    return [row_key(organisation, row, seen, secret=secret) for row in rows]


def test_the_same_number_is_the_same_person_however_it_is_written_and_changed():
    first, second = keys_of(
        checked(IdentityNumber="9-0123-a456", FirstName="Ana"),
        checked(IdentityNumber=" 9 0123 A456", FirstName="Anabel"),
    )

    assert first == second


def test_another_organisation_another_number_or_another_node_is_another_key():
    row, other = checked(IdentityNumber="123"), checked(IdentityNumber="124")
    keys = [
        *keys_of(row, other),
        *keys_of(row, organisation="REFUGIO"),
        *keys_of(row, secret=b"z" * 32),
    ]

    assert len(set(keys)) == 4


def test_two_sparse_anonymous_people_never_merge_and_a_second_file_finds_both():
    row = checked(Gender="Feminine")

    assert len(set(keys_of(row, row))) == 2
    assert keys_of(row, row) == keys_of(row, row)


def test_a_different_row_does_not_shift_the_count_of_another():
    row, other = checked(Gender="Feminine"), checked(Gender="Masculine")

    assert set(keys_of(row, other, row)) == set(keys_of(other, row, row))


@pytest.mark.parametrize("text", ["S/N", "n/a", "Sin documento", "ninguno", "0000", "---", "XXX"])
def test_words_that_say_there_is_no_number_are_no_number(text):
    row = checked(IdentityNumber=text, FirstName="Ana")

    assert identity_number(row) == ""
    assert len(set(keys_of(row, row))) == 2


@pytest.mark.parametrize("text", ["1", "1-1111-1111", "999", "X0001"])
def test_a_number_that_looks_odd_is_still_a_number(text):
    assert identity_number(checked(IdentityNumber=text)) != ""
