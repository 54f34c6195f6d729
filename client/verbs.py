"""The verbs of a desk: each writes one outbox row and nothing else (the hub decides)."""

from app.domain import commands as c
from app.domain.ids import Ms, new_id
from app.domain.lead import Lead
from app.domain.message import Answer, Written
from app.domain.rep_times import RepTimes
from app.domain.touch import CallState, Channel, Disposition
from app.protocol.messages import INTENT_MS
from client.acknowledge import Acknowledge
from client.acts import Acts
from client.alerts import Alerts
from client.calls import Calls, Way

UNSENT_MS = 10 * 60_000
"""A message written without a link may wait so long; after that its words come back to be looked at
again, as the moment they were meant for has gone."""


class Verbs:
    """What of `Desk` is an order to the hub. Each verb returns its op, or the id it minted."""

    _acts: Acts
    _alerts: Alerts
    _acknowledge: Acknowledge
    _calls: Calls

    @property
    def leads(self) -> dict[str, Lead]:
        """Every lead this rep may see, by id. Read only."""
        raise NotImplementedError

    def now(self) -> Ms:
        """Hub time as well as it can be known here: a monotonic clock plus a measured offset."""
        raise NotImplementedError

    def discard(self, op: str) -> None:
        """Drop an act that never left, or that needs a decision."""
        raise NotImplementedError

    def claim(self, lead_id: str, then: Channel | None = None, answer: Answer | None = None) -> str:
        """Ask for the lead. `then`: once granted, start that touch; an SMS or email the hub itself
        can send is queued with the grant, in the first words of the playbook they have not got.
        `answer`: those words instead. Where the claim is lost, nothing is queued. Never
        optimistic; a second click while the first is under way is the first."""
        under_way = self._acts.outbox.claiming(lead_id)
        if under_way is not None:
            op = under_way.op
        else:
            if answer is None and then is not None:
                answer = self._acknowledge.answer(lead_id, then, new_id(self.now()))
            claim = c.ClaimLead(answer=answer)
            op = self._acts.post(claim, lead_id, not_after=self.now() + INTENT_MS)
        self._alerts.hush(lead_id)
        if then is not None:
            self._acknowledge.after(op, lead_id, then)
        return op

    def release(self, lead_id: str, reason: str = "") -> str:
        return self._acts.post(c.ReleaseLead(reason=reason), lead_id)

    def assign(self, lead_id: str, rep: str) -> str:
        lead = self.leads.get(lead_id)
        return self._acts.post(c.AssignLead(rep=rep), lead_id, gen=lead.gen if lead else None)

    def pull_back(self, lead_id: str, reason: str = "") -> str:
        return self._acts.post(c.PullBackLead(reason=reason), lead_id)

    def nudge(self, lead_id: str, rep: str = "") -> str:
        return self._acts.post(c.NudgeLead(rep=rep), lead_id)

    def later(self, lead_id: str, minutes: int = 10) -> str:
        self._alerts.over(lead_id, "")
        return self._acts.post(c.PassLead(minutes=minutes), lead_id)

    def start_touch(
        self, lead_id: str, channel: Channel, text: str = "", template: str = ""
    ) -> str:
        """The touch's id. Writes the touch only; handing it to the system is `hand_over`."""
        touch = new_id(self.now())
        self._alerts.over(lead_id, "")
        way = self._calls.begin(lead_id, touch) if channel == "call" else Way()
        begun = c.StartTouch(
            touch=touch, channel=channel, text=text, template=template, via=way.via, ring=way.ring
        )
        self._acts.post(begun, lead_id)
        return touch

    def hang_up(self) -> bool:
        """End the running call; False where it is not driven from here."""
        return self._calls.hang_up()

    def hand_over(self, lead_id: str, channel: Channel, text: str = "", subject: str = "") -> bool:
        """Give number or mail to the system's handler; without `text` an SMS or email is filled
        from the playbook's first fitting template. False when nothing took it, or the person
        refused this channel (said through `hooks.told`)."""
        lead = self.leads[lead_id]
        if channel != "call" and not text:
            text, subject, _ = self._acknowledge.compose(lead, channel)
        return self._acknowledge.hand_over(lead, channel, text, subject)

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
        """The message's id. Through the company's gateway; it can be taken back for as long as the
        playbook says. What does not reach the hub in `UNSENT_MS` is not sent any more."""
        answer = Answer(
            message=new_id(self.now()),
            channel=channel,
            text=text,
            subject=subject,
            template=template,
            variant=variant,
            language=language,
        )
        self._alerts.over(lead_id, "")
        self._acts.post(
            c.SendMessage(answer=answer, retry_of=retry_of),
            lead_id,
            not_after=self.now() + UNSENT_MS,
        )
        return answer.message

    def take_back(self, lead_id: str, message: str) -> str:
        """Undo: what never left this desk is dropped here, anything else the hub takes back. The op
        of the asking, empty where there was nothing to ask."""
        for act in self._acts.outbox.of(c.SendMessage.do):
            if act.b.get("answer", {}).get("message") == message and not act.marked:
                self.discard(act.op)
                return ""
        return self._acts.post(c.TakeBackMessage(message=message), lead_id)

    def ask_message(self, lead_id: str, message: str) -> str:
        return self._acts.post(c.AskMessage(message=message), lead_id)

    def set_consent(self, lead_id: str, channel: Channel, allowed: bool, words: str = "") -> str:
        return self._acts.post(c.SetConsent(channel=channel, allowed=allowed, words=words), lead_id)

    def log_call(
        self, lead_id: str, touch: str, state: CallState, at: Ms, seconds: int = 0, why: str = ""
    ) -> str:
        """What the phone on this desk says of the running call."""
        said = c.LogCall(touch=touch, state=state, at=at, seconds=seconds, why=why)
        return self._acts.post(said, lead_id)

    def end_touch(
        self,
        lead_id: str,
        touch: str,
        disposition: Disposition,
        note: str = "",
        clue: str = "",
        reason: str = "",
    ) -> str:
        ended = c.EndTouch(
            touch=touch, disposition=disposition, note=note, clue=clue, reason=reason
        )
        return self._acts.post(ended, lead_id)

    def note(self, lead_id: str, text: str) -> str:
        return self._acts.post(c.AddNote(text=text), lead_id, gen=self._acts.my_gen(lead_id))

    def move_touch(
        self, lead_id: str, at: Ms, channel: Channel | None = None, how: c.How = "moved"
    ) -> str:
        return self._acts.post(c.MoveNextTouch(at=at, channel=channel, how=how), lead_id)

    def skip_touch(self, lead_id: str, reason: str) -> str:
        return self._acts.post(c.SkipTouch(reason=reason), lead_id)

    def keep_clue(self, lead_id: str, text: str) -> str:
        return self._acts.post(c.KeepClue(text=text), lead_id)

    def nurture(self, lead_id: str, text: str = "") -> str:
        return self._acts.post(c.NurtureLead(text=text), lead_id)

    def set_times(self, times: RepTimes, rep: str = "") -> str:
        """My working times, or (team lead) those of `rep`. Belongs to no lead. An older wish that
        never left is dropped: only the newest counts."""
        for act in self._acts.outbox.of(c.SetTimes.do):
            # One not on disk yet stays: its row would outlive it there.
            if act.b.get("rep", "") == rep and act.saved and not act.marked:
                self.discard(act.op)
        return self._acts.post(c.SetTimes(times=times, rep=rep), "")

    def return_lead(self, lead_id: str, reason: str, text: str = "") -> str:
        return self._acts.post(c.ReturnLead(reason=reason, text=text), lead_id)

    def qualify(self, lead_id: str, text: str = "") -> str:
        return self._acts.post(c.QualifyLead(text=text), lead_id)
