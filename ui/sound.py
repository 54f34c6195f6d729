"""Sound as this machine can make it. No common notification service plays any, so the desk does."""

from __future__ import annotations

import wave

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QMediaDevices

from ui.resources import RESOURCES

NAMES = ("strike_now", "prepare", "burst", "sla_80", "tick")
MARGIN_MS = 500
"""What the output may lag behind."""


class QtSound(QObject):
    """Plays the product's sounds on one output. `changed` when outputs come or go."""

    changed = Signal()

    def __init__(self, volume: int = 80, device: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._volume = volume
        self._wanted = device
        self._voices: dict[str, _Voice] = {}
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._outputs_changed)

    def play(self, name: str) -> bool:
        """Start one sound. False when no output can play it."""
        if name not in NAMES or not self.device():
            return False
        return self._voice(name).play()

    def stop(self) -> None:
        """Silence, at once."""
        for voice in self._voices.values():
            voice.stop()

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

    def _voice(self, name: str) -> _Voice:
        voice = self._voices.get(name)
        if voice is None:
            voice = self._voices[name] = _Voice(name, self._output(), self._volume / 100, self)
        return voice

    def _outputs_changed(self) -> None:
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        for voice in self._voices.values():
            voice.forget()
        self._voices.clear()


class _Voice:
    """One sound on one output. Not QSoundEffect: with PulseAudio, that of Qt 6.11 ends its stream
    in the server's thread, and from then on the program's own loop spins and answers nobody."""

    def __init__(self, name: str, output: QAudioDevice, volume: float, parent: QObject) -> None:
        with wave.open(str(RESOURCES / "sounds" / f"{name}.wav")) as file:
            form, samples = file.getparams(), file.readframes(file.getnframes())
        seconds = form.nframes / form.framerate
        sixteen_bit = QAudioFormat()
        sixteen_bit.setSampleRate(form.framerate)
        sixteen_bit.setChannelCount(form.nchannels)
        sixteen_bit.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._possible = output.isFormatSupported(sixteen_bit)
        self._samples = QBuffer(parent)
        self._samples.setData(QByteArray(samples))
        self._samples.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink = QAudioSink(output, sixteen_bit, parent)
        self._sink.setVolume(volume)
        # An open stream would keep the output awake. (PySide 6.11 cannot deliver the sink's own
        # stateChanged before QAudio was looked up, and has its values in two unequal classes.)
        self._end = QTimer(parent, singleShot=True, interval=round(seconds * 1000) + MARGIN_MS)
        self._end.timeout.connect(self._sink.stop)

    def play(self) -> bool:
        """From its beginning. False when the output cannot."""
        if not self._possible:
            return False
        self.stop()
        self._samples.seek(0)
        self._sink.start(self._samples)
        self._end.start()
        return self._sink.error().name == "NoError"

    def stop(self) -> None:
        """Silence."""
        self._end.stop()
        self._sink.stop()

    def forget(self) -> None:
        """For good: the output went, or another was chosen."""
        self.stop()
        for part in (self._end, self._sink, self._samples):
            part.deleteLater()
