"""Lifelike days at a desk, for pictures and tests: a desk in memory that follows the real rules.

Its verbs are recorded in `asked`; the hub inside it answers when told to (`answer`), with the facts
`decide` makes. Nothing here talks to anything.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.domain import commands as c
from app.domain import facts as f
from app.domain.decide import Policy, decide
from app.domain.evolve import evolve
from app.domain.facts import Fact
from app.domain.ids import Ms
from app.domain.lead import Consent, Lead, Person, Source, Where
from app.domain.message import Answer, Written
from app.domain.playbook import Playbook
from app.domain.refusals import Refused
from app.domain.rep_times import Busy, RepTimes
from app.domain.touch import Channel, Disposition, NextTouch
from app.protocol.messages import Check, Gateways, Pickup, Problem, Re, RepCard, Settled, Times
from client.drafts import Drafts, Kept
from client.hooks import Armed, CalendarState, Hooks, LinkState, Pending, RunningCall
from client.ports import ActionKey
from client.settings import CallBy
from tests.builders import a_playbook
from ui.bridge import Mode

NOW: Ms = 1_795_091_532_000  # Thu 19 Nov 2026, 12:32:12 UTC: 12:32 in Leeds, 14:32 in Helsinki
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
AINO = c.Actor(rep="rep-aino", name="Aino Laine", role="rep")
JONAS = c.Actor(rep="rep-jonas", name="Jonas Weber", role="rep")
MARIKA = c.Actor(rep="rep-marika", name="Marika Salo", role="team-lead")
TEAM = (AINO, JONAS, MARIKA)
YES = Consent(state="allowed", why="ticked on the form")
STOP = Consent(state="refused", why="said stop 3 Nov")


class Myself(Struct, frozen=True, kw_only=True):
    rep: str
    name: str
    role: c.Role
    team: str = "team-1"
    team_name: str = "Payments North"


def _raise(wrong: BaseException) -> None:
    raise wrong


class FakeDesk:
    """A desk in memory (`ui.bridge.DeskLike`)."""

    def __init__(
        self, leads: tuple[Lead, ...] = (), who: c.Actor = AINO, now: Ms = NOW, **playbook: Any
    ) -> None:
        self.hooks = Hooks(_raise)
        self.leads = {lead.id: lead for lead in leads}
        self.clock = now
        self.who = who
        self.me: Myself | None = Myself(rep=who.rep, name=who.name, role=who.role)
        self.playbook: Playbook | None = a_playbook(**playbook)
        self.link = LinkState(state="live", since=now - HOUR, rtt_ms=12)
        self.cards: tuple[RepCard, ...] = ()
        self.armed_state = armed(now)
        self.times: Times | None = None
        self.pickup: Pickup | None = None
        self.gateways = Gateways()
        """Nothing: messages are handed over. A scene with gateways says so."""
        self.drafts = Drafts(lambda lead, channel, kept: None)
        self.meetings: tuple[Busy, ...] = ()
        self.calendar = CalendarState()
        self.call: RunningCall | None = None
        self.provisional: dict[str, NextTouch] = {}
        """What a desk works out for itself while the hub cannot be asked, by lead."""
        self.asked: list[tuple[object, ...]] = []
        """Every verb with its arguments, in order."""
        self.acts: dict[str, tuple[Pending, c.Command]] = {}
        self._ids = count(1)

    # -- what the hub does

    def fact(self, lead_id: str, fact: Fact) -> Lead:
        """Something happened, as the hub tells it."""
        lead = evolve(self.leads.get(lead_id), fact, lead_id)
        self.leads[lead_id] = lead
        self.hooks.lead_changed(lead, fact)
        return lead

    def arrive(self, lead: Lead) -> Lead:
        """A lead is there, whole."""
        self.leads[lead.id] = lead
        self.hooks.lead_changed(lead, f.OfferEnded(at=self.clock))
        return lead

    def answer(self, op: str = "", *, lost_to: c.Actor | None = None) -> None:
        """The hub answers an act (the oldest without a name) by its rules."""
        op = op or next(iter(self.acts))
        act, command = self.acts.pop(op)
        if lost_to is not None:
            self.fact(act.lead, claimed(lost_to, self.clock - 300, self.leads[act.lead].gen + 1))
            self.clock = max(self.clock, act.made)
            lost = Problem(
                code="already_claimed", msg=f"{lost_to.name} has this lead.", owner=lost_to.rep,
                owner_name=lost_to.name.split()[0], since=act.made - 300,
            )  # fmt: skip
            self.hooks.pending_changed(act.lead)
            self.hooks.settled(act, Re(re=1, op=op, ok=False, e=lost))
            return
        assert self.playbook is not None
        sends: tuple[Channel, ...] = ("sms", "email")
        policy = Policy(
            playbook=self.playbook,
            roster={who.rep: who.name for who in TEAM},
            gateways=frozenset(ch for ch in sends if getattr(self.gateways, ch)),
        )
        made = decide(
            self.leads[act.lead], c.Order(actor=self.who, command=command), policy, self.clock
        )
        if isinstance(made, Refused):
            self.hooks.pending_changed(act.lead)
            no = Problem(code=made.code, msg=made.msg)
            self.hooks.settled(act, Re(re=1, op=op, ok=False, e=no))
            return
        for fact in made:
            self.fact(act.lead, fact)
        self.hooks.pending_changed(act.lead)
        self.hooks.settled(act, Re(re=1, op=op, ok=True, r=Settled()))

    def keep_back(self, op: str, why: str, text: str) -> None:
        """The hub refuses an act with the rep's words in it and keeps none of them."""
        act, command = self.acts[op]
        act = replace(act, state="needs_user", error=why, text=text)
        self.acts[op] = (act, command)
        self.hooks.pending_changed(act.lead)
        no = Problem(code="forbidden", msg=why)
        self.hooks.settled(act, Re(re=1, op=op, ok=False, e=no))

    def answer_all(self) -> None:
        """The hub answers everything that waits."""
        while self.acts:
            self.answer()

    def set_link(self, link: LinkState) -> None:
        """The link is another."""
        self.link = link
        self.hooks.link(link)

    def set_armed(self, armed_state: Armed) -> None:
        """The checks say something else."""
        self.armed_state = armed_state
        self.hooks.armed(armed_state)

    # -- DeskLike

    def now(self) -> Ms:
        return self.clock

    def clock_known(self) -> bool:
        return True

    def reconnect_now(self) -> None:
        self.asked.append(("reconnect_now",))

    def pending(self, lead_id: str = "") -> list[Pending]:
        return [act for act, _ in self.acts.values() if not lead_id or act.lead == lead_id]

    def _ask(self, lead_id: str, command: c.Command, *said: object) -> str:
        op = f"op-{next(self._ids)}"
        do = type(command).do  # type: ignore[union-attr]
        self.asked.append((do, lead_id, *said))
        act = Pending(
            op=op, do=do, lead=lead_id, made=self.clock, state="sent",
            answer=getattr(command, "answer", None), retry_of=getattr(command, "retry_of", ""),
        )  # fmt: skip
        self.acts[op] = (act, command)
        self.hooks.pending_changed(lead_id)
        return op

    def claim(self, lead_id: str, then: Channel | None = None, answer: Answer | None = None) -> str:
        said = (then,) if answer is None else (then, answer)
        return self._ask(lead_id, c.ClaimLead(answer=answer), *said)

    def send_message(
        self,
        lead_id: str,
        channel: Written,
        text: str,
        subject: str = "",
        template: str = "",
        variant: int = 0,
        language: str = "",
        retry_of: str = "",
    ) -> str:
        answer = Answer(
            message=f"message-{next(self._ids)}", channel=channel, text=text, subject=subject,
            template=template, variant=variant, language=language,
        )  # fmt: skip
        said = tuple(x for x in (subject, template, retry_of) if x)
        self._ask(lead_id, c.SendMessage(answer=answer, retry_of=retry_of), channel, text, *said)
        return answer.message

    def take_back(self, lead_id: str, message: str) -> str:
        return self._ask(lead_id, c.TakeBackMessage(message=message), message)

    def ask_message(self, lead_id: str, message: str) -> str:
        return self._ask(lead_id, c.AskMessage(message=message), message)

    def set_consent(self, lead_id: str, channel: Channel, allowed: bool, words: str = "") -> str:
        command = c.SetConsent(channel=channel, allowed=allowed, words=words)
        return self._ask(lead_id, command, channel, allowed, *((words,) if words else ()))

    def draft(self, lead_id: str, channel: Written) -> Kept | None:
        return self.drafts.of(lead_id, channel)

    def keep_draft(self, lead_id: str, channel: Written, draft: Kept) -> None:
        self.drafts.keep(lead_id, channel, draft)

    def drop_draft(self, lead_id: str, channel: Written | None = None) -> None:
        self.drafts.drop(lead_id, channel)

    def release(self, lead_id: str, reason: str = "") -> str:
        return self._ask(lead_id, c.ReleaseLead(reason=reason), reason)

    def assign(self, lead_id: str, rep: str) -> str:
        return self._ask(lead_id, c.AssignLead(rep=rep), rep)

    def pull_back(self, lead_id: str, reason: str = "") -> str:
        return self._ask(lead_id, c.PullBackLead(reason=reason), reason)

    def nudge(self, lead_id: str, rep: str = "") -> str:
        return self._ask(lead_id, c.NudgeLead(rep=rep), rep)

    def later(self, lead_id: str, minutes: int = 10) -> str:
        return self._ask(lead_id, c.PassLead(minutes=minutes), minutes)

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str:
        touch = f"touch-{next(self._ids)}"
        command = c.StartTouch(touch=touch, channel=channel, text=text, template=template)
        self._ask(lead_id, command, channel, *(x for x in (text, template) if x))
        return touch

    def hand_over(self, lead_id: str, channel: Channel, text: str = "", subject: str = "") -> bool:
        self.asked.append(("hand_over", lead_id, channel, *(x for x in (text, subject) if x)))
        return True

    def end_touch(
        self,
        lead_id: str,
        touch: str,
        disposition: Disposition,
        note: str = "",
        clue: str = "",
        reason: str = "",
    ) -> str:
        command = c.EndTouch(
            touch=touch, disposition=disposition, note=note, clue=clue, reason=reason
        )
        said = tuple(x for x in (note, clue, reason) if x)
        return self._ask(lead_id, command, touch, disposition, *said)

    def note(self, lead_id: str, text: str) -> str:
        return self._ask(lead_id, c.AddNote(text=text), text)

    def move_touch(
        self, lead_id: str, at: Ms, channel: Channel | None = None, how: c.How = "moved"
    ) -> str:
        said = (at, channel) if how == "moved" else (at, channel, how)
        return self._ask(lead_id, c.MoveNextTouch(at=at, channel=channel, how=how), *said)

    def skip_touch(self, lead_id: str, reason: str) -> str:
        return self._ask(lead_id, c.SkipTouch(reason=reason), reason)

    def keep_clue(self, lead_id: str, text: str) -> str:
        return self._ask(lead_id, c.KeepClue(text=text), text)

    def nurture(self, lead_id: str, text: str = "") -> str:
        return self._ask(lead_id, c.NurtureLead(text=text), text)

    def set_times(self, times: RepTimes, rep: str = "") -> str:
        return self._ask("", c.SetTimes(times=times, rep=rep), times, rep)

    def set_calendar(self, source: str) -> None:
        self.asked.append(("set_calendar", source))

    def read_calendar(self) -> None:
        self.asked.append(("read_calendar",))

    @property
    def my_times(self) -> RepTimes:
        waiting = [made.times for _, made in self.acts.values() if isinstance(made, c.SetTimes)]
        known = self.times.times if self.times is not None else RepTimes()
        return waiting[-1] if waiting else known

    def next_touch(self, lead_id: str) -> NextTouch | None:
        return self.provisional.get(lead_id) or self.leads[lead_id].next_touch

    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str:
        return self._ask(lead_id, c.ReturnLead(reason=reason, text=text), reason)

    def qualify(self, lead_id: str, text: str = "") -> str:
        return self._ask(lead_id, c.QualifyLead(text=text), text)

    def retry(self, op: str) -> None:
        self.asked.append(("retry", op))
        act, command = self.acts[op]
        self.acts[op] = (replace(act, state="queued", error=""), command)
        self.hooks.pending_changed(act.lead)

    def discard(self, op: str) -> None:
        self.asked.append(("discard", op))
        act, _ = self.acts.pop(op)
        self.hooks.pending_changed(act.lead)

    def set_mode(self, mode: Mode, until: Ms | None = None) -> None:
        self.asked.append(("set_mode", mode))

    def practice(self) -> None:
        self.asked.append(("practice",))

    def acted(self, lead_id: str, action: ActionKey) -> None:
        self.asked.append(("acted", lead_id, action))

    def closed_card(self, lead_id: str) -> None:
        self.asked.append(("closed_card", lead_id))

    def hang_up(self) -> bool:
        self.asked.append(("hang_up",))
        return self.call is not None

    def test_call(self, how: CallBy, number: str = "") -> None:
        self.asked.append(("test_call", how, number))


