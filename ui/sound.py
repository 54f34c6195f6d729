"""Sound as this machine can make it. No common notification service plays any, so the desk does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QMediaDevices

    from ui.voice import Voice

NAMES = ("strike_now", "prepare", "burst", "sla_80", "tick")


class QtSound(QObject):
    """Plays the product's sounds on one output. `changed` when outputs come or go.

    Qt's multimedia takes 50 ms to load: `open()` does so, or the first sound."""

    changed = Signal()

    def __init__(self, volume: int = 80, device: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume = volume
        self._wanted = device
        self._voices: dict[str, Voice] = {}
        self._devices: QMediaDevices | None = None

    def open(self) -> None:
        """Look at the outputs, and from now on at every change of them."""
        if self._devices is None:
            from PySide6.QtMultimedia import QMediaDevices

            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._outputs_changed)
            self.changed.emit()

    def play(self, name: str) -> bool:
        """Start one sound. False when no output can play it."""
        self.open()
        if name not in NAMES or not self.device():
            return False
        return self._voice(name).play()

    def stop(self) -> None:
        """Silence, at once."""
        for voice in self._voices.values():
            voice.stop()

    def device(self) -> str | None:
        """Name of the output in use; empty when there is none, None before `open`."""
        return self._output().description() if self._devices is not None else None

    def devices(self) -> list[str]:
        """Names of every output."""
        from PySide6.QtMultimedia import QMediaDevices

        return [found.description() for found in QMediaDevices.audioOutputs()]

    def choose(self, device: str, volume: int) -> None:
        """Another output (empty: the system's default) and loudness in percent."""
        if (device, volume) == (self._wanted, self._volume):
            return
        self._wanted, self._volume = device, volume
        self._forget()

    def _output(self) -> QAudioDevice:
        from PySide6.QtMultimedia import QMediaDevices

        for found in QMediaDevices.audioOutputs():
            if found.description() == self._wanted:
                return found
        # The chosen headset is gone: better the default than silence.
        return QMediaDevices.defaultAudioOutput()

    def _voice(self, name: str) -> Voice:
        from ui.voice import Voice

        voice = self._voices.get(name)
        if voice is None:
            voice = self._voices[name] = Voice(name, self._output(), self._volume / 100, self)
        return voice

    def _outputs_changed(self) -> None:
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        for voice in self._voices.values():
            voice.forget()
        self._voices.clear()
