"""A hub as its operator meets it: command lines, files, doors, and what is wrong in words."""

import asyncio
import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.ids import new_id
from app.domain.playbook_file import PlaybookError
from hub.policies import load_policies
from tests.feed_client import FeedClient
from tests.hub_process import ROOT, HubProcess, hub, shared_hub
from tests.rigs.processes import until

__all__ = ["hub", "shared_hub"]


def hub_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )


def status(hub: HubProcess, path: str, asked: dict[str, str], **headers: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as no:
        hub.post_json(path, asked, headers)
    with no.value as answer:
        assert json.loads(answer.read())["error"]["msg"]
        return answer.code


def test_serve_says_ready_once_and_keeps_its_secrets_to_its_owner(shared_hub: HubProcess) -> None:
    said = shared_hub.data.with_name("hub.out").read_text()
    assert said == f"ready {shared_hub.url}\n"
    assert shared_hub.process is not None
    told = json.loads((shared_hub.data / "hub.json").read_text())
    assert told == {"url": shared_hub.url, "pid": shared_hub.process.pid}
    for file in shared_hub.data.iterdir():
        assert not stat.S_IMODE(file.stat().st_mode) & 0o077, file.name


def test_invite_prints_a_code_that_pairs_one_desk_once(shared_hub: HubProcess) -> None:
    done = shared_hub.cli("invite", "--rep", "Anna Berg", "--team", "North", "--role", "team-lead")
    code = done.stdout.strip()
    asked = {"code": code, "device_name": "laptop", "install": "i-1"}
    told = shared_hub.post_json("/v1/pair", asked)
    assert (told["rep_name"], told["team_name"], told["role"]) == (
        "Anna Berg",
        "North",
        "team-lead",
    )
    assert set(told) == {
        *("token", "device", "rep", "rep_name", "role", "team", "team_name", "hub"),
    }
    assert status(shared_hub, "/v1/pair", asked) == 404


def test_source_add_prints_an_address_that_takes_leads(shared_hub: HubProcess) -> None:
    done = shared_hub.cli("source", "add", "--kind", "web_form", "--name", "Demo page")
    url = done.stdout.strip()
    assert "/v1/in/" in url
    told = shared_hub.post_json(url.removeprefix(shared_hub.url), {"email": "a@example.com"})
    assert told["lead"]


def test_a_secret_that_cannot_sign_is_refused_when_the_source_is_made(
    shared_hub: HubProcess,
) -> None:
    arguments = ("source", "add", "--kind", "web_form", "--name", "x", "--secret", "not a secret!")
    done = shared_hub.cli(*arguments)
    assert done.returncode == 1
    assert "whsec_" in done.stderr


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_export_writes_every_fact(shared_hub: HubProcess, form: str) -> None:
    lead = shared_hub.post(email=f"{form}@example.com", phone="", team="South")
    done = shared_hub.cli("export", "--format", form)
    rows = [line for line in done.stdout.splitlines() if lead in line]
    assert rows
    if form == "jsonl":
        assert json.loads(rows[0])["k"] == "lead.new"


@pytest.mark.parametrize("path", ["/v1/admin/invite", "/v1/admin/source", "/v1/admin/revoke"])
def test_the_operators_doors_need_the_admin_token(shared_hub: HubProcess, path: str) -> None:
    asked = {"rep": "Eve", "kind": "x", "name": "x", "device": "d"}
    assert status(shared_hub, path, asked) == 401
    assert status(shared_hub, path, asked, Authorization="Bearer wrong") == 401


def test_a_web_page_can_neither_pair_nor_give_orders(shared_hub: HubProcess) -> None:
    asked = {"code": "ABCD-EFGH"}
    assert status(shared_hub, "/v1/pair", asked, Origin="https://example.com") == 403


def test_what_is_not_understood_is_refused_in_words(shared_hub: HubProcess) -> None:
    assert status(shared_hub, "/v1/pair", {"device_name": "no code"}) == 400
    assert status(shared_hub, "/v1/pair", {"code": "x" * 20_000}) == 413
    assert "Traceback" not in shared_hub.log()


def test_guessing_codes_is_stopped_after_twenty(hub: HubProcess) -> None:
    answers = [status(hub, "/v1/pair", {"code": f"AAAA-{n:04d}"}) for n in range(22)]
    assert answers[:20] == [404] * 20
    assert answers[20:] == [429] * 2


def test_the_figures_count_leads_claims_and_the_words_for_a_supervisor(hub: HubProcess) -> None:
    hub.post(email="one@example.com")
    hub.post(email="one@example.com")
    assert hub.metric("leadbell_intake_received_total") == 1
    assert hub.metric("leadbell_intake_duplicates_total") == 1
    assert hub.metric("leadbell_facts_total") == 1
    assert hub.metric('leadbell_commit_seconds_count{door="intake"}') == 2
    assert hub.metric("leadbell_feed_gaps_total") == 0
    assert hub.metric("leadbell_clock_steps") == 0
    assert "example.com" not in hub.get("/metrics")
    assert json.loads(hub.get("/healthz"))["ok"] is True
    until(lambda: json.loads(hub.get("/readyz")) == {"ok": True, "why": ""}, "it says it is ready")


async def test_words_a_desk_makes_up_are_no_figures_of_their_own(hub: HubProcess) -> None:
    async with FeedClient(hub.pair("Dana")) as desk:
        await desk.open()
        for number in range(3):
            op = new_id(time.time_ns() // 1_000_000)
            assert not (await desk.order(number + 1, op, f"dance {number}", op)).ok
    figures = await asyncio.to_thread(hub.get, "/metrics")
    assert 'leadbell_commands_total{do="unknown",outcome="refused"} 3.0' in figures
    assert "dance" not in figures


def test_a_second_hub_on_the_same_data_says_who_has_it(shared_hub: HubProcess) -> None:
    done = hub_command("serve", "--data", str(shared_hub.data), "--port", "0")
    assert done.returncode == 1
    assert "Another hub" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_in_one_line(shared_hub: HubProcess, tmp_path: Path) -> None:
    done = hub_command("serve", "--data", str(tmp_path / "d"), "--port", str(shared_hub.port))
    assert done.returncode == 1
    assert str(shared_hub.port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_playbook_is_told_with_line_and_key_and_exits_2(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    ships = (ROOT / "resources" / "playbooks" / "default.toml").read_text(encoding="utf-8")
    before, key, after = ships.partition("lease =")
    file.write_text(f"{before}{key} 'soon' #{after}", encoding="utf-8")
    data = str(tmp_path / "d")
    done = hub_command("serve", "--data", data, "--port", "0", "--playbook", str(file))
    assert done.returncode == 2
    assert "lease" in done.stderr
    assert f"line {before.count(chr(10)) + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    missing = hub_command("serve", "--data", data, "--port", "0", "--playbook", "/nowhere.toml")
    assert missing.returncode == 2


def test_a_playbook_may_begin_with_a_mark_and_must_be_utf_8(tmp_path: Path) -> None:
    ships = (ROOT / "resources" / "playbooks" / "default.toml").read_bytes()
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + ships)
    assert load_policies(file).default == load_policies().default
    file.write_bytes(b"# first\nname = 'B\xfcro'\n" + ships)
    with pytest.raises(PlaybookError, match="line 2: this is not UTF-8 text"):
        load_policies(file)


def test_an_invite_without_a_role_does_not_demote_a_team_lead(hub: HubProcess) -> None:
    hub.cli("invite", "--rep", "Petra", "--team", "West", "--role", "team-lead")
    code = hub.cli("invite", "--rep", "Petra", "--team", "West").stdout.strip()
    told = hub.post_json("/v1/pair", {"code": code, "device_name": "second desk"})
    assert told["role"] == "team-lead"


def test_asking_a_hub_that_does_not_run_says_how_to_start_it(tmp_path: Path) -> None:
    done = hub_command("invite", "--data", str(tmp_path), "--rep", "Anna")
    assert done.returncode == 1
    assert "python -m hub serve" in done.stderr


def test_doctor_finds_a_running_hub_in_order(shared_hub: HubProcess) -> None:
    done = well(shared_hub)
    assert "BAD" not in done.stdout
    assert "is ready" in done.stdout
    assert "nothing due next since it started: 0; still so: 0." in done.stdout
    assert "Every open lead has a next touch" in done.stdout


def well(hub: HubProcess) -> subprocess.CompletedProcess[str]:
    """What the doctor says once it finds nothing wrong. A disk that stands still for seconds is
    wrong, for as long as it does."""
    found: list[subprocess.CompletedProcess[str]] = []

    def looks() -> bool:
        found.append(hub.cli("doctor"))
        return found[-1].returncode == 0

    until(looks, "the doctor finds nothing wrong", 60)
    return found[-1]


def test_doctor_counts_leads_with_nothing_due_and_a_start_leaves_none(hub: HubProcess) -> None:
    lead = hub.post()
    assert hub.stop() == 0
    strand(hub.data / "hub.sqlite", lead)
    done = hub.cli("doctor")
    assert done.returncode == 1
    assert f"1 open leads have nothing due next: {lead}." in done.stdout
    hub.restart()
    until(lambda: hub.metric("leadbell_leaks_total") == 1, "it is found", 60)
    until(lambda: "still so: 0." in hub.cli("doctor").stdout, "it is planned again", 60)
    assert hub.metric("leadbell_leads_without_next_touch") == 0
    assert lead in hub.log()
    assert "Jane" not in hub.log()
    well(hub)


def strand(file: Path, lead: str) -> None:
    """Make its row one that no rule makes: answered, owned, and nothing due."""
    with closing(sqlite3.connect(file)) as db, db:
        (doc,) = db.execute("SELECT doc FROM lead WHERE id = ?", (lead,)).fetchone()
        made = json.loads(doc)
        ended = {"id": "t", "channel": "call", "rep": "r", "started": made["received"],
                 "ended": made["received"] + 1, "disposition": "no_answer"}  # fmt: skip
        made |= {"state": "engaged", "owner": "r", "owner_name": "R", "touches": [ended],
                 "first_attempt": made["received"], "attempts": 1}  # fmt: skip
        db.execute(
            "UPDATE lead SET doc = ?, state = 'engaged', owner = 'r', wake_ms = NULL WHERE id = ?",
            (json.dumps(made), lead),
        )


def test_doctor_says_what_is_wrong_and_how_to_mend_it(hub: HubProcess) -> None:
    hub.kill()
    (hub.data / "admin.token").chmod(0o644)
    hub.data.chmod(0o755)
    done = hub.cli("doctor")
    assert done.returncode == 1
    for words in ("hub.json names a hub", "chmod 700", "chmod 600"):
        assert words in done.stdout


def test_doctor_finds_a_damaged_database(hub: HubProcess) -> None:
    for n in range(30):
        hub.post(email=f"p{n}@example.com", message="x" * 500)
    assert hub.stop() == 0
    file = hub.data / "hub.sqlite"
    size = file.stat().st_size
    with file.open("r+b") as broken:
        broken.seek(8_192)
        broken.write(os.urandom(size - 12_288))
    done = hub.cli("doctor")
    assert done.returncode == 1
    assert "restore the last backup" in done.stdout


def test_doctor_of_an_empty_place_says_how_to_begin(tmp_path: Path) -> None:
    done = hub_command("doctor", "--data", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert "python -m hub serve" in done.stdout


def test_a_request_whose_head_never_ends_is_hung_up_on(shared_hub: HubProcess) -> None:
    begun = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", shared_hub.port), 60)) as slow:
        slow.sendall(b"POST /v1/pair HTTP/1.1\r\nHost: x\r\n")
        assert slow.recv(1_000) == b""
    assert time.monotonic() - begun > 9


def test_two_stop_signals_do_not_wait(hub: HubProcess) -> None:
    assert hub.process is not None
    hub.process.terminate()
    hub.process.terminate()
    assert until(lambda: hub.process and hub.process.poll() is not None, "the hub stops")
    assert hub.process.returncode == 0