def armed(now: Ms, *, broken: str = "", why: str = "", mode: Mode = "on") -> Armed:
    """All checks hold, or the one named does not."""
    texts = {
        "link": "live, 12 ms",
        "notification": "xfce4-notifyd, with buttons",
        "sound": "Built-in speakers",
        "clock": "0.2 s off, corrected",
    }
    checks = {
        name: Check(
            ok=name != broken, text=why if name == broken else text, since=now - 11 * MINUTE
        )
        for name, text in texts.items()
    }
    ok = not broken and mode == "on"
    return Armed(
        armed=ok,
        mode=mode,
        why=why,
        since=now - 11 * MINUTE,
        proven=now - 4 * SECOND,
        checks=checks,
    )


def claimed(who: c.Actor, at: Ms, gen: int = 1) -> f.LeadClaimed:
    return f.LeadClaimed(
        rep=who.rep, rep_name=who.name, gen=gen, at=at, lease_until=at + 120 * SECOND
    )


def called(
    who: c.Actor, at: Ms, touch: str = "touch-1", channel: Channel = "call"
) -> f.TouchStarted:
    return f.TouchStarted(touch=touch, channel=channel, rep=who.rep, rep_name=who.name, at=at)


# ---- people ----------------------------------------------------------------------------------


def lead(name: str, source: str, company: str, *, age: Ms, zone: str, **more: Any) -> Lead:
    """One arrival, `age` before NOW, with `more` fields of it; `facts` happen afterwards."""
    facts: tuple[Fact, ...] = more.pop("facts", ())
    person = more.pop("person", {})
    received = NOW - age
    values: dict[str, Any] = {
        "team": "team-1",
        "received": received,
        "source": Source(id=source, name=source, kind="form"),
        "person": Person(
            **{
                "name": name,
                "company": company,
                "phone": "+447700900142",
                "phone_read": "+44 7700 900142",
                "phone_kind": "mobile",
                "email": "someone@example.org",
                "device": "Chrome on Windows",
                **person,
            }
        ),
        "where": Where(zones=(zone,) if zone else (), country="GB", confidence="high"),
        "rank": "A",
        "rank_why": "asked for contact",
        "lane": "strike_now",
        "opted_in": received,
        "consent": {"call": YES, "sms": YES},
        "due": received + 5 * MINUTE,
        "offer_over": True,
    }
    values |= more
    over = values.pop("offer_over")
    lead_id = values.pop("id", "lead-" + name.split()[0].lower())
    made = evolve(None, f.LeadReceived(**values), lead_id)
    if over and made.claim_by is not None:
        facts = (f.OfferEnded(at=made.claim_by), *facts)
    for fact in facts:
        made = evolve(made, fact)
    return made


