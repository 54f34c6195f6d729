"""Laws that hold for every lead, whatever is done to it, by whom and when: a desk that folds facts
one by one has what the hub has, no fact is lost on the way, and no lead is ever forgotten."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from app.domain import board, hours, leak
from app.domain import commands as c
from app.domain.bounds import Bounds, Choice
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.facts import KINDS, Fact, NextTouchSet
from app.domain.ids import Ms
from app.domain.lead import LaneName, Lead, Source, Where
from app.domain.refusals import DECISIONS, Refused
from app.domain.touch import Channel, Disposition, Option
from app.protocol.codec import decode_body, encode_body
from tests.builders import (
    ANNA,
    JONAS,
    LONDON,
    MINUTE,
    NOON,
    NOWHERE,
    PETRA,
    a_person,
    a_policy,
    an_order,
)

WHO = st.sampled_from([ANNA, JONAS, PETRA])
CHANNELS: st.SearchStrategy[Channel] = st.sampled_from(["call", "sms", "email"])
TALKS: tuple[Disposition, ...] = ("connected", "gatekeeper", "callback", "refused", "returned")
MISSES: tuple[Disposition, ...] = ("voicemail", "no_answer", "no_answer", "busy", "wrong_number")
ENDINGS = st.sampled_from((*TALKS, *MISSES, "sent", "sent", "not_sent"))
LINES = st.sampled_from(
    ["", "", "after 3", "back Monday", "Thu 16:10", "in 9 min", "not Fri pm", "no calls", "rubbish"]
)
LANES: st.SearchStrategy[tuple[LaneName, str]] = st.sampled_from(
    [("strike_now", "A"), ("prepare_first", "B"), ("let_settle", "C")]
)
PLACES = st.sampled_from(
    [
        LONDON,
        NOWHERE,
        Where(zones=("America/New_York",), country="US"),
        Where(zones=("Asia/Kathmandu",)),
        Where(zones=("Europe/Paris",), country="FR"),
    ]
)
PEOPLE = st.sampled_from([a_person(), a_person(phone=""), a_person(email="")])
TIMELY: tuple[c.HubCommand, ...] = (
    c.ExpireLease(),
    c.EndOffer(),
    c.MarkBreached(),
    c.TellTouchDue(),
)


HOWS: st.SearchStrategy[c.How] = st.sampled_from(["moved", "snoozed", "again"])


def last_moment(lead: Lead, bounds: Bounds, now: Ms) -> Choice | None:
    """A planner that likes the end of everything, to try the edges."""
    spans = bounds.wished or bounds.spans
    at = spans[-1][1] - 1
    options = tuple(Option(at=end - 1, ratio=1.0, odds=0.1, why="x") for _, end in spans[-3:])
    return Choice(at=at, reason="the last moment", ratio=1.0, odds=0.1, options=options)


PLANNERS = (None, last_moment)


class AnyLife(RuleBasedStateMachine):
    """One lead, three people, and time."""

    @initialize(lane=LANES, where=PLACES, person=PEOPLE, asked=LINES)
    def arrives(self, lane: tuple[LaneName, str], where: Where, person: object, asked: str) -> None:
        self.now: Ms = NOON
        self.facts: list[Fact] = []
        self.lead: Lead | None = None
        self.touches = 0
        self.enquire(lane, where, person, asked)

    @rule(lane=LANES, where=PLACES, person=PEOPLE, asked=LINES)
    def enquire(
        self, lane: tuple[LaneName, str], where: Where, person: object, asked: str = ""
    ) -> None:
        if self.lead is not None and self.lead.state == "closed":
            return
        self.give(
            c.ReceiveLead(
                team="team-1",
                received=self.now,
                source=Source(id="s", name="Form", kind="form"),
                person=person,  # type: ignore[arg-type]
                where=where,
                consent={},
                opted_in=self.now,
                rank=lane[1],  # type: ignore[arg-type]
                rank_why="x",
                lane=lane[0],
                asked=asked,
            ),
            c.HUB,
        )

    @rule(minutes=st.sampled_from([0, 1, 2, 3, 10, 60, 240, 1440]))
    def passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE + 1
        for command in TIMELY:
            self.give(command, c.HUB)

    @rule(minutes=st.integers(1, 300))
    def passes_unnoticed(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule(who=WHO)
    def claim(self, who: c.Actor) -> None:
        self.give(c.ClaimLead(), who)

    @rule(who=WHO, then=CHANNELS)
    def touch(self, who: c.Actor, then: Channel) -> None:
        self.touches += 1
        self.give(c.StartTouch(touch=f"touch-{self.touches}", channel=then), who)

    @rule(who=WHO, how=ENDINGS, line=LINES, back=st.integers(0, 2), late=st.integers(0, 90))
    def end(self, who: c.Actor, how: Disposition, line: str, back: int, late: int) -> None:
        name = f"touch-{max(0, self.touches - back)}"
        command = c.EndTouch(touch=name, disposition=how, clue=line, reason="spam")
        self.give(command, who, at=self.now - late * MINUTE)

    @rule(who=WHO, minutes=st.integers(-5, 3000), how=HOWS, late=st.integers(0, 90))
    def move(self, who: c.Actor, minutes: int, how: c.How, late: int) -> None:
        command = c.MoveNextTouch(at=self.now + minutes * MINUTE, how=how)
        self.give(command, who, at=self.now - late * MINUTE)

    @rule(who=WHO, number=st.integers(0, 2))
    def accept(self, who: c.Actor, number: int) -> None:
        ahead = self.lead.next_touch if self.lead else None
        if ahead is not None:
            times = [ahead.at, *(option.at for option in ahead.options)]
            self.give(c.MoveNextTouch(at=times[number % len(times)], how="accepted"), who)

    @rule(who=WHO, line=LINES, late=st.integers(0, 90))
    def say(self, who: c.Actor, line: str, late: int) -> None:
        self.give(c.KeepClue(text=line), who, at=self.now - late * MINUTE)

    @rule(who=WHO)
    def skip(self, who: c.Actor) -> None:
        self.give(c.SkipTouch(reason="x"), who)

    @rule(minutes=st.integers(-60, 9000), behind=st.sampled_from([0, 0, 0, 1]))
    def place(self, minutes: int, behind: int) -> None:
        if self.lead is None or self.lead.next_touch is None:
            return
        ahead = replace(self.lead.next_touch, at=self.now + minutes * MINUTE, due_told=False)
        self.give(c.PlaceTouch(next=ahead, seen_v=self.lead.v - behind), c.HUB)

    @rule()
    def plan_anew(self) -> None:
        self.give(c.PlanAnew(why="Checked"), c.HUB)

    @rule(
        who=WHO,
        what=st.sampled_from(
            [
                c.ReleaseLead(),
                c.PullBackLead(),
                c.NudgeLead(),
                c.PassLead(),
                c.AssignLead(rep=ANNA.rep),
                c.AssignLead(rep=JONAS.rep),
                c.AddNote(text="x"),
            ]
        ),
    )
    def order(self, who: c.Actor, what: c.Command) -> None:
        self.give(what, who)

    def give(self, command: c.Command, who: c.Actor, at: Ms | None = None) -> None:
        order = replace(an_order(command, who), at=at)
        policy = replace(a_policy(), choose=PLANNERS[self.touches % 2])
        made = decide(self.lead, order, policy, self.now)
        if isinstance(made, Refused):
            assert made.code in DECISIONS
            assert made.msg
            made = made.kept
        for fact in made:
            if isinstance(fact, NextTouchSet) and self.lead is not None:
                self.may_stand(fact, self.lead)
            before = self.lead.v if self.lead else 0
            self.lead = evolve(self.lead, fact, "lead-1")
            assert self.lead.v == before + 1
            self.facts.append(fact)

    def may_stand(self, fact: NextTouchSet, lead: Lead) -> None:
        ahead = fact.next
        assert ahead.at >= self.now, "a next touch is never in the past when it is set"
        assert ahead.reason
        if ahead.channel == "email" or ahead.needs_time:
            return
        if not lead.where.zones:
            assert ahead.pinned, "where nobody knows the time there, only a person names one"
            return
        assert hours.legal(ahead.at, lead.where, a_policy().playbook.rules, ahead.channel)

    def folded(self) -> Lead:
        assert self.lead is not None
        return self.lead

    @invariant()
    def folding_all_facts_again_gives_the_same_lead(self) -> None:
        again: Lead | None = None
        for fact in self.facts:
            copy = decode_body(fact.k, encode_body(fact))
            assert copy == fact
            again = evolve(again, fact, "lead-1")
        assert again == self.lead

    @invariant()
    def a_lead_is_the_same_after_the_wire(self) -> None:
        sent = msgspec.json.encode(self.folded())
        assert msgspec.json.decode(sent, type=Lead) == self.lead

    @invariant()
    def no_lead_is_ever_forgotten(self) -> None:
        lead = self.folded()
        # One touch may be left running for days: then planning anew must mend it.
        if leak.leaks(lead, self.now):
            assert lead.running() is not None
            self.plan_anew()
        assert leak.leaks(self.folded(), self.now) == ""

    @invariant()
    def who_has_a_lead_finds_it_in_exactly_one_list(self) -> None:
        lead = self.folded()
        lists = [board.mine([lead], who.rep) for who in (ANNA, JONAS, PETRA)]
        lists += [board.agenda([lead], who.rep, self.now) for who in (ANNA, JONAS, PETRA)]
        held = bool(lead.owner) and lead.state != "closed"
        assert sum(map(len, lists)) == held
        pooled = len(board.pool([lead], ANNA.rep, self.now))
        assert pooled + len(board.in_hand([lead], self.now)) == (lead.state != "closed")

    @invariant()
    def owner_state_and_lease_agree(self) -> None:
        lead = self.folded()
        assert (lead.state in ("claimed", "engaged")) == bool(lead.owner) or lead.state == "closed"
        assert (lead.lease_until is not None) == (lead.state == "claimed")
        assert (lead.closed is not None) == (lead.state == "closed")

    @invariant()
    def a_deadline_missed_is_known_as_soon_as_anything_answers_it(self) -> None:
        lead = self.folded()
        if lead.first_attempt is not None and lead.due is not None:
            late = lead.first_attempt >= lead.due
            assert lead.breached is not None or not late

    @invariant()
    def nothing_is_planned_before_it_was_decided(self) -> None:
        planned = [fact for fact in self.facts if fact.k == "touch.next"]
        assert all(fact.next.at >= fact.at for fact in planned)  # type: ignore[union-attr]


AnyLife.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestAnyLife = AnyLife.TestCase


def test_every_kind_of_fact_has_its_own_name() -> None:
    assert len(KINDS) == 34
    assert all(kind == cls.k for kind, cls in KINDS.items())
