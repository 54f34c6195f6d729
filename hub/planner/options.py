"""Switches of the planner, one for each lever; all on in the product, off one by one to measure."""

from msgspec import Struct


class Options(Struct, frozen=True, kw_only=True):
    """What the planner may use."""

    asking: bool = True
    """Good times stated when asked."""
    clues: bool = True
    """Clues heard in calls, auto-replies and signs of life."""
    lead_level: bool = True
    """Habits and reach of each lead, learnt from its own calls."""
    team_level: bool = True
    """The team's own hours, weekdays, segments and habit mix; off: the published table."""
    look_ahead: bool = True
    """Worth of waiting; off: whoever is likeliest now."""
    packing: bool = True
    """Exact packing of next touches; off: greedy."""
