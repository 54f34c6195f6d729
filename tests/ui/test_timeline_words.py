"""A lead's story: every kind of fact has words, and they say who did what."""

from __future__ import annotations

import pytest

from app.domain import facts as f
from app.domain.clue import ClueNote
from app.domain.evolve import evolve
from app.domain.lead import Consent, Source, Where
from app.domain.sending import GONE
from app.domain.touch import NextTouch
from tests.ui.scenes import AINO, JONAS, MARIKA, MINUTE, NOW, SECOND, called, claimed, imogen
from ui.timeline_words import _SAY, lines, when

SILENT = {"touch.due", "message.held", "message.sending", "message.sent", "message.delivered",
          "call.progress"}  # fmt: skip
"""Kinds that `evolve` never writes into the timeline."""

CLUE = ClueNote(text="tue after 3", clues=(), echo="Tue after 15:00", by=AINO.rep,
                by_name=AINO.name, kept=NOW, expires=NOW + MINUTE)  # fmt: skip
AHEAD = NextTouch(at=NOW, channel="call", attempt=2, of=6, reason="Set by Aino Laine")
QUEUED = f.MessageQueued(message="m1", channel="sms", to="+44", text="At two then?", at=NOW,
                         goes=NOW, rep=AINO.rep, rep_name=AINO.name)  # fmt: skip
LATER: list[tuple[f.Fact, str]] = [
    (f.MessageTakenBack(message="m1", at=NOW, by=AINO.rep, by_name=AINO.name),
     "You took the SMS back before it left"),
    (f.MessageTakenBack(message="m1", at=NOW, why=GONE, desk="d1"),
     "The SMS was taken back and not sent: Leadbell ended or was cut off before it left"),
    (f.MessageFailed(message="m1", at=NOW, why="the phone is off"),
     "The SMS did not go: the phone is off"),
    (f.MessageUnknown(message="m1", at=NOW, why="no answer"),
     "Nobody knows whether the SMS arrived: no answer"),
]  # fmt: skip
"""What becomes of a message that was queued."""
CASES: list[tuple[f.Fact, str]] = [
    (f.LeadReenquired(at=NOW, source=Source(id="s", name="Chat", kind="x"), message="Still there?"),
     "She asked again: “Still there?”"),
    (f.OfferEnded(at=NOW), "Nobody claimed it in time: open to all"),
    (claimed(JONAS, NOW), "Jonas Weber claimed the lead"),
    (claimed(AINO, NOW), "You claimed the lead"),
    (f.LeadReleased(rep=AINO.rep, by=AINO.rep, by_name=AINO.name, at=NOW, reason="on the road"),
     "You gave it back to the pool: on the road"),
    (f.LeaseExpired(rep=JONAS.rep, rep_name=JONAS.name, gen=1, at=NOW),
     "Jonas Weber did not begin in time: back to the pool"),
    (f.LeadAssigned(rep=AINO.rep, rep_name=AINO.name, by=MARIKA.rep, by_name=MARIKA.name, gen=1,
                    at=NOW, lease_until=NOW), "Marika Salo assigned it to Aino Laine"),
    (f.LeadPassed(rep=JONAS.rep, rep_name=JONAS.name, at=NOW, until=NOW),
     "Jonas Weber said later; the clock runs on"),
    (f.LeadNudged(by=MARIKA.rep, by_name=MARIKA.name, at=NOW),
     "Marika Salo asked for it to ring again"),
    (called(AINO, NOW), "You called her"),
    (f.TouchStarted(touch="t", channel="sms", rep=AINO.rep, rep_name=AINO.name, at=NOW, text="Hi"),
     "You opened an SMS, “Hi”"),
    (f.TouchStarted(touch="t", channel="email", rep="", rep_name="", at=NOW, direction="inbound",
                    text="Yes please"), "She sent an email, “Yes please”"),
    (f.TouchEnded(touch="t", rep=AINO.rep, rep_name=AINO.name, at=NOW, disposition="gatekeeper",
                  note="try Dana"), "You reached reception: try Dana"),
    (f.TouchEnded(touch="t", rep=AINO.rep, rep_name=AINO.name, at=NOW, disposition="sent",
                  channel="sms"), "You sent an SMS"),
    (f.NoteAdded(rep=JONAS.rep, rep_name=JONAS.name, at=NOW, text="Budget in Q1", after_loss=True),
     "Jonas Weber noted “Budget in Q1”, after the lead was gone"),
    (f.ClueKept(note=CLUE), "You kept a clue: Tue after 15:00"),
    (f.NextTouchSet(next=AHEAD, by=AINO.rep, by_name=AINO.name, at=NOW),
     "You set the next call: Set by Aino Laine"),
    (f.TouchSkipped(rep=AINO.rep, rep_name=AINO.name, at=NOW, reason="I know they are away"),
     "You left out the next call: I know they are away"),
    (f.WhereSet(where=Where(zones=("America/Denver",), source="said"), at=NOW, by=JONAS.rep,
                by_name=JONAS.name), "Jonas Weber learnt where they are: Denver"),
    (f.SlaBreached(at=NOW), "The SLA was breached: nobody had tried yet"),
    (f.ConsentChanged(channel="email", consent=Consent(state="refused", why="said stop"), at=NOW),
     "Consent for email changed: said stop"),
    (QUEUED, "You wrote an SMS, “At two then?”"),
    (f.MessageQueued(message="m", channel="sms", to="+44", text="We call at 9", at=NOW, goes=NOW,
                     automatic=True), "Leadbell answered by SMS, “We call at 9”"),
    (f.MessageReceived(message="m", channel="sms", from_="+44", text="Fine", at=NOW),
     "She sent an SMS, “Fine”"),
    (f.MessageReceived(message="m", channel="email", from_="a@b", text="Away until 3 Dec", at=NOW,
                       away=True), "An out-of-office reply came by email “Away until 3 Dec”"),
    (f.CallMissed(call="c", from_="+44", at=NOW), "She called, and nobody took it"),
    (f.GoodTimeAnswered(at=NOW, choice="now"), "She asked to be called now"),
    (f.GoodTimeAnswered(at=NOW, choice="words", text="after lunch"),
     "She wrote on our page: “after lunch”"),
    (f.LeadPromised(at=NOW, when=NOW), "Leadbell told her when somebody will call"),
    (f.AckSkipped(at=NOW, why="no channel they allowed"),
     "Leadbell sent no automatic answer: no channel they allowed"),
    (f.LeadClosed(rep=AINO.rep, rep_name=AINO.name, at=NOW, reason="wrong_number"),
     "You closed the lead: wrong number"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "said"), CASES, ids=lambda x: getattr(x, "k", ""))
