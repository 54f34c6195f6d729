"""The card of one ringing lead: ring, name, what they want, both clocks, and the keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter

from app.domain.ids import at
from app.domain.lead import Lead
from app.domain.playbook import Playbook
from client.ports import ActionKey
from ui import words
from ui.cards.shell import SIZE, CardShell
from ui.fonts import Type
from ui.lead_stand import ActLook
from ui.models.faces import Moment
from ui.models.hero_face import HeroFace, hero_face
from ui.models.their_act import their_act
from ui.my_clock import my_zone
from ui.person_words import cleaned
from ui.text import side_by_side
from ui.theme import Theme
from ui.tokens import Role
from ui.widgets.heat import Heat
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.line import Run, draw_runs, draw_text, text_width
from ui.widgets.ring import CARD, Ring, paint_ring

_LEFT, _TEXT = 16, 88
_BAR: dict[Heat, Role] = {Heat.WARM: "warm", Heat.HOT: "hot", Heat.OVER: "hot"}
BUTTONS: tuple[tuple[str, ActionKey, str, str, str], ...] = (
    ("call", "claim-call", "Claim & call", "C", "phone"),
    ("sms", "sms", "SMS", "S", ""),
    ("email", "email", "Email", "E", ""),
    ("later", "later", "Later", "L", ""),
)


@dataclass(frozen=True)
class CardFace:
    """All a card says. In privacy mode it names nobody."""

    ring: Ring
    source: str
    age: str
    lane: str
    name: str
    role: str
    wish: str
    clocks: str


def card_face(
    lead: Lead,
    moment: Moment,
    playbook: Playbook | None,
    team: str,
    *,
    private: bool,
    why: str = "",
) -> CardFace:
    """The words of a lead's card at this moment; `why` it rings, where that is known."""
    hero, theirs = hero_face(lead, moment), their_act(lead, why, moment)
    lane = playbook.lanes.get(lead.lane) if playbook is not None else None
    told = f"{lead.rank} · {lane.title}" if lane is not None else lead.rank
    ring = theirs.wait if theirs is not None and theirs.wait is not None else hero.ring
    if private:
        about = "Privacy mode: open it to see who it is."
        return CardFace(ring, "A lead", hero.note, told, f"Lead for {cleaned(team)}", "", about, "")
    return CardFace(
        ring=ring,
        source=hero.source,
        age=theirs.when if theirs is not None else _age(lead, moment, hero),
        lane=told,
        name=hero.name,
        role=hero.role,
        wish=theirs.words if theirs is not None else _wish(lead),
        clocks=side_by_side(hero.theirs, hero.mine, cleaned(lead.person.device), _line(lead)),
    )


def practice_face() -> CardFace:
    """A card to try: it looks and sounds like a lead, and stands for nobody."""
    return CardFace(
        ring=Ring(Heat.CALM, "1:00", "to claim", 1.0),
        source="Practice",
        age="rang just now",
        lane="A · Strike now",
        name="This is how a lead rings",
        role="Nobody is contacted, nothing is written",
        wish="Press any of the keys: the card goes away.",
        clocks="",
    )


PRACTICE_LOOKS = {
    act: ActLook(True, label, primary=act == "call") for act, _, label, _, _ in BUTTONS
}


def _age(lead: Lead, moment: Moment, hero: HeroFace) -> str:
    if lead.opted_in is None:
        return hero.note
    return f"opted in {words.age(at(lead.opted_in), at(moment.shown), my_zone())}"


def _wish(lead: Lead) -> str:
    """What they wrote; where they wrote nothing, what they read."""
    person = lead.person
    if person.message.strip():
        return f"“{cleaned(person.message, 160)}”"
    if person.content:
        return f"Read {', '.join(cleaned(title, 80) for title in person.content[:3])}."
    return cleaned(lead.rank_why).capitalize() or "No message."


def _line(lead: Lead) -> str:
    kind = lead.person.phone_kind
    return kind if kind in ("mobile", "landline") else ""


class LeadCard(CardShell):
    """Emits `acted` with the action pressed."""

    acted = Signal(str)

    def __init__(self, theme: Theme, face: CardFace, *, reduce_motion: bool = False) -> None:
        super().__init__(theme, reduce_motion=reduce_motion)
        self._face = face
        self.buttons: dict[str, KeyButton] = {}
        for act, action, label, key, icon in BUTTONS:
            self._add(act, action, label, key, icon)
        self.set_face(face)

    def _add(self, act: str, action: ActionKey, label: str, key: str, icon: str) -> None:
        button = KeyButton(self.theme, label, key=key, icon=icon, parent=self)
        button.acted.connect(lambda: self.acted.emit(action))
        button.refusal_asked.connect(lambda: self.acted.emit("default"))
        self.buttons[act] = button
        self.bind(key, button)

    def set_face(self, face: CardFace) -> None:
        """Other words; the bar follows the ring."""
        self._face = face
        said = (face.name, face.source, face.age, f"{face.ring.digits} {face.ring.word}")
        self.setAccessibleName("Ringing: " + ", ".join(part for part in said if part))
        self.setAccessibleDescription(side_by_side(face.role, face.wish, face.clocks))
        self.set_bar(face.ring.remaining, _BAR.get(face.ring.state, "calm"))
        self.update()

    def set_looks(self, looks: dict[str, ActLook], *, trying: bool) -> None:
        """Which buttons there are and which is the blue one, as in the window's own hero."""
        x = _LEFT
        for act, button in self.buttons.items():
            look = looks[act]
            if look.label and button.label != look.label:
                button.set_label(look.label, "book-open" if "read" in look.label else None)
            kind = Kind.PRIMARY if look.primary else Kind.PLAIN
            if look.reason:
                button.refuse(look.reason)
            elif button.kind not in (kind, Kind.ASKING):
                button.set_kind(kind)
            button.setVisible(look.shown)
            hint = button.sizeHint()
            button.setGeometry(x, SIZE.height() - 15 - hint.height(), hint.width(), hint.height())
            x += hint.width() + 6 if look.shown else 0
        (self.buttons["call"].begin_asking if trying else self.buttons["call"].end_asking)()

    def paint_words(self, painter: QPainter) -> None:
        face, tokens = self._face, self.tokens
        paint_ring(painter, QRectF(_LEFT - 1, 24, CARD, CARD), face.ring, tokens)
        right = SIZE.width() - 40
        lane = text_width(face.lane, Type.SMALL)
        draw_text(painter, QRectF(right - lane, 15, lane, 18), face.lane, Type.SMALL, tokens.ink2)
        head = [Run(face.source, Type.SMALL_STRONG), Run(f"  {face.age}", Type.SMALL, "ink2")]
        draw_runs(painter, QRectF(_TEXT, 15, right - lane - 10 - _TEXT, 18), head, tokens)
        room = float(SIZE.width() - 16 - _TEXT)
        draw_text(painter, QRectF(_TEXT, 33, room, 26), face.name, Type.TITLE, tokens.ink)
        draw_text(painter, QRectF(_TEXT, 59, room, 18), face.role, Type.BODY, tokens.ink2)
        wide = QRectF(_LEFT + 1, 86, SIZE.width() - 34, 18)
        draw_text(painter, wide, face.wish, Type.BODY, tokens.ink)
        wide.translate(0, 18)
        draw_text(painter, wide, face.clocks, Type.SMALL, tokens.ink2)
