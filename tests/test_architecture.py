"""The shape of the project: imports, keys, classes, sizes, words. What import-linter cannot see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from amparo.kernel.access.classes import OF_LIBRARIES, class_of, unclassed
from amparo.kernel.vault.sealed import SealedField

ROOT = Path(__file__).resolve().parents[1]
ORDER = (
    "kernel persons reports identification cases ownfile observatory oversight accounts portal demo"
).split()
SOURCES = [
    path
    for folder in ("amparo", "config", "tools")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]


def app_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "amparo" and len(parts) > 2 else ""


def imports_of(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def crosses(app: str, name: str, allowed: tuple[str, ...]) -> bool:
    """Whether an import reaches into another app past its `public`."""
    parts = name.split(".")
    if parts[0] != "amparo" or len(parts) < 3 or parts[1] in (app, "kernel"):
        return False
    return parts[2] not in ("public", *allowed)


def test_apps_import_each_other_only_through_public():
    # The demonstration plays the part of people, so it may call services; the portal gathers APIs.
    allowed = {"demo": ("services", "choices", "models", "commands"), "portal": ("api",)}
    crossings = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        if (app := app_of(path)) and app != "kernel"
        for name in imports_of(path)
        if crosses(app, name, allowed.get(app, ()))
    ]
    assert crossings == []


def test_every_model_field_declares_its_data_class():
    assert unclassed() == []


def test_sealed_fields_never_belong_to_a_harmless_class():
    harmless = ("technical", "staff", "triage")
    careless = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedField) and class_of(model, field.name) in harmless
    ]
    assert careless == []


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in OF_LIBRARIES]


def test_foreign_keys_point_upstream_and_leave_no_way_back():
    wrong = []
    for model in own_models():
        here = model.__module__.split(".")[1]
        for field in model._meta.local_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            there = field.related_model.__module__.split(".")[1]
            if field.remote_field.related_name != "+":
                wrong.append(f"{model._meta.label}.{field.name} has a reverse accessor")
            if ORDER.index(there) > ORDER.index(here):
                wrong.append(f"{model._meta.label}.{field.name} points downstream")
    assert wrong == []


def test_functions_and_files_stay_short():
    long = [
        f"{path.relative_to(ROOT)} has {count} lines"
        for path in SOURCES
        if (count := len(path.read_text("utf-8").splitlines())) > 500
    ]
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > 60:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {size} lines")
    assert long == []


def test_only_the_clock_asks_the_machine_for_the_time():
    asks = re.compile(r"\b(?:datetime\.now|date\.today|timezone\.now|localdate|utcnow)\(")
    allowed = {"amparo/kernel/clock.py"}
    askers = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if asks.search(path.read_text("utf-8"))
        and str(path.relative_to(ROOT)) not in allowed
        and path.relative_to(ROOT).parts[0] != "tools"
    ]
    assert askers == []


def test_no_template_names_a_foreign_host_or_carries_inline_code():
    bad = []
    for path in sorted((ROOT / "amparo").rglob("*.html")):
        text = path.read_text("utf-8")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text):
            bad.append(f"{path.relative_to(ROOT)}: inline code")
        if re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", text):
            bad.append(f"{path.relative_to(ROOT)}: another host")
    assert bad == []


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt"])
def test_lock_files_carry_hashes_and_no_address(name):
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z,]+\])?==", text, re.M)
    assert "://" not in text
    assert len(pins) >= 30
    assert text.count("--hash=sha256:") >= len(pins)
