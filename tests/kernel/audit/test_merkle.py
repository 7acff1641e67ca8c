"""The tree against its definition in RFC 6962, written again in the plainest way."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.kernel.audit.merkle import (
    Frontier,
    inner_hash,
    leaf_hash,
    path_to_root,
    root_by_path,
    root_of,
    span_over,
)

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
LEAVES = [leaf_hash(bytes([number % 256, number // 256])) for number in range(700)]


def plainest(leaves):
    """MTH of the RFC: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plainest(leaves[:k]) + plainest(leaves[k:])).digest()


def grown(size):
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.add(leaf)
    return frontier


def test_hashes_of_leaves_and_nodes_are_those_of_the_rfc():
    assert leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert inner_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()
    assert root_of([]).hex() == EMPTY


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9, 255, 256, 257, 511, 512, 700])
def test_the_root_grows_as_the_definition_says(size):
    assert grown(size).root() == plainest(LEAVES[:size])


@pytest.mark.parametrize("size", [0, 1, 6, 256, 699])
def test_a_frontier_goes_on_from_its_bytes(size):
    kept = Frontier.of_bytes(size, grown(size).as_bytes())
    kept.add(LEAVES[size])

    assert kept.root() == plainest(LEAVES[: size + 1])


def test_bytes_of_another_size_are_refused():
    with pytest.raises(ValueError, match="frontier"):
        Frontier.of_bytes(5, grown(4).as_bytes())


def test_complete_subtrees_say_where_they_start():
    assert grown(13).starts() == [0, 8, 12]
    assert grown(0).starts() == []


def test_every_eighth_level_is_kept_when_it_is_complete():
    (first, second) = grown(513).complete

    assert first[:2] == (8, 0) and first.hash == plainest(LEAVES[:256])
    assert second[:2] == (8, 1) and second.hash == plainest(LEAVES[256:512])


@given(size=st.integers(1, 700), chance=st.data())
def test_every_path_leads_to_the_root_and_no_other_leaf_has_it(size, chance):
    position = chance.draw(st.integers(0, size - 1))
    nodes = {(one.level, one.place): one.hash for one in grown(size).complete}
    span = span_over(lambda level, index: nodes[level, index] if level else LEAVES[index])
    path, root = path_to_root(position, size, span), plainest(LEAVES[:size])

    assert root_by_path(LEAVES[position], position, size, path) == root
    assert root_by_path(leaf_hash(b"other"), position, size, path) != root
    assert root_by_path(LEAVES[position], position + 1, size, path) != root
    assert root_by_path(LEAVES[position], position, size, [*path, root]) != root
    if path:
        assert root_by_path(LEAVES[position], position, size, path[:-1]) != root


@pytest.mark.parametrize("position", [-1, 3])
def test_a_position_outside_the_tree_has_no_root(position):
    assert root_by_path(LEAVES[0], position, 3, []) is None
