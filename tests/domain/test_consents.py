"""Consents: a no told to somebody here, or learnt by the hub's list, and what it takes with it."""

import pytest

from app.domain import commands as c
from app.domain import facts as f
from app.domain.lead import Consent, Lead
from app.domain.touch import Channel, NextTouch
from tests.builders import (
    DAY,
    JONAS,
    MINUTE,
    NOON,
    PETRA,
    SECOND,
    a_lead,
    claimed,
    fold,
    tried,
)
from tests.domain.messaging import BEGIN, GOES, LATER, SEND, after, its, kinds, made, no, policy

PLANNED = NextTouch(at=NOON + DAY, channel="call", attempt=2, of=5, reason="a day later")
NO_CALLS = c.SetConsent(channel="call", allowed=False, words=" no  calls\nplease ")
THEIR_STOP = Consent(state="refused", why="said stop by SMS on 3 Nov")


def mine() -> Lead:
    return a_lead(*tried("no_answer"), f.NextTouchSet(next=PLANNED, at=NOON))


def test_a_no_on_the_phone_is_kept_with_who_heard_it() -> None:
    lead = after(mine(), (NO_CALLS, LATER))

    why = "told Anna Berg on 19 Nov: “no calls please”"
    assert lead.consent["call"] == Consent(state="refused", why=why)
    assert lead.next_touch is not None
    assert lead.next_touch.channel == "sms"


def test_a_yes_reopens_what_was_refused_to_somebody_here() -> None:
    lead = after(mine(), (NO_CALLS, LATER))

    lead = after(lead, (c.SetConsent(channel="call", allowed=True), LATER + MINUTE))

    assert lead.consent["call"] == Consent(state="allowed", why="told Anna Berg on 19 Nov")


@pytest.mark.parametrize("why", [THEIR_STOP.why, "unsubscribed on 3 Nov"])
def test_what_they_stopped_themselves_only_they_start_again(why: str) -> None:
    refused = Consent(state="refused", why=why)
    lead = fold(f.ConsentChanged(channel="sms", consent=refused, at=NOON), lead=mine())

    answer = no(lead, c.SetConsent(channel="sms", allowed=True))

    assert answer.code == "no_consent"
    assert answer.msg == f"They {why}: only they can take that back, the same way."


def test_nor_does_a_yes_here_reach_past_the_hubs_list() -> None:
    listed = policy(suppressed=lambda channel, to: THEIR_STOP.why)

    assert no(mine(), c.SetConsent(channel="sms", allowed=True), by=listed).code == "no_consent"


def test_a_team_lead_may_say_so_too() -> None:
    assert kinds(made(mine(), NO_CALLS, actor=PETRA))[0] == "lead.consent"


def test_somebody_elses_yes_is_refused_but_a_no_is_always_kept() -> None:
    assert no(mine(), c.SetConsent(channel="sms", allowed=True), actor=JONAS).kept == ()

    refused = no(mine(), NO_CALLS, actor=JONAS)
    assert refused.code == "stale_claim"
    assert kinds(refused.kept)[0] == "lead.consent"


def test_the_same_no_twice_is_one() -> None:
    assert made(after(mine(), (NO_CALLS, LATER)), NO_CALLS) == ()


def test_a_no_to_all_that_is_left_closes_the_lead() -> None:
    every: tuple[Channel, ...] = ("sms", "email", "call")
    lead = after(mine(), *((c.SetConsent(channel=ch, allowed=False), LATER) for ch in every))

    assert lead.closed is not None
    assert (lead.closed.reason, lead.closed.by) == ("refused", "rep-anna")


def test_the_list_reaches_a_lead_with_words_on_their_way() -> None:
    stop = c.Suppress(channels=("sms",), allowed=False, why=THEIR_STOP.why)

    lead = after(a_lead(claimed()), (SEND, LATER), (stop, LATER + SECOND), (BEGIN, GOES))

    assert lead.consent["sms"] == THEIR_STOP
    assert (its(lead).state, its(lead).why) == ("refused", "They said stop by SMS on 3 Nov.")
    assert lead.next_touch is not None
    assert lead.next_touch.channel == "call"


def test_the_list_says_nothing_twice_and_allows_only_what_was_refused() -> None:
    stop = c.Suppress(channels=("sms", "sms"), allowed=False, why=THEIR_STOP.why)
    start = c.Suppress(channels=("sms", "email"), allowed=True, why="said start by SMS on 4 Nov")
    lead = after(mine(), (stop, LATER))

    assert kinds(made(mine(), stop, LATER, c.HUB)) == ["lead.consent"]
    assert made(lead, stop, LATER, c.HUB) == ()
    assert kinds(made(lead, start, LATER, c.HUB)) == ["lead.consent"]


def test_a_closed_lead_learns_it_too() -> None:
    lead = after(a_lead(claimed()), (c.QualifyLead(), LATER))
    everything = c.Suppress(channels=("call", "sms", "email"), allowed=False, why=THEIR_STOP.why)

    assert kinds(made(lead, everything, LATER, c.HUB)) == ["lead.consent"] * 3


def test_an_automatic_message_in_hand_is_stopped_too() -> None:
    queued = f.MessageQueued(
        message="m-1", channel="sms", to="+447700900142", text="Thanks!", at=NOON,
        goes=NOON + MINUTE, automatic=True,
    )  # fmt: skip
    stop = c.Suppress(channels=("sms",), allowed=False, why=THEIR_STOP.why)

    lead = after(a_lead(queued), (stop, NOON))

    assert its(lead).state == "refused"
    assert (lead.state, lead.next_touch) == ("open", None)
