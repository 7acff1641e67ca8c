"""One demonstration and one browser for all journeys; each page is watched while it is used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.node import demonstration
from tests.journeys.watching import Watch

CHROMIUM = shutil.which("chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"es": "es-CR", "en": "en-US", "pt": "pt-BR", "fr": "fr-FR"}
WAIT_MS = 15_000
collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if CHROMIUM is None:
        terminalreporter.write_line("SKIPPED: every browser journey (no Chromium here)", red=True)


class Visit(Protocol):
    """Opens a new page as a new visitor; ``bypass`` only where axe must be put into it."""

    def __call__(
        self,
        *,
        javascript: bool = True,
        language: str = "es",
        width: int = 1280,
        scheme: str = "light",
        bypass: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where this session's own demonstration is served, without a final slash."""
    with demonstration(tmp_path_factory.mktemp("demonstration")) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Playwright leaves its event loop running; a client test beside us may still use the ORM.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A factory of watched pages; whatever they did wrong fails the test at its end."""
    watches: list[Watch] = []
    contexts = []

    def new_page(
        *,
        javascript: bool = True,
        language: str = "es",
        width: int = 1280,
        scheme: str = "light",
        bypass: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=javascript,
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=bypass,
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        watches.append(Watch(context, address))
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
