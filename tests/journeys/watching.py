"""What a page may never do while somebody walks through it, written down as it happens."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

HARMLESS = ("data:", "about:")
# The browser says this of every answer over 399; `_answered` has already judged that answer.
STATUS_NOTICE = "Failed to load resource: the server responded with a status of"


class Watch:
    """Faults of one browser context: foreign requests, failures, and what the policy blocked."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.faults: list[str] = []
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", self._broke)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", *HARMLESS)):
            self.faults.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        part_of_page = not response.request.is_navigation_request()
        if response.status >= 500 or (part_of_page and response.status >= 400):
            self.faults.append(f"answered {response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STATUS_NOTICE):
            self.faults.append(f"console: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")
