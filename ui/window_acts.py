"""The window's acts and their keys, in the order the sheet shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.decisions import KEY

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_OUTCOMES = ("Connected", "Voicemail", "No answer", "Busy", "Gatekeeper", "Wrong number",
             "Callback", "Refused", "Return")  # fmt: skip


def add_acts(window: MainWindow) -> None:
    """Make every act known, once."""
    window.acts.set_scopes(lambda: window.rooms.scopes())
    _lead(window)
    _planning(window)
    _outcomes(window)
    _lists(window)
    _going(window)


def _lead(window: MainWindow) -> None:
    hero = window.now.lead_pane.hero
    words = {
        "call": "Claim and call", "hang_up": "Hang up", "sms": "SMS", "email": "Email",
        "later": "Later", "note": "Note", "next": "Next touch",
    }  # fmt: skip
    keys = {
        "call": "C", "hang_up": "H", "sms": "S", "email": "E", "later": "L", "note": "N",
        "next": "B",
    }  # fmt: skip

    for name, key in keys.items():

        def press(name: str = name) -> None:
            hero.buttons[name].click()

        def may(name: str = name) -> bool:
            return window.rooms.lead_shown() and not hero.buttons[name].isHidden()

        window.acts.add(name, words[name], (key,), "lead", press, may)
    pane, shown = window.now.lead_pane, window.rooms.lead_shown
    window.acts.add("about", "All about the lead", ("I",), "lead", pane.toggle_about, shown)


def _planning(window: MainWindow) -> None:
    """What is learnt between touches, and the plan made of it: for a lead of mine."""

    def mine() -> bool:
        lead = window.now.desk.lead
        here = window.rooms.lead_shown() and lead is not None
        return here and lead is not None and lead.owner == window.bridge.rep

    def planned() -> bool:
        lead = window.now.desk.lead
        return mine() and lead is not None and lead.next_touch is not None

    popups = window.popups
    window.acts.add("clue", "A clue", ("W",), "lead", popups.ask_clue, mine)
    window.acts.add("plan", "The plan for this person", ("P",), "lead", window.show_plan, planned)


def _outcomes(window: MainWindow) -> None:
    bar = window.now.lead_pane.bar

    def may_again() -> bool:
        return window.rooms.lead_shown() and bar.may_again

    window.acts.add("again", "Call again in 20 minutes", ("A",), "lead", bar.press_again, may_again)
    for number, word in enumerate(_OUTCOMES, start=1):

        def press(number: int = number) -> None:
            bar.choose(number)

        def may(number: int = number) -> bool:
            return window.rooms.lead_shown() and bar.live and bar.has(number)

        words = f"It ended: {word}"
        window.acts.add(f"outcome-{number}", words, (str(number),), "lead", press, may)


def _lists(window: MainWindow) -> None:
    now, acts = window.now, window.acts
    acts.add("down", "Down", ("J",), "lists", lambda: now.step(1))
    acts.add("up", "Up", ("K",), "lists", lambda: now.step(-1))
    acts.add("home", "Hottest", ("Home",), "lists", now.home)


def _going(window: MainWindow) -> None:
    acts, rooms = window.acts, window.rooms
    acts.add("go-now", "Now", ("G, N",), "go", lambda: window.show_place("now"))
    for name, word, key in (("agenda", "Agenda", "G, A"), ("board", "Board", "G, B"),
                            ("numbers", "Numbers", "G, S"),
                            ("settings", "Settings", "Ctrl+,")):  # fmt: skip

        def go(name: str = name) -> None:
            window.show_place(name)

        def may(name: str = name) -> bool:
            return rooms.may_show(name)

        acts.add(f"go-{name}", word, (key,), "go", go, may)
    acts.add(
        "find",
        "Find a lead or a command",
        ("Ctrl+K",),
        "app",
        window.popups.show_palette,
    )
    acts.add("keys", "Keys", ("?",), "app", window.popups.show_keys)
    pages = window.pages
    messages = (("H", "change", "Change what is held"), ("R", "again", "Try the message again"),
                ("A", "ask", "Ask what became of it"))  # fmt: skip
    for letter, do, said in messages:

        def press(letter: str = letter) -> None:
            pages.press(letter)

        def may_press(do: str = do) -> bool:
            return pages.may_press(do)

        acts.add(f"message-{do}", said, (letter,), "lead", press, may_press)
    acts.add("take-back", "Take the message back", ("Z",), "lead", pages.undo, pages.may_undo)
    acts.add("undo", "Undo", ("Z",), "app", window.toast.undo, lambda: window.toast.can_undo)
    decide, may_decide = window.popups.ask_decision, window.decisions.may
    acts.add("decide", "Decide what waits", (KEY,), "app", decide, may_decide)
    acts.add("retry-link", "Try the link now", ("R",), "app", window.reconnect, window.not_live)
    acts.add("quit", "Quit", ("Ctrl+Q",), "app", window.quit)
