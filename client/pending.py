"""The outbox in memory: what the user did and the hub has not answered. Pure: no store, no socket.

Per lead strictly in order, across leads up to eight at a time. An act leaves only by a final
answer, by expiry (claims, never sent), or by the user's decision.
"""

import random
from collections.abc import Callable, Iterable
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from app.domain.ids import Ms
from app.domain.message import Answer
from app.domain.touch import Channel
from app.protocol.messages import Cmd, Re
from client.hooks import Pending

WINDOW = 8
ANSWER_MS = 15_000
"""On a live link an answer takes milliseconds: after this the act is sent again, harmlessly."""
BACKOFF_MS = 500
BACKOFF_MOST_MS = 30_000
WRITTEN = frozenset({"note", "end_touch", "return", "qualify"})
"""Acts that may carry words: if refused without being kept, they wait for the user's decision."""
FENCED = frozenset({"release", "start_touch", "end_touch", "qualify"})

State = Literal["queued", "sent", "needs_user"]


class Act(Struct, kw_only=True):
    """One thing the user did. `do`, `b`, `gen`, `at` never change once it was sent (C5)."""

    op: str
    do: str
    lead: str
    b: dict[str, Any]
    at: Ms
    gen: int | None = None
    seen_v: int | None = None
    not_after: Ms | None = None
    state: State = "queued"
    tries: int = 0
    error: str = ""
    saved: bool = False
    marked: bool = False
    """The disk says it may have been sent."""
    wait_until: int = 0
    sent_at: int = 0

    def shown(self) -> Pending:
        return Pending(
            op=self.op,
            do=self.do,
            lead=self.lead,
            made=self.at,
            state=self.state,
            channel=cast("Channel | None", self.b.get("channel")),
            text=words(self),
            error=self.error,
            answer=answer_of(self),
            retry_of=str(self.b.get("retry_of") or ""),
        )

    def cmd(self, number: int) -> Cmd:
        return Cmd(
            id=number,
            op=self.op,
            do=self.do,
            lead=self.lead,
            gen=self.gen,
            seen_v=self.seen_v,
            at=self.at,
            not_after=self.not_after,
            b=self.b,
        )


def words(act: Act) -> str:
    """What the user wrote in it, if anything."""
    answer = act.b.get("answer") or {}
    return str(act.b.get("text") or act.b.get("note") or answer.get("text") or "")


def answer_of(act: Act) -> Answer | None:
    """The message an act would queue, if any."""
    answer = act.b.get("answer")
    return msgspec.convert(answer, Answer) if answer else None


class Answered(Struct, frozen=True):
    """What an answer did to an act: settled for good, or it stays (to retry, or decide on)."""

    act: Act
    final: bool
    refenced: tuple[Act, ...] = ()
    """Later acts on the same lead that waited for this claim's fencing token."""


class Settlement(Struct, frozen=True):
    """An answer and what it did to its act."""

    answered: Answered
    re: Re


