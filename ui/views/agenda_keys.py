"""The agenda's acts and their keys, in the order the sheet of keys shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.actions import Actions

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.views.agenda import AgendaView

_OPTIONS = 3


def take(view: AgendaView, key: Qt.Key) -> bool:
    """A key that no part of the agenda took; False when it is none of the agenda's either."""
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        view.go_on()
    elif key == Qt.Key.Key_Escape:
        return view.back()
    elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not view.as_list:
        view.day_by(-1 if key == Qt.Key.Key_Left else 1)
    else:
        return False
    return True


def add_keys(view: AgendaView, acts: Actions) -> None:
    """Make every act of the agenda known, once."""
    do, card = view.acts, view.card

    def some() -> bool:
        return view.isVisible() and view.lead() is not None

    def reviewing() -> bool:
        return view.isVisible() and card.isVisible() and card.reviews

    def moving() -> bool:
        return some() and view.strip.isVisible()

    def add(name: str, word: str, key: str, run: Callable[[], None],
            may: Callable[[], bool] = some) -> None:  # fmt: skip
        acts.add(f"agenda-{name}", word, (key,), "agenda", run, may)

    add("call", "Call", "C", lambda: view.touch_now("call"))
    add("sms", "SMS", "S", lambda: view.touch_now("sms"))
    add("email", "Email", "E", lambda: view.touch_now("email"))
    add("call-next", "Call whoever is next", "Shift+C", view.call_next)
    add("again", "Call again in 20 minutes", "A", lambda: do.again(view.lead()))
    add("next", "Next touch: another time", "B", lambda: do.move(view.lead()))
    add("snooze", "Snooze", "L", lambda: do.snooze(view.lead()))
    add("skip", "Skip, with a reason", "X", lambda: do.skip(view.lead()))
    add("clue", "A clue", "W", lambda: do.clue(view.lead()))
    add("plan", "The plan for this person", "P", view.show_plan)
    add("copy", "Copy when and why", "Ctrl+C", view.plan.copy)
    add("accept", "Book the chosen time", "Return", card.accept, reviewing)
    for number in range(1, _OPTIONS + 1):

        def choose(place: int = number - 1) -> None:
            card.choose(place)

        def may(place: int = number - 1) -> bool:
            return card.isVisible() and place < len(card.options.lines)

        add(f"option-{number}", f"Time {number}", str(number), choose, may)
    add("other", "Another time, typed", "T", lambda: do.move(view.lead(), typed=True))
    add("nurture", "Give to nurture", "U", lambda: do.nurture(view.lead()))
    add("earlier", "Five minutes earlier", "Alt+Up", lambda: view.strip.nudge(-1), moving)
    add("later", "Five minutes later", "Alt+Down", lambda: view.strip.nudge(1), moving)
    add("day-after", "The next day", "Right", lambda: view.day_by(1), view.isVisible)
    add("day-before", "The day before", "Left", lambda: view.day_by(-1), view.isVisible)
    add("down", "Down", "J", lambda: view.move_by(1), view.isVisible)
    add("up", "Up", "K", lambda: view.move_by(-1), view.isVisible)
    add("turn", "As a list, or to scale", "V", view.turn, view.isVisible)
