"""`doctor`: what is wrong with a hub's data and machine, and how to mend it. It only reads."""

import os
import shutil
import sqlite3
import stat
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.playbook_file import PlaybookError
from hub import doctor_messages
from hub.config import admin_token_file, read_address
from hub.database import WAL_RESET_FIXED
from hub.findings import Finding
from hub.policies import load_policies

FREE_BYTES = 200 * 1024 * 1024
EARLIEST_S = 1_750_000_000
"""A machine whose clock is before this has not been told the time."""
AHEAD_MS = 60_000


def examine(data: Path) -> list[Finding]:
    """Everything there is to say about the hub in `data`."""
    if not data.is_dir():
        return [
            Finding(
                False,
                f"There is no data directory {data}.",
                f"Start a hub there once: python -m hub serve --data {data}",
            )
        ]
    checks: tuple[Callable[[Path], Iterator[Finding]], ...] = (
        _directory,
        _running,
        _token,
        _database,
        _playbook,
        doctor_messages.gateways,
        _clock,
        _space,
        _sqlite,
    )
    return [finding for check in checks for finding in check(data)]


def _directory(data: Path) -> Iterator[Finding]:
    writable = os.access(data, os.R_OK | os.W_OK | os.X_OK)
    yield Finding(
        writable,
        f"The data directory {data} can be read and written."
        if writable
        else f"The data directory {data} cannot be written by this user.",
        f"Run as the hub's user, or: chown -R the hub's user {data}",
    )
    if os.name == "posix":
        private = not data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        yield Finding(
            private,
            "Only its owner can look into it."
            if private
            else "Other users of this machine can look into it: it holds people's names.",
            f"chmod 700 {data}",
        )


def _running(data: Path) -> Iterator[Finding]:
    running = read_address(data)
    if running is None:
        yield Finding(True, "No hub says that it is running here.")
        return
    try:
        with _direct().open(f"{running.url}/readyz", timeout=3):
            pass
        yield Finding(True, f"The hub at {running.url} (process {running.pid}) is ready.")
        yield _planned_again(running.url)
    except OSError as wrong:
        yield Finding(
            False,
            f"hub.json names a hub at {running.url} (process {running.pid}), which says: {wrong}",
            "If that process has ended, start the hub again; hub.json is then written anew.",
        )


def _direct() -> urllib.request.OpenerDirector:
    """Past any proxy: the hub is on this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _token(data: Path) -> Iterator[Finding]:
    file = admin_token_file(data)
    if not file.exists():
        yield Finding(True, "No admin token yet: it is made at the first start.")
        return
    private = os.name != "posix" or not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    text = "The admin token is readable by its owner only."
    yield Finding(
        private, text if private else "Others can read the admin token.", f"chmod 600 {file}"
    )


def _database(data: Path) -> Iterator[Finding]:
    file = data / "hub.sqlite"
    if not file.exists():
        yield Finding(True, "No SQLite file yet (or the hub uses another database).")
        return
    try:
        with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as db:
            yield _integrity(db)
            yield _schema(db)
            yield _newest(db)
            yield _leaks(db)
            if _has_messages(db):
                yield from doctor_messages.messages(db)
    except sqlite3.Error as wrong:
        yield Finding(
            False,
            f"The database cannot be read: {wrong}.",
            "Stop the hub, keep a copy of hub.sqlite*, and restore the last backup.",
        )


def _has_messages(db: sqlite3.Connection) -> bool:
    """Not before migration 0003."""
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'message'"
    return db.execute(named).fetchone() is not None


def _integrity(db: sqlite3.Connection) -> Finding:
    said = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    return Finding(
        said == "ok",
        "The database is sound." if said == "ok" else f"The database is damaged: {said}.",
        "Stop the hub, keep a copy of hub.sqlite*, and restore the last backup.",
    )


def _schema(db: sqlite3.Connection) -> Finding:
    here = str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    known = sorted(
        file.name.split("_", 1)[0]
        for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    )
    if here == known[-1]:
        return Finding(True, f"The schema is at migration {here}, the last one.")
    if here in known:
        return Finding(True, f"The schema is at {here}; the next start brings it to {known[-1]}.")
    return Finding(
        False,
        f"The schema is at {here}, which this version does not know.",
        "A newer hub has been here: install that version again, or restore an older backup.",
    )


def _newest(db: sqlite3.Connection) -> Finding:
    newest = int(db.execute("SELECT coalesce(max(ts_ms), 0) FROM event").fetchone()[0])
    ahead = newest - time.time_ns() // 1_000_000
    return Finding(
        ahead < AHEAD_MS,
        "The newest fact is not in the future."
        if ahead < AHEAD_MS
        else f"The newest fact is {ahead // 1000} s ahead of this machine's clock.",
        "The clock has been set back, or was wrong before. Set it right (NTP); until it has "
        "caught up, the hub's clock runs on slowly from its newest fact.",
    )


def _leaks(db: sqlite3.Connection) -> Finding:
    now = time.time_ns() // 1_000_000
    read = msgspec.json.Decoder(Lead)
    rows = db.execute("SELECT doc FROM lead WHERE state != 'closed' ORDER BY id")
    lost = [lead.id for (doc,) in rows if leaks(lead := read.decode(doc), now)]
    return Finding(
        not lost,
        f"{len(lost)} open leads have nothing due next: {', '.join(lost[:5])}."
        if lost
        else "Every open lead has a next touch, or waits in the pool.",
        "Start the hub: it plans them again at once, and names them in its log.",
    )


def _planned_again(url: str) -> Finding:
    """What the running hub counted since it started."""
    figures = {}
    with _direct().open(f"{url}/metrics", timeout=3) as answer:
        for line in answer.read().decode().splitlines():
            name, _, value = line.rpartition(" ")
            figures[name] = value
    found = int(float(figures.get("leadbell_leaks_total", "0")))
    left = int(float(figures.get("leadbell_leads_without_next_touch", "0")))
    return Finding(
        not left,
        f"Leads it found with nothing due next since it started: {found}; still so: {left}.",
        "Its log names them; hand them to somebody, or close them.",
    )


def _playbook(_data: Path) -> Iterator[Finding]:
    try:
        load_policies()
    except (PlaybookError, OSError) as wrong:
        yield Finding(
            False, f"The playbook that ships is broken: {wrong}", "Install the program again."
        )
    else:
        yield Finding(True, "The playbook that ships can be used.")


def _clock(_data: Path) -> Iterator[Finding]:
    set_right = time.time() > EARLIEST_S
    yield Finding(
        set_right,
        f"The clock says {time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime())}.",
        "Set the machine's clock (NTP): deadlines and calling hours depend on it.",
    )


def _space(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    yield Finding(
        free >= FREE_BYTES,
        f"{free // 1024 // 1024} MiB are free on the disk.",
        "Make room: a full disk makes the hub read-only, and sources are told to come later.",
    )


def _sqlite(_data: Path) -> Iterator[Finding]:
    fixed = ".".join(map(str, WAL_RESET_FIXED))
    new_enough = sqlite3.sqlite_version_info >= WAL_RESET_FIXED
    yield Finding(
        True,
        f"SQLite is {sqlite3.sqlite_version}."
        + (
            ""
            if new_enough
            else f" {fixed} mends a rare damage to the log file; update when you can."
        ),
    )