def imogen(**more: Any) -> Lead:
    """Offered to everybody 36 s ago; 24 s to claim."""
    person = {
        "salutation": "Ms",
        "role": "Head of Payments",
        "place": "Leeds",
        "message": "We pay 140 hauliers in six currencies by hand. Can you show batch payouts"
        " before Friday’s board?",
        "content": ("Pricing", "Batch payouts", "Webinar: Scaling payments"),
        "page": "Pricing",
    }
    values: dict[str, Any] = {
        "age": 36 * SECOND,
        "zone": "Europe/London",
        "person": person,
        "rank_why": "asked for a demo; 120 staff, in profile",
        "claim_by": NOW + 24 * SECOND,
        "due": NOW + 4 * MINUTE + 24 * SECOND,
        "consent": {"call": YES, "sms": YES, "email": STOP},
        "offer_over": False,
    }
    return lead("Imogen Okafor", "Demo request", "Kestrel Freight", **(values | more))


def waiting() -> tuple[Lead, ...]:
    """Six in the pool, hottest first."""
    return (
        lead("Oluwaseun Adebayo", "Call me back", "Baobab Lending", age=6 * MINUTE + 7 * SECOND,
             zone="Africa/Lagos"),
        lead("דנה לוי", "Google Ads form", "נמל תוכנה", age=4 * MINUTE + 8 * SECOND,
             zone="Asia/Jerusalem", id="lead-dana"),
        lead("Gülşah Yıldız", "Webinar question", "Bosfor Lojistik", age=8 * MINUTE + 50 * SECOND,
             zone="Europe/Istanbul", rank="B", lane="prepare_first",
             due=NOW + 6 * MINUTE + 10 * SECOND, person={"salutation": "Ms"}),
        lead("Tomáš Dvořák", "Trial sign-up", "Pekárna Lužánky", age=12 * MINUTE,
             zone="Europe/Prague", rank="B", lane="prepare_first", due=NOW + 48 * MINUTE),
        lead("佐藤 美咲", "Contact form", "株式会社みなと", age=20 * MINUTE, zone="Asia/Tokyo",
             id="lead-sato", due=NOW + 2 * HOUR, not_before=NOW + 90 * MINUTE),
        lead("Jean-Baptiste N’Guessan", "White paper", "Comptoir Lagune", age=20 * MINUTE,
             zone="Africa/Abidjan", rank="C", lane="let_settle", rank_why="took a white paper",
             due=NOW + 220 * MINUTE, person={"content": ("Payouts without spreadsheets",)}),
    )  # fmt: skip


