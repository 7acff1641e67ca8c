"""One member of staff at her browser: cookies, a kept-alive connection and the time it took."""

from __future__ import annotations

import time
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from types import TracebackType
from urllib.parse import urlencode

from amparo.demo.benches.server import HOST

PATIENCE_SECONDS = 60
TO_HER_PLACE = (302, 303)


class Unexpected(Exception):
    """The server answered with another status than the page's."""


class Browser:
    """Signed in as one of the demonstration's accounts."""

    def __init__(self, port: int, username: str) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        self._cookies: dict[str, str] = {}
        self._request("GET", "/demostracion/", expected=(200,))
        self._request("POST", f"/demostracion/{username}/", {}, expected=TO_HER_PLACE)

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def get(self, path: str) -> tuple[str, float]:
        """A page and the seconds it took. Raises Unexpected unless it is a 200."""
        return self._timed("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[str, float]:
        """The same, for a form that answers with a page."""
        return self._timed("POST", path, fields)

    def _timed(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[str, float]:
        start = time.perf_counter()
        page = self._request(method, path, fields, expected=(200,))
        return page, time.perf_counter() - start

    def _request(
        self,
        method: str,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        expected: tuple[int, ...],
    ) -> str:
        headers = {"Cookie": "; ".join(f"{name}={said}" for name, said in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self._cookies["csrftoken"]
        self._connection.request(method, path, urlencode(fields or {}), headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if answer.status not in expected:
            raise Unexpected(f"{method} {path}: {answer.status}")
        return page
