"""The node's own keys: opened by a root from outside, rotated cheaply, missed one by one."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from amparo.kernel.vault import nodekeys, roots
from amparo.kernel.vault.nodekeys import (
    LEGACY,
    MissingKey,
    NodeKeys,
    change_root,
    create_keys,
    declared_root,
    open_keys,
    recover_root,
)
from amparo.kernel.vault.roots import (
    CannotUnlock,
    PassphraseSource,
    WrongPassphrase,
    folded,
    key_in,
)

PHRASE, ANOTHER = "cinco palabras de ningún libro", "otra frase distinta y larga"


def typing(*lines: str):
    """What somebody types, in order."""
    left = list(lines)
    return lambda _question: left.pop(0)


def nobody(question: str) -> str:
    raise AssertionError(f"it asked: {question}")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The same derivation with little memory: its cost is tested by itself."""
    monkeypatch.setattr(PassphraseSource.__init__, "__defaults__", (1024, 1, 1))


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "keys"


def older(folder: Path) -> dict[str, bytes]:
    """Keys as homes had them before: three files in the clear."""
    folder.mkdir()
    made = {name: os.urandom(32) for name in ("root", "secret", "pepper")}
    for name, key in made.items():
        (folder / f"{name}.key").write_text(key.hex(), "ascii")
    return made


def all_of(keys: NodeKeys) -> list[bytes]:
    return [keys.derived("blind"), *(keys.key(name) for name in ("secret", "pepper", "audit"))]


def test_a_passphrase_opens_what_it_closed(folder):
    made = create_keys(folder, "passphrase", typing(PHRASE))

    again = open_keys(folder, typing("  cinco palabras  de ningún libro "))

    assert all_of(again) == all_of(made)
    assert len(set(all_of(made))) == 4


def test_another_passphrase_opens_nothing_and_changes_nothing(folder):
    create_keys(folder, "passphrase", typing(PHRASE))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(WrongPassphrase, match="Nada cambió"):
        open_keys(folder, typing(ANOTHER))

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_on_the_laptop_shape_no_file_holds_a_key(folder):
    keys = create_keys(folder, "passphrase", typing(PHRASE))
    held = [keys.master, keys.root, *all_of(keys)]

    for path in folder.rglob("*"):
        content = path.read_bytes()
        assert not any(key in content or key.hex().encode() in content for key in held), path.name


@pytest.mark.parametrize("typed", ["", "corta", "aaaaaaaaaaaaaaaaaaaa", "  once letras  "])
def test_a_passphrase_that_would_not_hold_is_refused(folder, typed):
    with pytest.raises(CannotUnlock, match="corta"):
        create_keys(folder, "passphrase", typing(typed))
    assert not (folder / "root.json").exists()


def test_accents_typed_on_another_keyboard_are_the_same():
    assert folded("ningu\u0301n  año ") == folded("ning\u00fan an\u0303o")


def test_trying_a_passphrase_costs_what_we_promise():
    """RFC 9106's second choice is 64 MiB and three passes; a laptop opens its keys once a day."""
    assert (roots.MEMORY_KIB, roots.PASSES) == (256 * 1024, 4)


def test_a_record_that_asks_for_too_much_memory_is_refused():
    """Whoever writes in the folder must not be able to bring the machine down."""
    declared = {"kind": "passphrase", "salt": "00" * 16, "sealed": "00" * 60, "lanes": 1}
    too_much = declared | {"memory_kib": 2**40, "passes": 1}

    with pytest.raises(CannotUnlock, match="más memoria"):
        roots.declared_source(too_much, Path()).open(typing("x"))


def test_a_credential_of_the_system_opens(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "amparo-root").write_text(os.urandom(32).hex() + "\n")

    made = create_keys(folder, "credential:amparo-root", nobody)

    assert all_of(open_keys(folder, nobody)) == all_of(made)
    (tmp_path / "amparo-root").write_text(os.urandom(32).hex())
    with pytest.raises(CannotUnlock, match="no es la de esta instalación"):
        open_keys(folder, nobody)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(CannotUnlock, match="credencial «amparo-root»"):
        open_keys(folder, nobody)


def test_a_command_that_prints_the_key_opens(folder, tmp_path):
    (tmp_path / "held").write_bytes(os.urandom(32))

    made = create_keys(folder, f"command:cat {tmp_path / 'held'}", nobody)

    assert all_of(open_keys(folder, nobody)) == all_of(made)
    (tmp_path / "held").unlink()
    with pytest.raises(CannotUnlock, match="orden «cat»"):
        open_keys(folder, nobody)


@pytest.mark.parametrize(
    "wanted", ["", "llavero", "credential:", "command:", "file:x", "passphrase:x"]
)
def test_a_source_that_nobody_knows_is_refused(folder, wanted):
    with pytest.raises(CannotUnlock, match="no es una fuente"):
        create_keys(folder, wanted, nobody)


@pytest.mark.parametrize(
    ("content", "holds"), [(b"x" * 32, True), (b"ab" * 32 + b"\n", True), (b"ab" * 31, False)]
)
def test_a_key_from_outside_is_32_bytes_or_64_digits(content, holds):
    if holds:
        assert len(key_in(content)) == 32
    else:
        with pytest.raises(ValueError, match="32 bytes"):
            key_in(content)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("file", "file"),
        ("file", "passphrase"),
        ("passphrase", "passphrase"),
        ("passphrase", "file"),
    ],
)
def test_a_new_root_changes_no_other_key_and_shuts_out_the_old(folder, first, then):
    made = create_keys(folder, first, typing(PHRASE))
    before, old = all_of(made), made.root
    declared = declared_root(folder)

    version = change_root(made, then, typing(ANOTHER))

    assert version == declared_root(folder)["version"] == 2
    assert all_of(open_keys(folder, typing(ANOTHER))) == before
    with pytest.raises(CannotUnlock):
        nodekeys.opened_master(declared_root(folder), old)
    clear = {path.name for path in folder.glob("*.key")}
    assert clear == ({"root-2.key"} if then == "file" else set())
    assert declared["master"] != declared_root(folder)["master"]