def mine(name: str, company: str, *, after: Ms, channel: Channel, why: str, zone: str) -> Lead:
    """One of Aino's, tried yesterday, with its next touch `after` NOW."""
    day = NOW - DAY
    ahead = NextTouch(at=NOW + after, channel=channel, attempt=2, of=6, reason=why)
    facts = (
        claimed(AINO, day),
        called(AINO, day + 30 * SECOND),
        f.TouchEnded(touch="touch-1", rep=AINO.rep, rep_name=AINO.name, at=day + MINUTE,
                     disposition="no_answer"),
        f.NextTouchSet(next=ahead, at=day + MINUTE),
    )  # fmt: skip
    return lead(name, "Demo request", company, age=DAY + 41 * SECOND, zone=zone, facts=facts)


def agenda() -> tuple[Lead, ...]:
    """Six touches to come today."""
    m = MINUTE
    return (
        mine("Ruth O’Donnell", "Liffey Foods", after=8 * m, channel="call",
             why="Promised: “after the stand-up”", zone="Europe/Dublin"),
        mine("Priya Raghunathan", "Kaveri Textiles", after=38 * m, channel="email",
             why="Second email, one day after the call", zone="Asia/Kolkata"),
        mine("Ólafur Þórðarson", "Norðurljós", after=73 * m, channel="call",
             why="Reception: “Thursdays, after half one”", zone="Atlantic/Reykjavik"),
        mine("Олена Шевчук", "Дніпро Логістика", after=108 * m, channel="call",
             why="Opened the price email, Tue 16:15", zone="Europe/Kyiv"),
        mine("Nguyễn Thị Minh", "Sông Hồng", after=140 * m, channel="sms",
             why="No answer twice, then an SMS", zone="Asia/Ho_Chi_Minh"),
        mine("María Ñúñez", "Aceites del Sur", after=170 * m, channel="call",
             why="Voicemail, again after 4 h", zone="Europe/Madrid"),
    )  # fmt: skip


