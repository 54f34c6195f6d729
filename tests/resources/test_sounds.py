"""Every alert sound is there, in the one format, audible and never clipped."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import pytest

SOUNDS = Path(__file__).resolve().parents[2] / "resources" / "sounds"


@pytest.mark.parametrize("name", ["strike_now", "prepare", "burst", "sla_80", "tick"])
def test_a_sound_is_48_khz_16_bit_mono_short_and_unclipped(name: str) -> None:
    with wave.open(str(SOUNDS / f"{name}.wav"), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (48_000, 2, 1)
        samples = array("h", file.readframes(file.getnframes()))
    assert 0.1 <= len(samples) / 48_000 <= 0.9
    peak = max(map(abs, samples)) / 32_768
    assert 0.05 < peak < 0.9
    # A file that starts or ends away from silence clicks.
    assert abs(samples[0]) < 40
    assert abs(samples[-1]) < 40