class Outbox:
    def __init__(
        self,
        acts: Iterable[Act] = (),
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._acts = {act.op: act for act in acts}
        self._jitter = jitter

    def __len__(self) -> int:
        return len(self._acts)

    def __contains__(self, op: object) -> bool:
        return op in self._acts

    def get(self, op: str) -> Act | None:
        return self._acts.get(op)

    def overlay(self, lead: str = "") -> list[Pending]:
        return [a.shown() for a in self._acts.values() if not lead or a.lead == lead]

    def of(self, do: str) -> list[Act]:
        """The acts of one kind, oldest first."""
        return [act for act in self._acts.values() if act.do == do]

    def on(self, lead: str) -> list[Act]:
        """The acts on one lead, oldest first."""
        return [act for act in self._acts.values() if act.lead == lead]

    def add(self, act: Act) -> None:
        assert act.op not in self._acts
        self._acts[act.op] = act

    def drop(self, op: str) -> Act | None:
        return self._acts.pop(op, None)

    def claiming(self, lead: str) -> Act | None:
        """The claim on `lead` that is under way, if any."""
        mine = (a for a in self._acts.values() if a.lead == lead and a.do == "claim")
        return next((a for a in mine if a.state != "needs_user"), None)

    def on_disk(self, ops: set[str]) -> None:
        """After the store was mended: only `ops` are on disk; the rest is written again."""
        for act in self._acts.values():
            act.saved = act.op in ops

    def unsaved(self) -> list[Act]:
        return [a for a in self._acts.values() if not a.saved]

    def sendable(self, mono: int) -> list[Act]:
        """What may go now: the oldest of each lead, if it is on disk and its wait is over. A claim
        goes before what was written meanwhile: others reach for that lead."""
        flying = sum(a.state == "sent" for a in self._acts.values())
        heads: dict[str, Act] = {}
        for act in self._acts.values():
            if act.state != "needs_user":
                heads.setdefault(act.lead, act)
        ready = [a for a in heads.values() if a.state == "queued" and a.saved]
        ready = sorted((a for a in ready if a.wait_until <= mono), key=lambda a: a.do != "claim")
        return ready[: max(0, WINDOW - flying)]

    def sent(self, act: Act, mono: int) -> None:
        act.state, act.sent_at, act.tries = "sent", mono, act.tries + 1

    def replay(self) -> None:
        """A new link has answered `ready`: everything not final goes again, with the same op."""
        for act in self._acts.values():
            if act.state == "sent":
                act.state, act.wait_until = "queued", 0

    def overdue(self, mono: int) -> bool:
        """Queue again what a live link did not answer; True if there was any."""
        late = [
            a for a in self._acts.values() if a.state == "sent" and mono - a.sent_at >= ANSWER_MS
        ]
        for act in late:
            act.state = "queued"
        return bool(late)

    def next_wait(self, mono: int) -> int | None:
        """Milliseconds until a backed-off act may go, None when none waits."""
        waits = [
            a.wait_until - mono
            for a in self._acts.values()
            if a.state == "queued" and a.wait_until > mono
        ]
        return min(waits, default=None)

    def expire(self, now: Ms) -> list[Act]:
        """Take out claims and messages whose time passed before they were ever sent. One that was
        sent may have been granted: only the hub can say, so it stays."""
        dead = [
            a
            for a in self._acts.values()
            if a.not_after is not None and a.not_after < now and not a.marked and a.tries == 0
        ]
        for act in dead:
            del self._acts[act.op]
        return dead

    def answered(self, re: Re, mono: int) -> Answered | None:
        """What `re` did, None when the act is settled already (a repeat)."""
        act = self._acts.get(re.op)
        if act is None:
            return None
        if re.ok:
            del self._acts[act.op]
            return Answered(act, True, self._refence(act, re))
        return self._refused(act, re, mono)

    def retry(self, op: str) -> Act | None:
        act = self._acts.get(op)
        if act is None or act.state != "needs_user":
            return None
        act.state, act.error, act.wait_until = "queued", "", 0
        return act

    def _refused(self, act: Act, re: Re, mono: int) -> Answered:
        problem = re.e
        retry = problem.retry if problem else "no"
        act.error = problem.msg if problem else ""
        if retry == "no":
            if act.do in WRITTEN and words(act) and not (problem and problem.kept):
                act.state = "needs_user"
                return Answered(act, False)
            del self._acts[act.op]
            return Answered(act, True)
        if retry == "repair":
            act.state = "needs_user"
            return Answered(act, False)
        act.state = "queued"
        after = problem.after_ms if problem and retry == "after" else 0
        most = min(BACKOFF_MOST_MS, BACKOFF_MS * 2 ** min(act.tries, 10))
        act.wait_until = mono + round(max(after, self._jitter(50, most)))
        return Answered(act, False)

    def _refence(self, claim: Act, re: Re) -> tuple[Act, ...]:
        if claim.do != "claim" or re.r is None:
            return ()
        waiting = tuple(
            a
            for a in self._acts.values()
            if a.lead == claim.lead and a.do in FENCED and a.gen is None and a.tries == 0
        )
        for act in waiting:
            act.gen = re.r.gen
        return waiting