# ---- whole days ------------------------------------------------------------------------------


def offered() -> FakeDesk:
    """The main scene: one offered, six waiting, six on the agenda."""
    return FakeDesk((imogen(), *waiting(), *agenda()))


def on_call() -> FakeDesk:
    """Imogen was claimed and called; the call has run for 48 s."""
    facts = (claimed(AINO, NOW + 2 * SECOND), called(AINO, NOW + 5 * SECOND))
    desk = FakeDesk((imogen(facts=facts), *waiting(), *agenda()), now=NOW + 53 * SECOND)
    return desk


def sms_sent() -> FakeDesk:
    """An SMS to Imogen was handed over; did it go?"""
    facts = (claimed(AINO, NOW + 2 * SECOND), called(AINO, NOW + 5 * SECOND, channel="sms"))
    return FakeDesk((imogen(facts=facts), *waiting(), *agenda()), now=NOW + 20 * SECOND)


def claimed_only() -> FakeDesk:
    """Imogen is mine and nothing has begun."""
    facts = (claimed(AINO, NOW + 2 * SECOND),)
    return FakeDesk((imogen(facts=facts), *waiting(), *agenda()), now=NOW + 4 * SECOND)


def stale() -> FakeDesk:
    """Nothing has come from the hub for half an hour."""
    desk = FakeDesk((imogen(), *waiting(), *agenda()), now=NOW + 30 * MINUTE)
    desk.link = LinkState(
        state="waiting",
        since=NOW,
        text="the hub does not answer",
        retry_at=NOW + 30 * MINUTE + 3_000,
    )
    desk.armed_state = armed(NOW + 30 * MINUTE, broken="link", why="no word from the hub")
    return desk


