"""How much the store costs beside plain SQLite and a bare fsync, as ratios within one run.

    python benchmarks/store.py                      10,000 clients with 20 sittings each
    python benchmarks/store.py --clients 500        fewer

Key derivation is left out of the ratios and printed by itself: it is slow on purpose.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from screening.engine.interview import start
from screening.loading.library import Library, questions_folder
from screening.loading.regions import directory, region
from screening.model.answers import Chosen
from screening.model.questionnaire import Questionnaire
from screening.records.client_file import Client
from screening.records.encrypted_file import EncryptedStore
from screening.records.page_keys import Key
from screening.records.schema import STEPS
from screening.records.sitting_events import Event, EventKind, events_between
from screening.records.store import RecordStore, keeper
from screening.records.timestamps import Timestamp
from screening.reports.counselor_report import CounselorReports
from screening.reports.result_report import ResultReports
from screening.reports.trend import trends

PASSPHRASE = "a passphrase for measuring"
SITTINGS = 20
RUNS = 25
LIBRARY = Library(questions_folder())
TABLES = ("meta", "held", "client", "sitting", "event", "entry")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=10_000)
    clients = parser.parse_args().clients
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, medians of {RUNS}\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records" / "clients.store"
        key = filled(path, clients)
        plain = path.with_name("plain.db")
        copied(path, key, plain)
        reading(path, key, plain, clients)
        opening(path)
        committing(path.with_name("commits.store"))


def now() -> Timestamp:
    """The time."""
    return Timestamp.of(datetime.now().astimezone())


def answered(questionnaire: Questionnaire) -> Iterator[Event]:
    """A whole sitting, event by event."""
    interview = start(questionnaire)
    while interview.item is not None:
        after = interview.answer(Chosen(interview.item.options[-1 if interview.item.id == "urgent" else 0].code))
        after = after.go_on() if after.alerts else after
        yield from events_between(interview, after)
        interview = after
    yield Event(EventKind.COMPLETED)


def filled(path: Path, clients: int) -> Key:
    """A store with so many clients, written in one go; its key."""
    records = RecordStore.create(path, PASSPHRASE, LIBRARY, now, "AB")
    records.begin(records.add("FIRST"), "past-month")
    (held,) = records.store.rows("select held from sitting")[0]
    bodies = [event.body for event in answered(LIBRARY.load("past-month"))]
    at = now()
    with records.store.writing():
        for client in range(1, clients + 1):
            values = (client, f"C{client}", at.utc, at.offset, "", SITTINGS)
            records.store.rows("insert into client values (?, ?, ?, ?, ?, ?)", *values)
            for sitting in range(1, SITTINGS + 1):
                day = f"20{sitting:02}-01-01"
                row = (client, sitting, held, "self", 0, 0, day, at.utc, at.offset, "AB", None, 0, "")
                records.store.rows(f"insert into sitting values ({', '.join('?' * 13)})", *row)
                for number, body in enumerate(bodies, 1):
                    event = (client, sitting, number, at.utc, at.offset, body)
                    records.store.rows("insert into event values (?, ?, ?, ?, ?, ?)", *event)
    key = records.store.key
    records.close()
    size = path.stat().st_size / 2**20
    print(f"{clients:,} clients, {SITTINGS} sittings each, {len(bodies)} events a sitting: {size:,.0f} MiB")
    return key


def copied(path: Path, key: Key, plain: Path) -> None:
    """The same tables with the same rows in plain SQLite, through Python's own module."""
    box = EncryptedStore.unlock(path, key, STEPS)
    with sqlite3.connect(plain) as other:
        for (statement,) in box.rows("select sql from sqlite_master where sql is not null"):
            other.execute(str(statement))
        for table in TABLES:
            rows = box.rows(f"select * from {table}")
            if rows:
                other.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)
    other.close()
    box.close()