def test_whoever_runs_goes_on_while_the_root_changes(folder):
    running = NodeKeys(folder, create_keys(folder, "file", nobody).master)
    before = running.key("secret")

    change_root(open_keys(folder, nobody), "file", nobody)

    assert running.key("secret") == before
    assert running.key("services-1") == open_keys(folder, nobody).key("services-1")


def test_an_older_home_opens_and_its_root_becomes_the_master(folder):
    made = older(folder)

    keys = open_keys(folder, nobody)
    derived = [keys.derived("blind"), keys.key(LEGACY)]
    assert keys.master == made["root"]
    assert (keys.key("secret"), keys.key("pepper")) == (made["secret"], made["pepper"])

    change_root(keys, "passphrase", typing(PHRASE))

    again = open_keys(folder, typing(PHRASE))
    assert [again.derived("blind"), again.key(LEGACY)] == derived
    assert (again.key("secret"), again.key("pepper")) == (made["secret"], made["pepper"])
    assert list(folder.glob("*.key")) == []


def test_an_outside_source_that_gives_the_same_key_is_no_rotation(folder, tmp_path):
    (tmp_path / "held").write_bytes(os.urandom(32))
    keys = create_keys(folder, f"command:cat {tmp_path / 'held'}", nobody)

    with pytest.raises(CannotUnlock, match="misma clave raíz"):
        change_root(keys, f"command:cat {tmp_path / 'held'}", nobody)

    assert declared_root(folder)["version"] == 1


def _power_cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_rotation_stopped_before_its_one_write_leaves_the_old_root(folder, monkeypatch):
    keys = create_keys(folder, "file", nobody)
    before = all_of(keys)
    with monkeypatch.context() as patched:
        patched.setattr(nodekeys, "_write_root", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            change_root(keys, "file", nobody)

    again = open_keys(folder, nobody)
    assert all_of(again) == before
    change_root(again, "file", nobody)
    assert all_of(open_keys(folder, nobody)) == before
    assert [path.name for path in folder.glob("*.key")] == ["root-2.key"]


def test_a_joined_root_is_put_under_a_new_passphrase(folder):
    keys = create_keys(folder, "passphrase", typing(PHRASE))

    recover_root(folder, keys.root, typing(ANOTHER))

    assert all_of(open_keys(folder, typing(ANOTHER))) == all_of(keys)
    with pytest.raises(CannotUnlock, match="no es la de esta instalación"):
        recover_root(folder, os.urandom(32), typing(ANOTHER))


def test_a_missing_key_is_missed_alone_and_never_made_again(folder):
    keys = create_keys(folder, "file", nobody)
    assert keys.current("justice") == "justice-1"
    kept = keys.key("services-1")
    (folder / "justice-1.sealed").unlink()

    again = open_keys(folder, nobody)

    with pytest.raises(MissingKey):
        again.key("justice-1")
    assert again.key("services-1") == kept
    assert again.missing() == ["justice-1"]
    assert again.current("justice") == "justice-1"


def test_a_damaged_key_closes_only_itself(folder):
    keys = create_keys(folder, "file", nobody)
    keys.key("audit")
    (folder / "audit.sealed").write_text("00" * 60)

    again = open_keys(folder, nobody)

    with pytest.raises(MissingKey):
        again.key("audit")
    assert again.missing() == ["audit"]
    assert again.key("pepper") == keys.key("pepper")


def test_a_key_cannot_pass_for_another(folder):
    keys = create_keys(folder, "file", nobody)
    (folder / "audit.sealed").write_bytes((folder / "pepper.sealed").read_bytes())

    with pytest.raises(MissingKey):
        keys.key("audit")


def test_versions_follow_each_other_and_retire(folder):
    keys = create_keys(folder, "file", nobody)
    first = keys.current("services")

    second = keys.next_version("services")
    keys.key("neutral-1")

    assert (first, second, keys.current("services")) == ("services-1", "services-2", "services-2")
    keys.retire(first)
    assert keys.versions("services") == [2]
    assert keys.versions("neutral") == [1]
    assert not (folder / "services-1.sealed").exists()


def _make_in_a_process(folder: str, out) -> None:
    keys = create_keys(Path(folder), "file", nobody)
    out.put([key.hex() for key in all_of(keys)])


def test_processes_that_start_together_make_one_set_of_keys(folder):
    context = multiprocessing.get_context("fork")
    made = context.Queue()
    folder.mkdir()
    together = [
        context.Process(target=_make_in_a_process, args=(str(folder), made)) for _ in range(8)
    ]
    for one in together:
        one.start()
    found = [made.get(timeout=60) for _ in together]
    for one in together:
        one.join()

    assert all(keys == found[0] for keys in found)


def test_a_record_from_the_future_or_broken_says_so(folder):
    create_keys(folder, "file", nobody)
    record = json.loads((folder / "root.json").read_text())
    (folder / "root.json").write_text(json.dumps(record | {"format": 2}))
    with pytest.raises(CannotUnlock, match="más nueva"):
        open_keys(folder, nobody)
    (folder / "root.json").write_text("{")
    with pytest.raises(CannotUnlock, match="No se puede leer"):
        open_keys(folder, nobody)


def test_no_key_shows_in_words(folder):
    keys = create_keys(folder, "file", nobody)

    assert repr(keys) == "NodeKeys(…)"
    assert keys.master.hex() not in f"{keys!r} {keys}"
