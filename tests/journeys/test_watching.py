"""The watch itself: a page that asks another host, or that its policy stops, does not go unseen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.watching import Watch

pytestmark = pytest.mark.journey
STRANGER = "http://127.0.0.1:9/seen.png"  # the discard port: nobody listens and nothing leaves
IMAGE = f"main => {{ const image = new Image(); image.src = '{STRANGER}'; main.append(image); }}"


@pytest.mark.parametrize(
    ("bypass", "fault"), [(False, "Content Security Policy"), (True, f"another host: {STRANGER}")]
)
def test_an_image_of_another_host_is_noticed(
    browser: Browser, address: str, bypass: bool, fault: str
):
    context = browser.new_context(base_url=address, bypass_csp=bypass)
    watch = Watch(context, address)
    page = context.new_page()
    page.goto("/calendario/")
    with page.expect_console_message():
        page.locator("main").evaluate(IMAGE)
    context.close()

    assert fault in watch.faults[0]


def test_a_script_that_breaks_is_noticed(browser: Browser, address: str):
    context = browser.new_context(base_url=address)
    watch = Watch(context, address)
    page = context.new_page()
    page.goto("/calendario/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    context.close()

    assert "broken on purpose" in watch.faults[0]
