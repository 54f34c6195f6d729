"""One sound on one output of this machine. Which sounds there are, and when: `sound.py`."""

from __future__ import annotations

import wave

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink

from ui.resources import RESOURCES

MARGIN_MS = 500
"""What the output may lag behind."""


class Voice:
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
