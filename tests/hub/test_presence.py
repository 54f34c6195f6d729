"""Cards on the board: what makes a rep armed, deaf or away, and what does not."""

import msgspec
import pytest

from app.protocol import codec
from app.protocol import messages as m
from hub.presence import GRACE_MS, PROOF_MS, TeamPresence

WALL = 1_800_000_000_000


def team() -> TeamPresence:
    presence = TeamPresence("team:7")
    presence.set_roster([("r1", "Dana", "rep"), ("r2", "Petra", "team-lead")])
    presence.settle(WALL, 0)
    return presence


def card(presence: TeamPresence, mono: int, rep: str = "r1") -> m.RepCard:
    presence.settle(WALL + mono, mono)
    full = codec.decode_from_hub(presence.news_since(0) or "")
    assert isinstance(full, m.Presence)
    return next(card for card in full.reps if card.rep == rep)


def on(presence: TeamPresence, status: m.Status, mono: int = 0, device: str = "d1") -> None:
    presence.connected(device, "r1")
    presence.reported(device, status, mono)


def test_every_rep_of_the_team_has_a_card_also_those_who_are_not_connected() -> None:
    presence = team()
    assert {card(presence, 0, rep).state for rep in ("r1", "r2")} == {"off"}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (m.Status(armed=True), "armed"),
        (m.Status(armed=False, why="no sound"), "deaf"),
        (m.Status(armed=True, mode="dnd"), "dnd"),
        (m.Status(armed=True, mode="away"), "away"),
        (m.Status(armed=True, mode="off"), "off"),
        (m.Status(armed=True, on_call="lead-1"), "on_call"),
        (m.Status(armed=False, mode="away", why="lunch"), "away"),
    ],
)
def test_a_card_shows_what_the_desk_reports(status: m.Status, state: str) -> None:
    presence = team()
    on(presence, status)
    shown = card(presence, 0)
    assert (shown.state, shown.lead) == (state, status.on_call)


def test_connecting_alone_makes_nobody_armed() -> None:
    presence = team()
    presence.connected("d1", "r1")
    assert card(presence, 0).state == "off"


def test_a_short_drop_is_not_announced_and_a_long_one_is() -> None:
    presence = team()
    on(presence, m.Status(armed=True))
    card(presence, 0)
    presence.disconnected("d1", 1_000)
    assert not presence.settle(WALL, GRACE_MS)
    assert card(presence, 1_000 + GRACE_MS).state == "off"


def test_coming_back_after_a_night_does_not_put_a_rep_back_on() -> None:
    presence = team()
    on(presence, m.Status(armed=True))
    presence.disconnected("d1", 0)
    assert card(presence, GRACE_MS * 100).state == "off"
    presence.connected("d1", "r1")
    assert card(presence, GRACE_MS * 101).state == "off"


def test_a_desk_that_stops_proving_it_can_ring_is_deaf() -> None:
    presence = team()
    on(presence, m.Status(armed=True))
    assert card(presence, PROOF_MS - 1).state == "armed"
    late = card(presence, PROOF_MS)
    assert late.state == "deaf"
    assert late.why


def test_of_two_desks_of_one_rep_the_one_that_last_said_something_new_counts() -> None:
    presence = team()
    on(presence, m.Status(armed=True), 0, "d1")
    on(presence, m.Status(armed=True, mode="away"), 10, "d2")
    assert card(presence, 20).state == "away"
    presence.reported("d1", m.Status(armed=True), 30)
    assert card(presence, 40).state == "away", "the same again is proof, not news"
    presence.reported("d1", m.Status(armed=True, mode="dnd"), 50)
    assert card(presence, 60).state == "dnd"


def test_since_is_when_the_state_changed_not_when_it_was_last_proven() -> None:
    presence = team()
    on(presence, m.Status(armed=True), 0)
    assert card(presence, 100).since == WALL + 100
    presence.reported("d1", m.Status(armed=True), 15_000)
    assert card(presence, 15_000).since == WALL + 100
    presence.reported("d1", m.Status(armed=False), 20_000)
    assert card(presence, 20_000).since == WALL + 20_000


def test_a_desk_one_change_behind_hears_the_change_and_others_hear_everything() -> None:
    presence = team()
    known = presence.version
    assert presence.news_since(known) is None
    on(presence, m.Status(armed=True))
    presence.settle(WALL, 1)
    diff = codec.decode_from_hub(presence.news_since(known) or "")
    assert isinstance(diff, m.PresenceDiff)
    assert [(c.name, c.state) for c in diff.joins] == [("Dana", "armed")]
    presence.reported("d1", m.Status(armed=False), 2)
    presence.settle(WALL, 2)
    assert isinstance(codec.decode_from_hub(presence.news_since(known) or ""), m.Presence)


def test_somebody_who_left_the_team_leaves_the_board() -> None:
    presence = team()
    known = presence.version
    presence.set_roster([("r2", "Petra", "team-lead")])
    presence.settle(WALL, 1)
    diff = msgspec.json.decode(presence.news_since(known) or "")
    assert diff["leaves"] == ["r1"]