def deaf() -> FakeDesk:
    """The headset is gone."""
    desk = offered()
    desk.leads["lead-imogen"] = replace(desk.leads["lead-imogen"], offer_ended=NOW)
    desk.armed_state = armed(NOW, broken="sound", why="no sound device")
    return desk


def empty() -> FakeDesk:
    """Nobody waits; the agenda has one."""
    return FakeDesk(agenda()[:4])


def undecided() -> FakeDesk:
    """Three acts with the rep's words that the hub did not take."""
    desk = on_call()
    said = "Reception: she is back on Monday.\nAsk for Tom in accounts, extension 14."
    op = desk.note("lead-ruth", said)
    desk.keep_back(op, "This lead is no longer on your team.", said)
    said = "Wants batch payouts before Friday’s board, 140 hauliers in six currencies."
    op = desk.end_touch("lead-imogen", "touch-1", "connected", note=said)
    desk.keep_back(op, "This touch was ended by Marika Salo at 12:31.", said)
    desk.keep_back(desk.move_touch("lead-priya", NOW + DAY), "The hub could not read this act.", "")
    return desk


def team_lead() -> FakeDesk:
    """Marika's desk."""
    return FakeDesk((imogen(), *waiting(), *agenda()), who=MARIKA)


def board() -> FakeDesk:
    """Marika's desk with her team on it, one lead to map, one put off by Jonas."""
    desk = team_lead()
    reps: tuple[tuple[str, str, str, str, Ms], ...] = (
        (JONAS.rep, JONAS.name, "deaf", "No sound output", 11 * MINUTE),
        ("rep-petra", "Petra Novák", "armed", "", HOUR),
        (AINO.rep, AINO.name, "armed", "", 2 * HOUR),
        ("rep-sami", "Sami Rahman", "on_call", "", 192 * SECOND),
        ("rep-linnea", "Linnéa Ek", "away", "until 15:00", 10 * MINUTE),
        ("rep-diego", "Diego Márquez", "off", "", 10 * HOUR),
    )
    desk.cards = tuple(
        RepCard(rep=rep, name=name, role="rep", state=state, why=why, since=NOW - ago,  # type: ignore[arg-type]
                lead="lead-ruth" if state == "on_call" else "")
        for rep, name, state, why, ago in reps
    )  # fmt: skip
    unmapped = lead("Chidinma Eze", "Partner quote form", "Savanna Retail", age=3 * HOUR,
                    zone="Africa/Lagos", lane="needs_mapping", rank="D",
                    rank_why="the form has no phone field",
                    due=NOW - 2 * HOUR - 14 * MINUTE)  # fmt: skip
    desk.leads[unmapped.id] = unmapped
    given = f.LeadAssigned(rep="rep-petra", rep_name="Petra Novák", by=MARIKA.rep,
                           by_name=MARIKA.name, gen=1, at=NOW - MINUTE,
                           lease_until=NOW + MINUTE)  # fmt: skip
    hanna = lead("Hanna Virtanen", "Demo request", "Saimaa Optics", age=3 * MINUTE,
                 zone="Europe/Helsinki", facts=(given,))  # fmt: skip
    desk.leads[hanna.id] = hanna
    for lead_id, who in (("lead-oluwaseun", JONAS), ("lead-imogen", AINO)):
        said = f.LeadPassed(rep=who.rep, rep_name=who.name, at=NOW, until=NOW + HOUR)
        desk.leads[lead_id] = evolve(desk.leads[lead_id], said)
    return desk


