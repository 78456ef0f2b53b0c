"""Hostile uploads to a real server: each refused clearly, in bounded memory, and nobody else notices.

python -m pytest tests/service/long/test_hostile.py -s
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from service.access import SYSTEM
from service.routes.examples import PROBLEM
from service.run.settings import Settings
from service.store.keys import make_key
from service.store.opening import open_store
from solver.domain import Role

from ... import processes
from ...waiting import answers, patience, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timing,
    pytest.mark.needs("system", processes.THERE, "/proc, where memory is read"),
]

_SERVE = "import uvicorn; from service.app import create_app; from service.run.settings import Settings; " + (
    "s = Settings(); uvicorn.run(create_app(s), host=s.host, port=s.port, log_level='error')"
)
XLSX, ZIP = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"
MOST = 1_000_000_000  # bytes of memory, all processes of the service together


@dataclass
class Server:
    """A service in a process of its own, watched. peak: bytes resident, with its children. waits: another user's."""

    process: subprocess.Popen[bytes]
    port: int
    headers: dict[str, str]
    path: str = ""
    peak: int = 0
    waits: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, data: bytes, kind: str = "application/json") -> httpx.Response:
        headers = {**self.headers, "Content-Type": kind}
        return httpx.post(self.url + path, content=data, headers=headers, timeout=patience())

    def watch(self) -> None:
        while not self.done.wait(0.05):
            self.peak = max(self.peak, sum(map(_resident, processes.family(self.process.pid))))

    def use(self) -> None:
        """Another user, who reads a problem five times a second."""
        with httpx.Client(base_url=self.url, headers=self.headers, timeout=patience()) as client:
            while not self.done.wait(0.2):
                began = time.perf_counter()
                try:
                    answer = client.get(self.path)
                    if answer.status_code != 200:
                        self.troubles.append(str(answer.status_code))
                except httpx.HTTPError as error:
                    self.troubles.append(repr(error))
                self.waits.append(time.perf_counter() - began)


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    store = open_store(Settings(data=data))
    with store.session(SYSTEM) as session:
        key = make_key(session, "test", Role.SCHEDULER, "council")
    store.close()
    port = processes.free_port()
    given = {
        "ONEVISIT_DATA": str(data),
        "ONEVISIT_PORT": str(port),
        "ONEVISIT_BODY_SECONDS": "20",
        "ONEVISIT_REQUESTS_A_MINUTE": "100000",
    }
    process = subprocess.Popen([sys.executable, "-c", _SERVE], env={**os.environ, **given}, stdout=subprocess.DEVNULL)
    it = Server(process, port, {"Authorization": f"Bearer {key}"})
    try:
        until(lambda: answers(f"{it.url}/live", process))
        it.path = it.post("/v1/problems", json.dumps(PROBLEM).encode()).headers["Location"]
        threads = [threading.Thread(target=it.watch), threading.Thread(target=it.use)]
        for thread in threads:
            thread.start()
        yield it
        it.done.set()
        for thread in threads:
            thread.join()
    finally:
        process.terminate()
        process.wait(patience())


def _refused(answer: httpx.Response, status: int, *words: str) -> None:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/problem+json"
    for word in words:
        assert word in answer.text


def _flood(server: Server, head: str, piece: bytes, most: int) -> tuple[bytes, int]:
    """Send pieces until the service answers or hangs up: its answer, and the bytes that it took."""
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=patience()) as line:
        key = f"Authorization: {server.headers['Authorization']}\r\n"
        start = f"POST /v1/problems HTTP/1.1\r\nHost: x\r\n{key}Content-Type: application/json\r\n{head}\r\n"
        line.sendall(start.encode())
        try:
            while sent < most:
                line.sendall(piece)
                sent += len(piece)
        except OSError:  # it hung up
            pass
        try:
            return line.recv(10_000), sent
        except OSError:
            return b"", sent


def test_two_gigabytes_that_say_so(server: Server) -> None:
    answer, sent = _flood(server, "Content-Length: 2000000000\r\n", b"x" * 1_000_000, 2_000_000_000)
    assert sent < 20_000_000
    assert b" 413 " in answer or answer == b""  # the line may break before the answer is read
    with socket.create_connection(("127.0.0.1", server.port), timeout=patience()) as line:
        key = server.headers["Authorization"]
        head = f"POST /v1/problems HTTP/1.1\r\nHost: x\r\nAuthorization: {key}\r\nContent-Length: 2000000000\r\n\r\n"
        line.sendall(head.encode())
        assert b" 413 " in line.recv(10_000)  # before a byte of it


def test_two_gigabytes_that_do_not(server: Server) -> None:
    piece = b"F4240\r\n" + b" " * 1_000_000 + b"\r\n"
    answer, sent = _flood(server, "Transfer-Encoding: chunked\r\n", piece, 2_000_000_000)
    assert sent < 70_000_000  # 50 are read, the rest lies in the line
    assert b" 413 " in answer or answer == b""


def test_a_body_that_does_not_come(server: Server) -> None:
    began = time.monotonic()
    answer, _ = _flood(server, "Content-Length: 1000\r\n", b"{", 1)
    assert b" 408 " in answer
    assert time.monotonic() - began < 40