def test_each_fact_has_its_words(fact: f.Fact, said: str) -> None:
    lead = evolve(imogen(), fact)
    assert lines(lead, AINO.rep, NOW)[0].text == said


@pytest.mark.parametrize(("fact", "said"), LATER, ids=lambda x: getattr(x, "k", ""))
def test_what_became_of_a_message_has_its_words(fact: f.Fact, said: str) -> None:
    lead = evolve(evolve(imogen(), QUEUED), fact)
    assert lines(lead, AINO.rep, NOW)[0].text == said


def test_no_kind_of_fact_is_without_words() -> None:
    assert set(f.KINDS) - SILENT == set(_SAY)
    assert {fact.k for fact, _ in (*CASES, *LATER)} | {"lead.new"} == set(_SAY)


def test_without_a_salutation_the_name_stands_and_nothing_is_guessed() -> None:
    from msgspec.structs import replace

    lead = imogen()
    lead = replace(lead, person=replace(lead.person, salutation=""))
    assert lines(lead, AINO.rep, NOW)[-1].text == "Imogen Okafor sent “Demo request”"


@pytest.mark.parametrize(
    ("ago", "said"),
    [(36 * SECOND, "14:31:36"), (14 * MINUTE, "14:18"), (26 * 60 * MINUTE, "Wed"),
     (16 * 24 * 60 * MINUTE, "3 Nov")],
)  # fmt: skip
def test_times_are_as_short_as_they_stay_clear(ago: int, said: str) -> None:
    assert when(NOW - ago, NOW) == said


def test_what_they_asked_for_in_a_form_is_their_own_word() -> None:
    from msgspec.structs import replace

    asked = f.ClueKept(note=replace(CLUE, by="", by_name="their form"))
    assert lines(evolve(imogen(), asked), AINO.rep, NOW)[0].text == "She said when: Tue after 15:00"
