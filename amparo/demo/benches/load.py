"""Clients that press on a server at once, each with its own kept-alive connection."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

from amparo.demo.benches.server import HOST

CLIENTS = 8
PATIENCE_SECONDS = 60
# Five answers of 400 characters: the payload of the run that measured the opponent.
STORY = "\n".join(("Relato inventado para medir. " * 14)[:400] for _answer in range(5))
REPORT = json.dumps({"narrative": STORY, "country": "CR"}).encode()
JSON_HEADERS = {"Content-Type": "application/json"}
FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
RECEIPT_PARAGRAPH = re.compile(r'class="receipt__code">(.*?)</p>', re.S)


class Refused(Exception):
    """The server answered something else than was asked for. Carries the status."""


@dataclass(repr=False)
class Tally:
    """What the clients saw. ``took``: seconds of each accepted report, as long as ``receipts``;
    ``refusals``: how often each kind of failure came."""

    took: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def errors(self) -> int:
        return self.refusals.total()

    @property
    def rate(self) -> float:
        """Accepted reports per second of wall time."""
        return len(self.receipts) / self.seconds


Send = Callable[[HTTPConnection], str]


def press(port: int, send: Send, *, seconds: float, cut: threading.Event | None = None) -> Tally:
    """Eight clients send one report after another until time is up or the power is cut."""
    tally, cut = Tally(), cut or threading.Event()
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        waits = [
            clients.submit(_client, port, send, tally, start + seconds, cut)
            for _client_number in range(CLIENTS)
        ]
    for wait in waits:
        wait.result()
    tally.seconds = time.perf_counter() - start
    return tally


def _client(port: int, send: Send, tally: Tally, until: float, cut: threading.Event) -> None:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    while time.perf_counter() < until and not cut.is_set():
        start = time.perf_counter()
        try:
            receipt = send(connection)
        except (OSError, HTTPException, Refused) as failure:
            if not cut.is_set():  # what the cut itself broke was never acknowledged
                tally.refusals[repr(failure)] += 1
            connection.close()
            continue
        tally.took.append(time.perf_counter() - start)
        tally.receipts.append(receipt)
    connection.close()


def by_api(connection: HTTPConnection) -> str:
    """One report through `POST /api/v1/reports`; its receipt."""
    connection.request("POST", "/api/v1/reports", REPORT, JSON_HEADERS)
    answer = _answer(connection.getresponse(), 201)
    return str(json.loads(answer)["receipt"])


def by_form(connection: HTTPConnection) -> str:
    """One report through the public page: opening the walk, and its last step."""
    connection.request("GET", "/avisar/")
    page = _answer(connection.getresponse(), 200)
    token = re.search(r'name="formulario" value="([^"]+)"', page)
    if token is None:
        raise Refused("no form")
    typed = {"formulario": token[1], "paso": "revisar", "ir": "enviar", "narrative": STORY}
    connection.request("POST", "/avisar/", urlencode(typed), FORM_HEADERS)
    shown = RECEIPT_PARAGRAPH.search(_answer(connection.getresponse(), 200))
    if shown is None:
        raise Refused("no receipt")
    return " ".join(re.findall(r"\d{4}", shown[1]))


def count_opened(port: int, receipts: Sequence[str]) -> int:
    """How many receipts open their mailbox and give back the words that were sent."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(lambda receipt: _opens(port, receipt), receipts))


def _opens(port: int, receipt: str) -> bool:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        body = json.dumps({"receipt": receipt}).encode()
        connection.request("POST", "/api/v1/mailbox", body, JSON_HEADERS)
        opened = json.loads(_answer(connection.getresponse(), 200))
        return "".join(opened["messages"][0]["text"].split()) == "".join(STORY.split())
    except (OSError, HTTPException, Refused):
        return False
    finally:
        connection.close()


def _answer(response: HTTPResponse, expected: int) -> str:
    body = response.read().decode()
    if response.status != expected:
        raise Refused(response.status)
    return body
