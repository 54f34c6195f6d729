"""Whatever is ordered about messages, in whatever order: nobody is written to against their will,
nothing is sent twice, nothing leaks."""

from itertools import combinations, count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain import commands as c
from app.domain import facts as f
from app.domain import reach
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.leak import leaks
from app.domain.memory import digest
from app.domain.message import ON_ITS_WAY, OUT, Answer, Message, MessageState
from app.domain.permission import may_use
from app.domain.refusals import Refused
from app.domain.touch import CallState, NextTouch
from tests.builders import (
    ANNA,
    DAY,
    HOUR,
    JONAS,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    PETRA,
    SECOND,
    a_lead,
    a_person,
    an_order,
    fold,
    tried,
)
from tests.domain.messaging import policy

TEXTS = ("Hello Imogen", "hello   imogen", "May I call?", "Choose: {good_time}")
WORDS = ("mornings please", "no calls please", "whenever", "in 2 hours", "")
FINAL: frozenset[MessageState] = frozenset({"taken_back", "refused", "failed", "received"})
MAY_FOLLOW: dict[MessageState, tuple[MessageState, ...]] = {
    "waiting": ("held", "sending", "taken_back", "refused"),
    "held": ("held", "sending", "taken_back", "refused"),
    "sending": ("sent", "delivered", "failed", "unknown", "held"),
    "unknown": ("unknown", "sent", "delivered", "failed"),
    "sent": ("delivered", "failed"),
    "delivered": ("failed",),
}
Ids = st.integers(0, 5)
Said = st.sampled_from(("sent", "delivered", "held", "failed", "unknown"))
Reps = st.sampled_from((ANNA, ANNA, JONAS, PETRA))


