"""Processes that are killed without warning while others keep writing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
STORY = "Relato inventado para probar que nada se pierde."
PATIENCE_SECONDS, LOOK_SECONDS = 120.0, 0.05
NOW_AND_THEN = 0.25


class Child:
    """One process of a node in a group of its own, so that all of it dies at once."""

    def __init__(self, environment: dict[str, str], *command: str) -> None:
        self.environment, self.command = environment, command
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (Path(self.environment["AMPARO_HOME"]) / "child.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


@dataclass
class Told:
    """What the writers were told: a receipt for each key, or that the key was used before."""

    receipts: dict[str, str] = field(default_factory=dict)
    kept_before: set[str] = field(default_factory=set)
    broken: int = 0  # attempts that the killing cut short; each was tried again
    faults: set[int] = field(default_factory=set)


class Writers:
    """Clients that send one report after another, each until it is acknowledged."""

    def __init__(self, port: int, count: int) -> None:
        self.port, self.told, self.stop = port, Told(), threading.Event()
        self._threads = [threading.Thread(target=self._write) for _number in range(count)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> int:
        return len(self.told.receipts)

    def _write(self) -> None:
        while not self.stop.is_set():
            key = str(uuid4())
            end = time.monotonic() + PATIENCE_SECONDS
            while not self._sent(key) and time.monotonic() < end:
                time.sleep(NOW_AND_THEN)

    def _sent(self, key: str) -> bool:
        try:
            status, body = ask(self.port, "/api/v1/reports", {"narrative": STORY}, key)
        except (OSError, HTTPException, ValueError):
            self.told.broken += 1
            return False
        if status == 201:
            self.told.receipts[key] = body["receipt"]
        elif status == 409:
            self.told.kept_before.add(key)
        elif status != 503:
            self.told.faults.add(status)
        return status in (201, 409)


def ask(port: int, path: str, body: object, key: str = "") -> tuple[int, dict[str, object]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    try:
        connection.request("POST", path, json.dumps(body).encode(), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, json.loads(text) if text.startswith("{") else {}
    finally:
        connection.close()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/salud/")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_for(true, seconds: float = PATIENCE_SECONDS) -> None:
    """Poll a fact; the deadline only ends a hopeless wait."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not come about")
        time.sleep(LOOK_SECONDS)


def opens(port: int, receipt: str) -> bool:
    status, body = ask(port, "/api/v1/mailbox", {"receipt": receipt})
    return status == 200 and STORY in json.dumps(body, ensure_ascii=False)
