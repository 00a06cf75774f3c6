"""LHC-Forms, a program of NLM that reads FHIR questionnaires, in a headless browser that reaches only this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.formats.test_html import BROWSER

HERE = Path(__file__).parent
PACKAGE = HERE / "package" / "dist"
LONGEST = 600  # seconds for the sittings of one questionnaire, before it counts as hung
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}

Json = dict[str, object]


def needs_lforms() -> None:
    """Skip, and say so, where the browser or the package is not there."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    if not PACKAGE.exists():
        pytest.skip("LHC-Forms is not installed: tests/interop/install")


@dataclass
class Work:
    """What the page is to do, and what it found."""

    questionnaire: Json
    sittings: list[Json]
    found: Json = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)


def in_lforms(questionnaire: Json, sittings: list[Json], folder: Path) -> list[dict[str, object]]:
    """For each sitting, given as values by linkId, the linkIds that are shown and the totals by linkId."""
    work = Work(questionnaire, sittings)
    with served(work) as address:
        arguments = [*BROWSER, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", f"--user-data-dir={folder}"]
        child = subprocess.Popen([*arguments, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert work.done.wait(LONGEST), "LHC-Forms did not answer"
        finally:
            child.kill()
            child.wait()
    assert "error" not in work.found, work.found["error"]
    found = work.found["found"]
    assert isinstance(found, list)
    return found


@contextmanager
def served(work: Work) -> Iterator[str]:
    """The page, the package and the work on 127.0.0.1, while it is in use: its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/work":
                given = {"questionnaire": work.questionnaire, "sittings": work.sittings}
                self.send("application/json", json.dumps(given).encode())
                return
            of_package = self.path.startswith("/package/")
            path = PACKAGE / self.path.removeprefix("/package/") if of_package else HERE / self.path[1:]
            if ".." in self.path or not path.is_file():
                self.send_error(404)
            else:
                self.send(TYPES.get(path.suffix, "application/octet-stream"), path.read_bytes())

        def do_POST(self) -> None:
            work.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send("text/plain", b"")
            work.done.set()

        def send(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/page.html"
    finally:
        server.shutdown()
        server.server_close()