CLIENT = "select number, code, utc, ahead, keep_until from client where code = ?"
OF_CLIENT = (
    "select sitting, utc, ahead, body from event where client = ? order by sitting, number",
    "select * from sitting where client = ? order by number",
    "select name, source from held",
)


def reading(path: Path, key: Key, plain: Path, clients: int) -> None:
    """Opening, and all that one client's history and trend need, beside the same in plain SQLite, in turn."""
    codes = [f"C{1 + run * clients // (RUNS + 1)}" for run in range(RUNS + 1)]

    def ours(code: str) -> int:
        box = EncryptedStore.unlock(path, key, STEPS)
        records = RecordStore(box, LIBRARY, now, "AB")
        records.clock_went_back()  # as every opening does
        records.latest(2)
        number = box.rows(CLIENT, code)[0][0]
        found = sum(len(box.rows(sql, *([number] if "?" in sql else []))) for sql in OF_CLIENT)
        box.close()
        return found

    def theirs(code: str) -> int:
        other = sqlite3.connect(plain)
        number = other.execute(CLIENT, (code,)).fetchone()[0]
        found = sum(len(other.execute(sql, (number,) if "?" in sql else ()).fetchall()) for sql in OF_CLIENT)
        other.close()
        return found

    assert ours(codes[0]) == theirs(codes[0]) > SITTINGS
    pairs = [(timed(lambda one=code: ours(one)), timed(lambda one=code: theirs(one))) for code in codes[1:]]
    ratio = statistics.median(one / other for one, other in pairs)
    took = statistics.median(one for one, _ in pairs) * 1000
    print(f"opening and reading one client: {ratio:.2f} times plain sqlite3 ({took:.1f} ms)")


def opening(path: Path) -> None:
    """What a counselor waits for: the key, and history and trend as pages."""
    derived = statistics.median(timed(lambda: Key.of(PASSPHRASE, b"s" * 16)) for _ in range(5)) * 1000
    records = RecordStore.open(path, PASSPHRASE, LIBRARY, now, "AB")
    client = records.client("C1")
    assert client is not None
    pages(records, client)
    took = statistics.median(timed(lambda: pages(records, client)) for _ in range(5)) * 1000
    records.close()
    print(f"working out the key: {derived:.0f} ms; history and trend of {SITTINGS} sittings as pages: {took:.0f} ms")


def pages(records: RecordStore, client: Client) -> None:
    """The history and the trend of one client, as documents."""
    place = region(LIBRARY, "ZZ")
    assert place is not None
    book = CounselorReports(
        ResultReports(LIBRARY.interface(), directory(LIBRARY, place), LIBRARY.sources, "2026-11-22")
    )
    file = records.file(client)
    book.history(file)
    book.changes.trend(trends(file.sittings, "past-month"))


def committing(path: Path) -> None:
    """An answer's commit beside one bare fsync of a page, in turn, in the same folder."""
    records = RecordStore.create(path, PASSPHRASE, LIBRARY, now, "AB")
    client = records.add("ONE")
    keep = keeper(records, client, records.begin(client, "past-month").number)
    events = list(answered(LIBRARY.load("past-month")))[:-1]
    with open(path.with_name("bare"), "wb") as file:

        def bare() -> None:
            file.seek(0)
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())

        pairs = [(timed(lambda one=event: keep([one])), timed(bare)) for event in events * 6]
    syncs = syncs_of(records, client)
    records.close()
    ratio = statistics.median(one / other for one, other in pairs)
    ours, fsync = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"an answer's commit: {ours:.2f} ms, {ratio:.1f} times a bare fsync ({fsync:.2f} ms), for {syncs}")


def syncs_of(records: RecordStore, client: Client) -> str:
    """The same commit with waiting for the disk turned off: what is left is our own work."""
    records.store.rows("pragma synchronous=off")
    keep = keeper(records, client, 1)
    event = next(answered(LIBRARY.load("past-month")))
    own = statistics.median(timed(lambda: keep([event])) for _ in range(100)) * 1000
    return f"which our own work takes {own:.2f} ms"


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