def test_a_zip_bomb(server: Server, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("visits.csv", "w") as file:
        for _ in range(800):
            file.write(b"0" * 1_000_000)
    data = bomb.read_bytes()
    _refused(server.post("/v1/problems", data, ZIP), 422, "unfolds")
    # The same, with the sizes it tells of itself made small.
    said = (800_000_000).to_bytes(4, "little")
    _refused(server.post("/v1/problems", data.replace(said, (1000).to_bytes(4, "little")), ZIP), 422)


def _workbook(tmp_path: Path, write: Callable[[zipfile.ZipFile], None]) -> bytes:
    """The example day as a workbook, with another first sheet."""
    from solver import read_problem
    from solver.formats import write_tables

    day, changed = tmp_path / "day.xlsx", tmp_path / "changed.xlsx"
    write_tables(read_problem(json.dumps(PROBLEM).encode()), day)
    with zipfile.ZipFile(day) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != "xl/worksheets/sheet1.xml":
                new.writestr(member, old.read(member))
        write(new)
    return changed.read_bytes()


_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = "</sheetData></worksheet>"


def test_workbooks_that_are_bombs(server: Server, tmp_path: Path) -> None:
    def blanks(book: zipfile.ZipFile) -> None:
        with book.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(_SHEET.encode())
            for _ in range(400):
                file.write(b" " * 1_000_000)
            file.write(_END.encode())

    def far(book: zipfile.ZipFile) -> None:
        cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        book.writestr("xl/worksheets/sheet1.xml", _SHEET + cell + _END)

    def rows(book: zipfile.ZipFile) -> None:
        with book.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(_SHEET.encode())
            for number in range(1, 1_000_001):
                file.write(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>'.encode())
            file.write(_END.encode())

    def formula(book: zipfile.ZipFile) -> None:
        cell = '<row r="2"><c r="B2"><f>WEBSERVICE("http://example.invalid")</f><v>1</v></c></row>'
        book.writestr("xl/worksheets/sheet1.xml", _SHEET + cell + _END)

    _refused(server.post("/v1/problems", _workbook(tmp_path, blanks), XLSX), 422, "unfolds")
    _refused(server.post("/v1/problems", _workbook(tmp_path, far), XLSX), 422, "XFD1048576")
    _refused(server.post("/v1/problems", _workbook(tmp_path, rows), XLSX), 422, "rows")
    _refused(server.post("/v1/problems", _workbook(tmp_path, formula), XLSX), 422, "row 2, column B", "not a formula")


def test_a_million_rows(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "rows.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = "".join(f"V{number},C{number % 977},council\n" for number in range(1_000_000))
        archive.writestr("visits.csv", "id,client,organisation\n" + rows)
    _refused(server.post("/v1/problems", file.read_bytes(), ZIP), 422, "200,000 rows")
    visit = json.dumps(PROBLEM["visits"][0])
    many = json.dumps({**PROBLEM, "visits": "@"}).replace('"@"', "[" + ",".join([visit] * 150_000) + "]")
    answer = server.post("/v1/problems", many.encode())
    assert answer.status_code in (413, 422), answer.text[:300]


def test_brackets_and_small_values(server: Server) -> None:
    for deep in (100, 100_000, 10_000_000):
        body = b'{"problem":' * 1 + b"[" * deep + b"]" * deep + b"}"
        _refused(server.post("/v1/problems", body), 422, "levels" if deep < 5_000_000 else "values")
        _refused(server.post("/v1/rosters", body), 422)
    _refused(server.post("/v1/problems", b'{"a":[' + b"[]," * 16_000_000 + b"[]]}"), 422, "values")
    _refused(server.post("/v1/problems", b'{"a":[' + b"[]," * 1_900_000 + b"[]]}"), 422)
    _refused(server.post("/v1/problems", b'{"a":"' + b"\\u0041" * 8_000_000 + b'"}'), 422)
    _refused(server.post("/v1/problems", b'{"a":1' + b"0" * 40_000_000 + b"}"), 422)


def test_names_nobody_can_see(server: Server) -> None:
    for name in ("Edith\u0000", "Edith\u001b[2J", "\u202egnp.exe", "Edith\u0085"):
        body = json.dumps({**PROBLEM, "clients": [{**PROBLEM["clients"][0], "name": name}]})
        _refused(server.post("/v1/problems", body.encode()), 422, "clients[0].name")


def test_many_large_ones_at_once(server: Server) -> None:
    """Eight bodies of 45 MB that must be read to be refused."""
    worker = json.dumps({**PROBLEM["workers"][0], "name": "A" * 900})
    body = json.dumps({**PROBLEM, "workers": "@"}).replace('"@"', "[" + ",".join([worker] * 40_000) + "]").encode()
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(server.post("/v1/problems", body).status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"\neight of 45 MB at once: {sorted(answers)}")
    assert len(answers) == 8
    assert set(answers) <= {422, 503}  # refused for what is in it, or while others are read


def test_memory_stayed_bounded_and_nobody_else_noticed(server: Server) -> None:
    waits = sorted(server.waits)
    p99, worst = waits[int(0.99 * len(waits))], waits[-1]
    print(
        f"\npeak of all processes {server.peak / 1e6:,.0f} MB; another user: {len(waits):,} reads, median "
        f"{1000 * waits[len(waits) // 2]:.0f} ms, p99 {1000 * p99:.0f} ms, worst {1000 * worst:.0f} ms"
    )
    assert re.fullmatch(r"/v1/problems/[0-9a-f]{28}", server.path)
    assert server.troubles == []
    assert server.peak < MOST
    assert p99 < 1
