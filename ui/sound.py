"""Sound as this machine can make it. No common notification service plays any, so the desk does."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioDevice, QMediaDevices, QSoundEffect

from ui.resources import RESOURCES

NAMES = ("strike_now", "prepare", "burst", "sla_80", "tick")


class QtSound(QObject):
    """Plays the product's sounds on one output. `changed` when outputs come or go."""

    changed = Signal()

    def __init__(self, volume: int = 80, device: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume = volume
        self._wanted = device
        self._effects: dict[str, QSoundEffect] = {}
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._outputs_changed)

    def play(self, name: str) -> bool:
        """Start one sound. False when no output can play it."""
        if name not in NAMES or not self.device():
            return False
        effect = self._effect(name)
        if effect.status() == QSoundEffect.Status.Error:
            return False
        effect.play()
        return True

    def stop(self) -> None:
        """Silence, at once."""
        for effect in self._effects.values():
            effect.stop()

    def device(self) -> str:
        """Name of the output in use; empty when there is none."""
        return self._output().description()

    def devices(self) -> list[str]:
        """Names of every output."""
        return [found.description() for found in QMediaDevices.audioOutputs()]

    def choose(self, device: str, volume: int) -> None:
        """Another output (empty: the system's default) and loudness in percent."""
        if (device, volume) == (self._wanted, self._volume):
            return
        self._wanted, self._volume = device, volume
        self._forget()

    def _output(self) -> QAudioDevice:
        for found in QMediaDevices.audioOutputs():
            if found.description() == self._wanted:
                return found
        # The chosen headset is gone: better the default than silence.
        return QMediaDevices.defaultAudioOutput()

    def _effect(self, name: str) -> QSoundEffect:
        effect = self._effects.get(name)
        if effect is None:
            effect = QSoundEffect(self._output(), self)
            effect.setSource(QUrl.fromLocalFile(str(RESOURCES / "sounds" / f"{name}.wav")))
            effect.setVolume(self._volume / 100)
            self._effects[name] = effect
        return effect

    def _outputs_changed(self) -> None:
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        for effect in self._effects.values():
            effect.stop()
            effect.deleteLater()
        self._effects.clear()
