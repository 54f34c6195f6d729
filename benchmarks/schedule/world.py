"""The parameters of a simulated world, and the worlds the planner is judged in.

The numbers are made up but for the calibration: a fixed cadence reaches about 43 of 100 leads with
about seven calls a contact."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class World:
    """Everything that can be varied. Shares and probabilities are 0..1."""

    name: str
    table: str = "published"
    table_strength: float = 1.0
    """How much people in general follow the table: 0 not at all."""
    table_noise: float = 0.12
    """Standard deviation of the log by which this town's people differ from the table, by hour."""
    forms: str = "many"
    """Which family of personal habits: a key of habits.FAMILIES."""
    habits: float = 1.0
    """Amplitude of personal habits on the log scale: 0 nobody has any, 1 normal."""
    level: float = 0.23
    """Mean chance that a live number picks up a call at a random legal half-hour."""
    level_spread: float = 0.65
    """Standard deviation of the log level between people."""
    dead: float = 0.09
    reveal: float = 0.2
    """A call to a dead number tells so with this chance."""
    away: float = 0.1
    away_factor: float = 0.1
    fade: float = 0.985
    """Interest left per working day."""
    segments: float = 0.25
    """Standard deviation of the log level between segments; their hours tilt half as much."""
    clues: float = 0.12
    clue_truth: float = 0.87
    asked: float = 0.0
    asked_truth: float = 0.87
    leads: int = 420
    reps: int = 4
    days: int = 30
    arrival_days: int = 18
    places_per_lead: float = 3.35
    """Call places in the whole run, per lead: fewer than the six calls allowed."""
    max_attempts: int = 6
    min_gap_slots: int = 8
    window_days: int = 15


NORMAL = World("table")

JUDGED = (
    NORMAL,
    replace(NORMAL, name="flat", table_strength=0.15),
    replace(NORMAL, name="contrary", table="contrary"),
    replace(NORMAL, name="no-habits", habits=0.0),
    replace(NORMAL, name="half", habits=0.5),
    replace(NORMAL, name="strong", habits=1.5),
    replace(NORMAL, name="asked", asked=0.6),
)
"""The worlds the goals are stated for."""

OTHERS = (
    replace(NORMAL, name="boxes", forms="boxes", table_strength=0.5),
    replace(NORMAL, name="smooth", forms="smooth", table_strength=0.5),
    replace(NORMAL, name="alike", forms="alike", table_strength=0.5),
    replace(NORMAL, name="asked-flat", asked=0.6, table_strength=0.15, forms="boxes"),
    replace(NORMAL, name="tight", places_per_lead=2.2),
    replace(NORMAL, name="slack", places_per_lead=5.0),
    replace(NORMAL, name="dead", dead=0.25, reveal=0.1),
    replace(NORMAL, name="even", level_spread=0.2, dead=0.03, habits=0.5),
    replace(NORMAL, name="silent", clues=0.0),
    replace(NORMAL, name="chatty", clues=0.3, clue_truth=0.7),
)
"""The same judged where something else is different: habits of another make, capacity, clues."""

WORLDS = {world.name: world for world in (*JUDGED, *OTHERS)}
