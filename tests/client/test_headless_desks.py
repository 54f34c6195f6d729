"""Real desks on a real hub: processes, sockets and files, nothing stands in."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess, Said, of
from tests.hub_process import JANE, HubProcess, hub, shared_hub
from tests.rigs.processes import until

__all__ = ["hub", "shared_hub"]
pytestmark = pytest.mark.timeout(300)  # processes that start one after the other


class Office:
    """A team of its own on a hub: its leads, and its desks, which are ended after the test."""

    def __init__(self, hub: HubProcess, team: str, folder: Path) -> None:
        self.hub, self.team, self.folder = hub, team, folder
        self.desks: list[DeskProcess] = []

    def desk_of(self, rep: str, role: str = "rep") -> DeskProcess:
        """A live desk of `rep`."""
        folder = self.folder / rep
        self.desks.append(DeskProcess.start_for(self.hub, rep, folder, role=role, team=self.team))
        return self.desks[-1]

    def post(self, **fields: str) -> str:
        return self.hub.post({**JANE, **fields}, self.team)

    def end(self) -> None:
        for desk in self.desks:
            desk.end()


@pytest.fixture
def office(shared_hub: HubProcess, tmp_path: Path) -> Iterator[Office]:
    """On the hub of this module, which nobody may stop."""
    made = Office(shared_hub, tmp_path.name, tmp_path)
    yield made
    made.end()


@pytest.fixture
def office_alone(hub: HubProcess, tmp_path: Path) -> Iterator[Office]:
    """On a hub of its own, which may be killed."""
    made = Office(hub, "West", tmp_path)
    yield made
    made.end()


def arrived(lead: str) -> Callable[[Said], bool]:
    return lambda said: said.get("fact") == "lead.new" and of(said) == lead


def answered(do: str) -> Callable[[Said], bool]:
    return lambda said: "re" in said and said["do"] == do


def test_one_post_reaches_every_desk_once_and_rings_there(office: Office) -> None:
    desks = [office.desk_of("Anna"), office.desk_of("Jonas"), office.desk_of("Petra", "team-lead")]
    lead = office.post()
    for desk in desks:
        desk.wait(arrived(lead), "the lead arrives")
        desk.wait(lambda s: s.get("ring", {}).get("leads") == [lead], "it rings")
    for desk in desks:
        assert len(desk.facts("lead.new", lead)) == 1


def test_the_winner_dials_and_the_others_are_told_who_took_it(office: Office) -> None:
    anna, jonas = office.desk_of("Anna"), office.desk_of("Jonas")
    lead = office.post()
    anna.wait(arrived(lead), "the lead arrives")
    jonas.wait(arrived(lead), "the lead arrives")
    anna.do("acted", lead=lead, action="claim-call")
    dialled = anna.wait(lambda s: "handed_over" in s, "the number is handed over")
    assert (dialled["handed_over"], dialled["to"]) == ("call", "+442079460018")
    jonas.wait(lambda s: s.get("why") == "Anna took it", "Jonas is told who took it")
    jonas.do("claim", lead=lead)
    lost = jonas.wait(answered("claim"), "Jonas's claim is answered")
    assert lost["re"]["e"]["code"] == "already_claimed"
    over = jonas.wait(lambda s: "Nothing was sent" in s.get("why", ""), "and by how much")
    assert re.fullmatch(
        r"Anna took it, (\d\.\d s before you|in the same moment)\. Nothing was sent from here\.",
        over["why"],
    )
    assert not [s for s in jonas.said if "handed_over" in s]


def test_a_note_written_offline_survives_kill_9_and_arrives_once(office_alone: Office) -> None:
    anna = office_alone.desk_of("Anna")
    lead = office_alone.post()
    anna.wait(arrived(lead), "the lead arrives")
    office_alone.hub.kill()
    anna.wait(lambda s: s.get("link", {}).get("state") == "waiting", "the link is lost")
    anna.do("note", lead=lead, text="Prefers mornings")
    anna.wait(lambda s: s.get("did") == "note", "the note is taken")
    saved_outbox(anna)
    anna.kill()
    office_alone.hub.restart()
    anna.start()
    anna.wait(answered("note"), "the note is answered")
    petra = office_alone.desk_of("Petra", "team-lead")
    petra.do("leads")
    [seen] = petra.wait(lambda s: s.get("did") == "leads", "the leads")["leads"]
    notes = [line["text"] for line in seen["timeline"] if line["kind"] == "note.added"]
    assert notes == ["Prefers mornings"]
    assert len(anna.facts("note.added", lead)) == 1


def saved_outbox(desk: DeskProcess) -> None:
    """Ask the desk until it says that its outbox is on disk."""

    def saved() -> bool:
        desk.do("pending")
        shown = desk.next(lambda s: s.get("did") == "pending", "the outbox")
        assert len(shown["pending"]) == 1
        return bool(shown["saved"])

    until(saved, "the outbox is on the disk")


def test_a_claim_made_offline_is_never_a_promise_and_expires_honestly(office_alone: Office) -> None:
    anna = office_alone.desk_of("Anna")
    lead = office_alone.post()
    anna.wait(arrived(lead), "the lead arrives")
    office_alone.hub.kill()
    anna.wait(lambda s: s.get("link", {}).get("state") == "waiting", "the link is lost")
    anna.do("claim", lead=lead, then="call")
    expired = anna.wait(lambda s: "expired" in s, "the claim expires", 60)
    assert expired["expired"]["lead"] == lead
    office_alone.hub.restart()
    anna.do("reconnect")  # its next try by itself may be half a minute away
    anna.next(lambda s: s.get("live") is True, "live again")
    anna.do("leads")
    [seen] = anna.next(lambda s: s.get("did") == "leads", "the leads")["leads"]
    assert seen.get("state", "open") == "open"
    assert not [s for s in anna.said if "handed_over" in s]


def test_it_ends_cleanly_when_its_input_ends(office: Office) -> None:
    anna = office.desk_of("Anna")
    assert anna.process is not None
    assert anna.process.stdin is not None
    assert anna.process.stdout is not None
    anna.process.stdin.close()
    assert anna.process.wait(60) == 0
    anna.process.stdout.close()


def test_a_revoked_desk_leaves_neither_token_nor_leads_on_disk(
    office: Office, tmp_path: Path
) -> None:
    anna = office.desk_of("Anna")
    lead = office.post()
    anna.wait(arrived(lead), "the lead arrives")
    device = anna.wait(lambda s: "ready" in s, "ready")["ready"]["device"]
    office.hub.revoke(device)
    anna.wait(lambda s: s.get("link", {}).get("state") == "refused", "it is refused")
    anna.next(lambda s: s.get("reset") == {}, "nothing is left to show")
    anna.quit()
    left = b"".join(path.read_bytes() for path in (tmp_path / "Anna").iterdir())
    assert b"jane@example.com" not in left
    assert b"dvt_" not in left


def test_a_desk_revoked_while_it_was_off_forgets_when_it_comes_back(
    office: Office, tmp_path: Path
) -> None:
    anna = office.desk_of("Anna")
    lead = office.post()
    anna.wait(arrived(lead), "the lead arrives")
    device = anna.wait(lambda s: "ready" in s, "ready")["ready"]["device"]
    assert anna.quit() == 0
    anna._close_pipes()
    office.hub.revoke(device)
    anna.start()
    anna.wait(lambda s: s.get("link", {}).get("state") == "refused", "it is refused")
    anna.next(lambda s: s.get("reset") == {}, "nothing is left to show")
    anna.quit()
    left = b"".join(path.read_bytes() for path in (tmp_path / "Anna").iterdir())
    assert b"jane@example.com" not in left
    assert b"dvt_" not in left


def test_a_desk_remembers_the_reps_word_and_what_it_told_over_a_restart(office: Office) -> None:
    anna = office.desk_of("Anna")
    first = office.post()
    anna.wait(lambda s: s.get("ring", {}).get("leads") == [first], "it rings")
    anna.do("mode", mode="dnd")
    anna.wait(lambda s: s.get("armed", {}).get("mode") == "dnd", "the word is taken")
    assert anna.quit() == 0
    anna._close_pipes()
    anna.start()
    anna.wait(lambda s: s.get("live") is True, "live")
    second = office.post(email="second@example.com", phone="+44 20 7946 0999")
    anna.wait(arrived(second), "the second arrives")
    anna.do("mode", mode="on")
    rung = anna.wait(lambda s: "ring" in s, "what waited rings now")
    assert rung["ring"]["leads"] == [second]


def test_it_ends_cleanly_when_asked_to_by_a_signal(office: Office) -> None:
    anna = office.desk_of("Anna")
    assert anna.process is not None
    anna.process.terminate()
    assert anna.process.wait(60) == 0


def test_what_it_cannot_understand_is_answered_and_does_no_harm(office: Office) -> None:
    anna = office.desk_of("Anna")
    for order in ("sing", "claim", "note"):
        anna.do(order, lead="nobody")
        anna.next(lambda s: "error" in s, f"{order} is answered")
    assert anna.quit() == 0


def test_words_that_are_no_message_are_refused_here_and_ask_nobody(office: Office) -> None:
    desk, lead = office.desk_of("Anna"), office.post()
    desk.wait(arrived(lead), "the lead arrives")
    desk.do("claim", lead=lead, answer={"channel": "sms"})
    desk.wait(lambda s: "text" in s.get("error", ""), "it says what is missing")
    desk.do("claim", lead=lead, answer={"channel": "sms", "text": "Good day"})
    done = desk.wait(answered("claim"), "the hub answers")
    assert done["re"]["ok"]


def test_a_second_desk_on_the_same_profile_is_told_so_and_ends(office: Office) -> None:
    anna = office.desk_of("Anna")
    second = DeskProcess(anna.arguments, _log=anna._log)
    second.start()
    assert second.process is not None
    assert second.process.wait(60) == 1
    second._close_pipes()
    assert anna._log is not None
    assert "runs on" in anna._log.read_text()
    lead = office.post()
    anna.wait(arrived(lead), "the first goes on")


def test_everything_the_screen_can_ask_for_can_be_asked_for_here(office_alone: Office) -> None:
    anna = office_alone.desk_of("Anna")
    lead = office_alone.post()
    anna.wait(arrived(lead), "the lead arrives")
    anna.do("hand_over", lead=lead, channel="email", subject="Hello", text="Thanks.")
    mail = anna.wait(lambda s: "handed_over" in s, "the mail is handed over")
    assert (mail["handed_over"], mail["subject"], mail["text"]) == ("email", "Hello", "Thanks.")
    for order in ({"do": "closed_card", "lead": lead}, {"do": "reconnect"}):
        anna.do(**order)
        anna.wait(lambda s, order=order: s.get("did") == order["do"], str(order))  # type: ignore[misc]
    office_alone.hub.kill()
    anna.wait(lambda s: s.get("link", {}).get("state") == "waiting", "the link is lost")
    anna.do("note", lead=lead, text="x" * 9_000)
    office_alone.hub.restart()
    anna.wait(answered("note"), "the note is refused, and waits for a decision")
    anna.do("pending")
    [waits] = anna.wait(lambda s: s.get("did") == "pending", "the outbox")["pending"]
    assert waits["state"] == "needs_user"
    anna.do("retry", op=waits["op"])
    anna.next(answered("note"), "it was tried again as it was")
    anna.do("discard", op=waits["op"])
    anna.do("pending")
    shown = anna.next(lambda s: s.get("did") == "pending", "the outbox")
    assert shown["pending"] == []


def test_a_days_plan_by_lines_alone(office: Office) -> None:
    """Hours set, a hint typed, a touch moved, one left out, and the rest given to marketing."""
    anna = office.desk_of("Anna")
    block = {"day": 0, "start": 540, "end": 1020}
    anna.do("set_times", times={"zone": "Europe/Berlin", "blocks": [block]})
    told = anna.wait(lambda s: s.get("times", {}).get("times", {}).get("zone"), "my hours")
    assert told["times"]["times"] == {"zone": "Europe/Berlin", "blocks": [block]}
    lead = office.post()
    anna.wait(arrived(lead), "the lead arrives")
    anna.do("claim", lead=lead)
    anna.wait(answered("claim"), "it is mine")
    anna.do("start_touch", lead=lead, channel="call")
    touch = anna.wait(lambda s: s.get("did") == "start_touch", "I call")["touch"]
    anna.do("end_touch", lead=lead, touch=touch, disposition="no_answer")
    anna.wait(lambda s: s.get("fact") == "touch.next", "the next one is planned")
    anna.do("next_touch", lead=lead)
    shown = anna.wait(lambda s: s.get("did") == "next_touch", "it is shown")
    ahead = shown["next_touch"]
    assert " there (" in shown["line"] and shown["line"].endswith(" Attempt 2 of 6.")
    assert ahead["attempt"] == 2 and "provisional" not in ahead
    anna.do("move_touch", lead=lead, at=ahead["at"] + 86_400_000, how="snoozed")
    assert anna.wait(answered("move_touch"), "it is moved or refused")
    anna.do("clue", lead=lead, text="after 3, not Fri")
    assert anna.wait(answered("clue"), "the hint is kept")["re"]["ok"]
    anna.do("skip_touch", lead=lead, reason="at a fair all week")
    assert anna.wait(answered("skip_touch"), "it is left out")["re"]["ok"]
    anna.do("nurture", lead=lead)
    assert anna.wait(answered("nurture"), "it is marketing's")["re"]["ok"]


def test_hours_that_cannot_be_are_refused_in_words(office: Office) -> None:
    anna = office.desk_of("Anna")
    anna.do("set_times", times={"blocks": [{"day": 9, "start": 0, "end": 60}]})
    no = anna.wait(answered("set_times"), "the hub refuses")["re"]
    assert no["e"]["code"] == "bad_field" and "weekday" in no["e"]["msg"]
    anna.do("set_times", times={"blocks": "always"})
    assert "blocks" in anna.wait(lambda s: "error" in s, "the desk cannot read it")["error"]
