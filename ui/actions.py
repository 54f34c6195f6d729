"""Every act of the window, once: its words, its keys, where it holds. Shortcuts, the palette and
the sheet of keys are all made from here, so none can promise what another does not keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

Scope = Literal["lead", "lists", "go", "board", "agenda", "settings", "app"]
_ENTER = "Return"
_OWN = (_ENTER, "Left", "Right")
"""Keys that views take themselves: as shortcuts they would be taken from every field and list."""


@dataclass(frozen=True)
class Act:
    """One act. `keys` as Qt writes them (`C`, `G, N`, `Ctrl+K`); `enabled` answers True, or False
    for an act that has no meaning now, or a sentence why it may not be done."""

    name: str
    words: str
    keys: tuple[str, ...]
    where: Scope
    run: Callable[[], None]
    enabled: Callable[[], bool | str]

    def may(self) -> bool | str:
        """Whether it can be done now."""
        return self.enabled()


class Actions(QObject):
    """One shortcut a key. The same letter may mean another act in another place: the first one that
    is enabled there runs. In a text field letters are text; there the keys work with Alt."""

    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._acts: dict[str, Act] = {}
        self._by_key: dict[str, list[Act]] = {}
        self._scopes: Callable[[], frozenset[str]] = lambda: frozenset(
            ("lead", "lists", "go", "board", "app")
        )

    def set_scopes(self, scopes: Callable[[], frozenset[str]]) -> None:
        """Which of the scopes hold where the rep is now."""
        self._scopes = scopes

    def add(
        self,
        name: str,
        words: str,
        keys: tuple[str, ...],
        where: Scope,
        run: Callable[[], None],
        enabled: Callable[[], bool | str] = lambda: True,
    ) -> None:
        """Make an act known and bind its keys."""
        act = Act(name, words, keys, where, run, enabled)
        self._acts[name] = act
        for key in keys:
            if key not in self._by_key and key not in _OWN:
                self._bind(key)
            self._by_key.setdefault(key, []).append(act)

    def _bind(self, key: str) -> None:
        for text in (key, f"Alt+{key}") if len(key) == 1 and key.isalnum() else (key,):
            shortcut = QShortcut(QKeySequence(text), self._window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(key in ("J", "K", "Alt+Up", "Alt+Down"))
            shortcut.activated.connect(lambda: self._pressed(key))

    def enter(self) -> None:
        """Enter, where no field or button took it: a shortcut would take it from them."""
        self._pressed(_ENTER)

    def _pressed(self, key: str) -> None:
        scopes = self._scopes()
        held = ""
        for act in self._by_key.get(key, ()):
            if act.where not in scopes:
                continue
            may = act.may()
            if may is True:
                act.run()
                return
            if isinstance(may, str):
                held = held or may
        if held:
            self.refused.emit(held)

    def run(self, name: str) -> None:
        """Do an act, or say why it may not be done."""
        act = self._acts[name]
        may = act.may()
        if may is True:
            act.run()
        elif isinstance(may, str):
            self.refused.emit(may)

    def all(self) -> list[Act]:
        """Every act, in the order it was added."""
        return list(self._acts.values())

    def here(self) -> list[Act]:
        """The acts that hold where the rep is now, refused ones included."""
        scopes = self._scopes()
        return [act for act in self._acts.values() if act.where in scopes]

    def keys(self) -> set[str]:
        """Every key that is bound."""
        return set(self._by_key)


def cap(key: str) -> str:
    """A key as its cap shows it: `Ctrl K`, `G N`."""
    return key.replace("+", " ").replace(", ", " ").replace("Return", "Enter")
