"""What no register, however small or odd, may make the public tables say."""

import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.observatory.lake import build
from tests.observatory.attacker import Attacker, printed, truth
from tests.observatory.invented import NOW, people, registers

pytestmark = pytest.mark.proof


def published(facts: list[dict[str, Any]]) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        generation = build(facts, Path(folder), NOW)
        found: dict[str, Any] = json.loads(generation.tables_path.read_text("utf-8"))
        return found


@given(registers())
def test_no_small_count_is_printed_and_what_is_printed_is_true(facts):
    found, true = published(facts), truth(facts)

    for key, cell in printed(found).items():
        if cell["word"] == "published":
            assert cell["persons"] == true[key], key
            assert cell["persons"] == 0 or cell["persons"] >= found["k"]
        else:
            assert cell["persons"] is None


@given(registers())
def test_nobody_who_subtracts_learns_more_of_a_small_cell_than_its_word(facts):
    found = published(facts)
    attacker = Attacker(found, facts)

    for key, persons in truth(facts).items():
        if 0 < persons < found["k"]:
            least, most = attacker.range_of(key)
            assert least <= 1, key
            assert most >= found["k"] - 1, key


@given(registers(), st.randoms(use_true_random=False))
def test_the_same_register_in_any_order_prints_the_same(facts, chance: random.Random):
    shuffled = chance.sample(facts, len(facts))

    assert published(facts) == published(shuffled)


def test_the_attacker_does_work_out_a_cell_that_is_hidden_alone():
    facts = people((40, {}), (30, {"sex": "male"}), (4, {"modality": "sexual", "sex": "male"}))
    facts += people((25, {"modality": "sexual"}))
    for number, fact in enumerate(facts):
        fact["person"] = f"q{number}"
    found = published(facts)
    for table in found["tables"]:
        for row in table["rows"] if table["code"] == "modality_sex" else ():
            for column, cell in row["cells"].items():
                count = truth(facts)["modality_sex", row["code"], column]
                if count == 0 or count >= found["k"]:
                    row["cells"][column] = {"persons": count, "word": "published"}
                else:
                    assert cell["word"] == "small"

    assert Attacker(found, facts).range_of(("modality_sex", "sexual", "male")) == (4, 4)
