"""A whole node of the demonstration on loopback, as a newcomer would start it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AMPARO = str(Path(sys.executable).parent / "amparo")
OURS = ("AMPARO_HOME", "AMPARO_KIND", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT")
STOP_SECONDS = 40
TRIES = 600  # each waits at most a tenth of a second for the port to open


@contextmanager
def demonstration(home: Path) -> Iterator[str]:
    """Build the demonstration in ``home`` and serve it. Yields its address, without a slash."""
    surroundings = {name: text for name, text in os.environ.items() if name not in OURS}
    surroundings["AMPARO_HOME"] = str(home)
    _build(surroundings)
    port = _free_port()
    log = home / "journeys.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [AMPARO, "serve", "--port", str(port)], env=surroundings, stdout=written, stderr=written
        )
        try:
            _wait_until_alive(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()  # its worker stops with it
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _build(surroundings: dict[str, str]) -> None:
    built = subprocess.run(
        [AMPARO, "demo"], env=surroundings, capture_output=True, text=True, check=False
    )
    if built.returncode:
        raise RuntimeError(f"The demonstration was not built:\n{built.stderr[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_alive(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server answers; raise with its own words when it ended first."""
    for _ in range(TRIES):
        if _answers(port):
            return
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The demonstration did not start:\n{log.read_text('utf-8')[-4000:]}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/salud/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
