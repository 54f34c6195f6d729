"""The status bar says only what is proven, and in what order: ring, unsent, live."""

from __future__ import annotations

from msgspec.structs import replace

from app.protocol.messages import Check
from client.hooks import LinkState, Pending
from tests.ui.scenes import MINUTE, NOW, SECOND, armed
from ui.status_words import status
from ui.widgets.status_bar import Status

LIVE = LinkState(state="live", since=NOW, rtt_ms=12)
CUT = LinkState(state="waiting", since=NOW - 2 * MINUTE, retry_at=NOW + 3 * SECOND)


def said(made: Status) -> str:
    parts = " | ".join(part.text for part in made.parts)
    return f"{made.bell}: {made.word} {made.detail} | {parts}"


def act(state: str = "queued") -> Pending:
    return Pending(op="op", do="note", lead="l", made=NOW, state=state)  # type: ignore[arg-type]


def test_armed_names_what_was_proven_and_when() -> None:
    assert said(status(armed(NOW), LIVE, (), NOW)) == (
        "armed: Armed link, notification, sound and clock checked 4 s ago"
        " | Nothing waiting to send | Live, 12 ms"
    )


def test_deaf_is_a_block_with_the_reason_and_since_when() -> None:
    made = status(armed(NOW, broken="sound", why="no sound device"), LIVE, (), NOW)
    assert said(made).startswith("deaf_block: Deaf no sound device since 14:21")


def test_without_a_link_it_is_not_armed_and_says_when_it_tries_again() -> None:
    made = status(armed(NOW), CUT, (act(), act()), NOW, stale=True)
    assert said(made) == (
        "waiting: Not known nothing is live"
        " | 2 waiting to send | Not live since 14:30, trying again in 3 s"
    )


def test_an_act_that_needs_the_rep_comes_before_those_that_only_wait() -> None:
    made = status(armed(NOW), LIVE, (act(), act("needs_user")), NOW)
    assert made.parts[0].text == "1 needs your decision"


def test_an_act_just_sent_is_on_its_way_and_does_not_wait() -> None:
    sent = act("sent")
    assert status(armed(NOW), LIVE, (sent,), NOW).parts[0].text == "Nothing waiting to send"
    late = status(armed(NOW), LIVE, (sent,), NOW + 2 * SECOND)
    assert late.parts[0].text == "1 waiting to send"


def test_away_is_the_reps_own_word_and_not_deaf() -> None:
    made = status(armed(NOW, mode="away", why="back at 15:00"), LIVE, (), NOW)
    assert said(made).startswith("away: Away back at 15:00")


def test_before_any_check_nothing_is_claimed() -> None:
    made = status(replace(armed(NOW), armed=False, checks={}), LIVE, (), NOW)
    assert made.bell == "waiting"


def test_a_muted_system_is_said() -> None:
    now = armed(NOW)
    heard = Check(ok=True, text="dunst, with buttons, muted by the system", since=NOW)
    muted = replace(now, checks={**now.checks, "notification": heard})
    assert status(muted, LIVE, (), NOW).parts[0].text == "Muted by the system"


def test_narrow_bars_keep_the_words_that_matter() -> None:
    made = status(armed(NOW), LIVE, (), NOW, narrow=True)
    assert said(made) == "armed: Armed checked 4 s ago | Live"