class Messages(RuleBasedStateMachine):
    """One lead, two reps, a team lead, a hub that sends, and a person with a will."""

    def __init__(self) -> None:
        super().__init__()
        self.now: Ms = NOON
        self.numbers = count(1)
        self.lead = a_lead()

    @initialize(
        phone=st.sampled_from((True, True, False)),
        where=st.sampled_from((LONDON, LONDON, NOWHERE)),
        start=st.sampled_from((NOON, NOON + 9 * HOUR)),
        worn=st.booleans(),
    )
    def arrives(self, phone: bool, where: Any, start: Ms, worn: bool) -> None:
        self.now = start
        person = a_person() if phone else a_person(phone="")
        self.lead = a_lead(person=person, where=where, received=start)
        self.claim(ANNA, answered=False, text="")
        if worn and phone:  # The cadence is nearly over.
            before = tried(*("no_answer",) * 7, first=start - DAY)
            planned = NextTouch(at=start, channel="call", attempt=8, of=8, reason="the last")
            said = f.NextTouchSet(next=planned, at=start - HOUR)
            self.lead = fold(*before, said, lead=self.lead)

    # ---- what may happen ---------------------------------------------------------------------

    @rule(by=Reps, answered=st.booleans(), text=st.sampled_from(TEXTS))
    def claim(self, by: c.Actor, answered: bool, text: str) -> None:
        self.order(c.ClaimLead(answer=self.words("sms", text) if answered else None), by)

    @rule(by=Reps, channel=st.sampled_from(("sms", "email")), text=st.sampled_from(TEXTS))
    def send(self, by: c.Actor, channel: Any, text: str) -> None:
        self.order(c.SendMessage(answer=self.words(channel, text)), by)

    @rule(by=Reps, channel=st.sampled_from(("sms", "email")), text=st.sampled_from(TEXTS))
    def send_as_owner(self, by: c.Actor, channel: Any, text: str) -> None:
        self.order(c.SendMessage(answer=self.words(channel, text)), self.owner(by))

    @rule(by=Reps, which=Ids)
    def retry(self, by: c.Actor, which: int) -> None:
        if (first := self.message(which)) is not None and first.channel != "call":
            anew = self.words(first.channel, first.text)
            self.order(c.SendMessage(answer=anew, retry_of=first.id), self.owner(by))

    @rule(channel=st.sampled_from(("sms", "email")), text=st.sampled_from(TEXTS))
    def answered_by_itself(self, channel: Any, text: str) -> None:
        said = {digest(m.text) for m in self.lead.messages if m.state in OUT | ON_ITS_WAY}
        if digest(text) in said or may_use(self.lead, channel) or self.lead.state == "closed":
            return
        queued = f.MessageQueued(
            message=f"m-{next(self.numbers)}",
            channel=channel,
            to=reach.address(self.lead, channel),
            text=text,
            at=self.now,
            goes=self.now,
            automatic=True,
        )
        self.lead = evolve(self.lead, queued)

    @rule(by=Reps, which=Ids)
    def take_back(self, by: c.Actor, which: int) -> None:
        if (about := self.message(which)) is not None:
            self.order(c.TakeBackMessage(message=about.id), by)

    @rule(which=Ids, again=st.booleans(), in_time=st.sampled_from((True, True, True, False)))
    def begin(self, which: int, again: bool, in_time: bool) -> None:
        if (about := self.message(which)) is not None:
            if in_time and self.lead.running() is None:
                self.now = max(self.now, about.goes)
            self.order(c.BeginSending(message=about.id, gateway="twilio"))
            if again:
                self.order(c.BeginSending(message=about.id, gateway="twilio"))

    @rule(text=st.sampled_from(TEXTS), said=Said, later=Said)
    def send_and_report(self, text: str, said: str, later: str) -> None:
        self.order(c.SendMessage(answer=self.words("sms", text)), self.owner(ANNA))
        self.begin(0, again=False, in_time=True)
        self.report(0, said)
        self.report(0, later)

    @rule(which=Ids, said=Said)
    def report(self, which: int, said: str) -> None:
        if (about := self.message(which)) is None:
            return
        orders: dict[str, c.Command] = {
            "sent": c.RecordSent(message=about.id),
            "delivered": c.RecordDelivered(message=about.id),
            "held": c.RecordHeld(message=about.id, until=self.now + MINUTE, why="busy"),
            "failed": c.RecordFailed(message=about.id, why="Not in service."),
            "unknown": c.RecordUnknown(message=about.id, why="cut"),
        }
        self.order(orders[said])

    @rule(
        channel=st.sampled_from(("sms", "email")),
        said=st.sampled_from(("", "", "stop", "start", "everything")),
        away=st.booleans(),
    )
    def they_write(self, channel: Any, said: str, away: bool) -> None:
        stop_all = said == "everything" and next(self.numbers) % 4 == 0
        meant: Any = "stop" if stop_all else "" if said == "everything" else said
        self.order(
            c.ReceiveMessage(
                message=f"in-{next(self.numbers)}",
                channel=channel,
                from_="them",
                text="Back on 3 Dec." if away else "Yes",
                at=self.now,
                away=away,
                said=meant,
                channels=("call", "sms", "email") if stop_all else (),
            )
        )

    @rule(
        choice=st.sampled_from(("missed", "now", "time", "words", "email", "stop")),
        ahead=st.integers(1, 60),
        text=st.sampled_from(WORDS),
    )
    def they_call_or_choose(self, choice: Any, ahead: int, text: str) -> None:
        if choice == "missed" or (choice == "stop" and next(self.numbers) % 4):
            self.order(c.MissCall(call=f"call-{next(self.numbers)}", from_="them", at=self.now))
        else:
            self.order(c.AnswerGoodTime(choice=choice, when=self.now + ahead * HOUR, text=text))

    @rule(
        by=Reps,
        channel=st.sampled_from(("call", "sms", "email")),
        allowed=st.booleans(),
        listed=st.booleans(),
    )
    def told(self, by: c.Actor, channel: Any, allowed: bool, listed: bool) -> None:
        if listed:
            why = f"said {'start' if allowed else 'stop'} by SMS on 3 Nov"
            self.order(c.Suppress(channels=(channel,), allowed=allowed, why=why))
        else:
            self.order(c.SetConsent(channel=channel, allowed=allowed), by)

    @rule(by=Reps)
    def call(self, by: c.Actor) -> None:
        touch = f"t-{next(self.numbers)}"
        self.order(c.StartTouch(touch=touch, channel="call"), self.owner(by))

    @precondition(lambda self: self.lead.running() is not None)
    @rule(state=st.sampled_from(("ringing", "answered", "ended")), end=st.booleans())
    def on_the_line(self, state: CallState, end: bool) -> None:
        touch = self.lead.running()
        assert touch is not None
        self.order(c.LogCall(touch=touch.id, state=state, at=self.now), c.HUB)
        if end:
            ended = c.EndTouch(touch=touch.id, disposition="no_answer")
            self.order(ended, self.owner(ANNA))

    @rule(by=Reps, what=st.sampled_from(("release", "assign", "clue", "anew", "skip", "move")))
    def other_things(self, by: c.Actor, what: str) -> None:
        orders: dict[str, c.Command] = {
            "release": c.ReleaseLead(),
            "assign": c.AssignLead(rep=JONAS.rep),
            "clue": c.KeepClue(text="mornings"),
            "anew": c.PlanAnew(why="Again"),
            "skip": c.SkipTouch(reason="not now"),
            "move": c.MoveNextTouch(at=self.now + 3 * HOUR),
        }
        actor = c.HUB if what == "anew" else PETRA if what == "assign" else self.owner(by)
        self.order(orders[what], actor)

    @rule(after=st.sampled_from((SECOND, 5 * SECOND, MINUTE, 20 * MINUTE, 3 * HOUR, DAY)))
    def time_passes(self, after: Ms) -> None:
        if self.lead.running() is not None:
            after = min(after, MINUTE)
        self.now += after
        for command in (c.ExpireLease(), c.MarkBreached(), c.EndOffer(), c.TellTouchDue()):
            self.order(command)

    # ---- what must hold ----------------------------------------------------------------------

    def order(self, command: c.Command, actor: c.Actor = c.HUB) -> None:
        decision = decide(self.lead, an_order(command, actor), policy(), self.now)
        facts = decision.kept if isinstance(decision, Refused) else decision
        for fact in facts:
            before = self.lead
            self.lead = evolve(before, fact)
            self.sensible(before, fact)

    def sensible(self, before: Lead, fact: f.Fact) -> None:
        if isinstance(fact, f.MessageQueued | f.MessageSending):
            about = self.lead.message(fact.message)
            assert about is not None
            assert may_use(before, about.channel) is None
            assert before.first_attempt == self.lead.first_attempt
        for was in before.messages:
            now = self.lead.message(was.id)
            if now is None:  # One of the oldest, as there are so many.
                assert was.state not in ON_ITS_WAY
                continue
            if now.state != was.state or (isinstance(fact, f.MessageSending) and now != was):
                assert now.state in MAY_FOLLOW.get(was.state, ()), (was.state, now.state)
        if self.lead.first_attempt != before.first_attempt:
            allowed = f.MessageSent | f.MessageDelivered | f.MessageFailed
            assert isinstance(fact, allowed | f.TouchStarted | f.TouchEnded)

    @invariant()
    def nothing_leaks(self) -> None:
        assert leaks(self.lead, self.now) == ""

    @invariant()
    def nobody_gets_the_same_words_twice(self) -> None:
        out = [m for m in self.lead.messages if m.state in OUT | ON_ITS_WAY]
        for one, other in combinations(out, 2):
            if digest(one.text) == digest(other.text):
                assert self.first(one) == self.first(other), (one, other)

    @invariant()
    def an_attempt_is_a_call_or_a_message_that_left(self) -> None:
        made = [t for t in self.lead.touches if t.rep and t.disposition != "not_sent"]
        assert (self.lead.first_attempt is None) == (not made)

    @invariant()
    def a_lead_is_planned_on_channels_that_are_open(self) -> None:
        ahead = self.lead.next_touch
        if ahead is not None and not ahead.needs_time:
            assert may_use(self.lead, ahead.channel) is None

    # ---- parts -------------------------------------------------------------------------------

    def words(self, channel: Any, text: str) -> Answer:
        return Answer(message=f"m-{next(self.numbers)}", channel=channel, text=text)

    def owner(self, by: c.Actor) -> c.Actor:
        return next((who for who in (ANNA, JONAS, PETRA) if who.rep == self.lead.owner), by)

    def message(self, which: int) -> Message | None:
        ours = [m for m in self.lead.messages if m.direction == "outbound"]
        return ours[-1 - which] if which < len(ours) else None

    def first(self, message: Message) -> str:
        while message.retry_of and (before := self.lead.message(message.retry_of)) is not None:
            message = before
        return message.id


TestMessages = Messages.TestCase
TestMessages.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
