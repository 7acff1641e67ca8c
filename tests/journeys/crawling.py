"""Follows the links of a signed-in visitor by plain HTTP, without a browser."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import Any

OPAQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LEFT_OUT = re.compile(r"^(/(en|pt|fr))?/(static|salir|api)/")
LANGUAGE = re.compile(r"^/(en|pt|fr)/")
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class Answer:
    """What one address gave: ``text`` is empty for anything but HTML."""

    address: str
    status: int
    headers: HTTPMessage
    text: str = ""

    def page(self) -> PageReader:
        reader = PageReader()
        reader.feed(self.text)
        return reader


@dataclass
class PageReader(HTMLParser):
    """Links, language, title, headings and words of a page."""

    links: list[str] = field(default_factory=list)
    lang: str = ""
    title: str = ""
    h1: int = 0
    hidden: dict[str, str] = field(default_factory=dict)
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "h1":
            self.h1 += 1
        elif tag == "input" and given.get("type") == "hidden":
            self.hidden.setdefault(given.get("name", ""), given.get("value", ""))
        self._in_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


class _AnyStatus(urllib.request.HTTPErrorProcessor):
    """An answer over 399 is an answer; only redirects are followed."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return super().http_response(request, response) if response.code in REDIRECTS else response


class Crawler:
    """One visitor with her cookies; ``username`` signs in to the demonstration first."""

    def __init__(self, address: str, username: str = "") -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, _AnyStatus)
        if username:
            token = self.get("/demostracion/").page().hidden["csrfmiddlewaretoken"]
            self.send(f"/demostracion/{username}/", {"csrfmiddlewaretoken": token})

    def get(self, path: str) -> Answer:
        return self._open(path)

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form and follow where it leads; the answer carries that last address."""
        return self._open(path, fields)

    def _open(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        body = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.address + path, body)  # noqa: S310  our own server
        with self._opener.open(request, timeout=60) as response:
            kind = response.headers.get_content_type()
            text = response.read().decode() if kind == "text/html" else ""
            reached = response.url.removeprefix(self.address)
            return Answer(reached, response.status, response.headers, text)

    def walk(self, start: str, *, pages: int, alike: int) -> Iterator[tuple[str, Answer]]:
        """Yields (page that holds the link, its answer), breadth first, at most ``pages`` of them
        and at most ``alike`` that differ only in their opaque ids and query. It stays in the
        language it started in."""
        waiting, known, shapes = deque([("", start)]), {start}, Counter[str]()
        while waiting and pages:
            origin, path = waiting.popleft()
            shape = shape_of(path)
            if shapes[shape] >= alike:
                continue
            shapes[shape] += 1
            pages -= 1
            answer = self.get(path)
            yield origin, answer
            for link in self._inner(path, answer.page().links):
                if link not in known and language_of(link) == language_of(start):
                    known.add(link)
                    waiting.append((path, link))

    def _inner(self, path: str, links: list[str]) -> list[str]:
        whole = [urllib.parse.urljoin(self.address + path, link) for link in links]
        ours = [
            urllib.parse.urldefrag(link).url.removeprefix(self.address)
            for link in whole
            if link.startswith(f"{self.address}/")
        ]
        return [link for link in ours if not LEFT_OUT.match(link)]


def language_of(path: str) -> str:
    """The language that the path names; Spanish when it names none."""
    named = LANGUAGE.match(path)
    return named[1] if named else "es"


def shape_of(path: str) -> str:
    """The path with its ids and the values of its query taken out."""
    parts = urllib.parse.urlsplit(path)
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query)})
    return OPAQUE.sub("*", parts.path) + "?" + "&".join(names)
