"""Makes the alert sounds in resources/sounds: struck wooden bars, nothing recorded.

Run it after changing a figure here; it prints each file's length, peak and loudness.
Not here: when a sound is played (client/alerts.py) and how loud the rep has set it.
"""

from __future__ import annotations

import math
import struct
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

SOUNDS = Path(__file__).resolve().parent.parent / "resources" / "sounds"
RATE = 48_000
ATTACK_S = 0.003
RELEASE_S = 0.020  # fades the last samples, so that no file ends in a click
LOUDNESS_DB = -16.0  # of the loudest 400 ms
PEAK_LIMIT_DB = -1.0

E5, A5, B5 = 659.26, 880.00, 987.77

# A wooden bar free at both ends, half undercut: its partials fit no harmonic series and die sooner
# the higher they are. (ratio to the fundamental, strength, seconds to fall to 1/e)
BAR = ((1.0, 1.00, 0.170), (2.76, 0.14, 0.090), (3.93, 0.26, 0.055), (5.40, 0.08, 0.030))
KNOCK = (0.10, 0.004)  # the mallet itself: strength, seconds to fall to 1/e


@dataclass(frozen=True)
class Note:
    """One stroke: when it falls (s), how high (Hz), how hard (1 = full)."""

    at_s: float
    pitch_hz: float
    force: float = 1.0


@dataclass(frozen=True)
class Sound:
    """A file: its strokes, its length in seconds, and decibels below the usual loudness."""

    name: str
    notes: tuple[Note, ...]
    length_s: float
    quieter_db: float = 0.0


ALL = (
    Sound("strike_now", (Note(0.0, E5), Note(0.20, B5)), 0.9),
    Sound("prepare", (Note(0.0, E5),), 0.7),
    Sound("burst", (Note(0.0, E5), Note(0.13, A5), Note(0.26, B5)), 0.9),
    Sound("sla_80", (Note(0.0, B5), Note(0.20, E5)), 0.9),
    Sound("tick", (Note(0.0, B5, 0.6),), 0.18, quieter_db=12.0),
)


def knock(index: int) -> float:
    """Repeatable noise between -1 and 1."""
    mixed = (index * 2_654_435_761) ^ (index >> 3) * 40_503
    return ((mixed >> 7) & 0xFFFF) / 32_767.5 - 1.0


def stroke(note: Note, length_s: float) -> list[float]:
    """The samples of one stroke from the moment it falls to the end of the sound."""
    samples = []
    noise_strength, noise_decay = KNOCK
    for index in range(max(0, round((length_s - note.at_s) * RATE))):
        t = index / RATE
        value = sum(
            strength * math.exp(-t / decay) * math.sin(2 * math.pi * note.pitch_hz * ratio * t)
            for ratio, strength, decay in BAR
        )
        value += noise_strength * math.exp(-t / noise_decay) * knock(index)
        samples.append(note.force * value * min(1.0, t / ATTACK_S))
    return samples


def mix(sound: Sound) -> list[float]:
    """All strokes together, faded out at the very end."""
    total = round(sound.length_s * RATE)
    mixed = [0.0] * total
    for note in sound.notes:
        start = round(note.at_s * RATE)
        for offset, value in enumerate(stroke(note, sound.length_s)):
            if start + offset < total:
                mixed[start + offset] += value
    fade = round(RELEASE_S * RATE)
    for index in range(fade):
        mixed[total - 1 - index] *= index / fade
    return mixed


def decibels(ratio: float) -> float:
    """A ratio of amplitudes in dB; silence is -120."""
    return 20 * math.log10(max(ratio, 1e-6))


def peak_db(samples: list[float]) -> float:
    """The highest sample, dB below full scale."""
    return decibels(max(abs(value) for value in samples))


def loudness_db(samples: list[float]) -> float:
    """RMS of the loudest 400 ms (the whole file when shorter), dB relative to full scale.

    Near 1 kHz, where these notes lie, that is the momentary LUFS within a decibel."""
    window = min(len(samples), round(0.4 * RATE))
    energy = sum(value * value for value in samples[:window])
    loudest = energy
    for index in range(window, len(samples)):
        energy += samples[index] ** 2 - samples[index - window] ** 2
        loudest = max(loudest, energy)
    return decibels(math.sqrt(max(loudest, 0.0) / window))


def levelled(sound: Sound) -> list[float]:
    """The sound at its loudness, or as near below it as its peak allows."""
    samples = mix(sound)
    wanted = LOUDNESS_DB - sound.quieter_db
    gain_db = min(wanted - loudness_db(samples), PEAK_LIMIT_DB - peak_db(samples))
    gain = 10 ** (gain_db / 20)
    return [value * gain for value in samples]


def write(path: Path, samples: list[float]) -> None:
    """16-bit mono WAV."""
    whole = array("h", (round(value * 32_767) for value in samples))
    if sys.byteorder == "big":
        whole.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(struct.calcsize("<h"))
        file.setframerate(RATE)
        file.writeframes(whole.tobytes())


def main() -> None:
    """Write every sound and say how it came out."""
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for sound in ALL:
        samples = levelled(sound)
        path = SOUNDS / f"{sound.name}.wav"
        write(path, samples)
        print(
            f"{path.name:16} {sound.length_s:4.2f} s  peak {peak_db(samples):6.1f} dBFS  "
            f"loudest 400 ms {loudness_db(samples):6.1f} dB RMS"
        )


if __name__ == "__main__":
    main()