def board_stale() -> FakeDesk:
    """The same, half an hour after the last word of the hub."""
    desk = board()
    desk.clock = NOW + 30 * MINUTE
    desk.link = stale().link
    desk.armed_state = stale().armed_state
    return desk


def full_agenda() -> FakeDesk:
    """One that needs a time, one overdue, one promised, and two days to come."""
    desk = offered()
    changes: dict[str, dict[str, Any]] = {
        "lead-ruth": {"pinned": True},
        "lead-maría": {"needs_time": True, "reason": "Talked: say when"},
        "lead-nguyễn": {"at": NOW - 12 * MINUTE},
    }
    for number, later in enumerate((DAY, DAY + HOUR, 4 * DAY, 4 * DAY + 2 * HOUR)):
        copy = replace(agenda()[number], id=f"lead-later-{number}")
        desk.leads[copy.id] = copy
        changes[copy.id] = {"at": NOW + later}
    for lead_id, change in changes.items():
        planned = desk.leads[lead_id].next_touch
        assert planned is not None
        desk.leads[lead_id] = replace(desk.leads[lead_id], next_touch=replace(planned, **change))
    return desk


SCENES: dict[str, Callable[[], FakeDesk]] = {
    "offer": offered,
    "on-call": on_call,
    "sms": sms_sent,
    "claimed": claimed_only,
    "stale": stale,
    "deaf": deaf,
    "empty": empty,
    "undecided": undecided,
    "team-lead": team_lead,
    "board": board,
    "board-stale": board_stale,
    "agenda": full_agenda,
}
