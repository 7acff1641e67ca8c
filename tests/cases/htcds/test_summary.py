import json

import pytest

from amparo.cases.htcds.summary import Summary


def test_a_summary_is_one_line_with_seven_keys_in_order():
    summary = Summary(read=5, created=2, updated=1, unchanged=1, rejected=1)
    summary.note_deprecated(("vic_Vulnerabilities",))
    summary.note_deprecated(("vic_Vulnerabilities", "vic_AgreementToManagePersonalData"))
    summary.ignored_columns.append("Año")

    assert summary.as_json() == (
        '{"read": 5, "created": 2, "updated": 1, "unchanged": 1, "rejected": 1, '
        '"deprecated": ["vic_Vulnerabilities", "vic_AgreementToManagePersonalData"], '
        '"ignored_columns": ["Año"]}'
    )


@pytest.mark.parametrize(
    ("summary", "status"),
    [(Summary(read=1, created=1), 0), (Summary(read=1, rejected=1), 3), (Summary(refused=True), 2)],
)
def test_the_exit_status_says_how_it_went(summary, status):
    assert summary.exit_status == status


def test_a_refused_file_has_the_same_keys_and_creates_nothing():
    refused = json.loads(Summary(refused=True).as_json())

    assert list(refused) == list(json.loads(Summary().as_json()))
    assert refused["created"] == 0
