"""The published table: when people are said to pick up, by weekday and hour, with its source.

Studies contradict one another (SCHEDULE A1), so a model starts from it at half strength and learns
how far to trust it."""

from msgspec import Struct


class PublishedTable(Struct, frozen=True, kw_only=True):
    """Relative figures, any scale: 7 weekdays from Monday, 24 hours from midnight."""

    weekday: tuple[float, ...]
    hour: tuple[float, ...]
    source: str


LRM = PublishedTable(
    # Contacts from first dials: counts, not rates. The weekend is not in the study.
    weekday=(1640.0, 1590.0, 2260.0, 2340.0, 1980.0, 1200.0, 1000.0),
    # 16-18 best, +114 % over 11-12; 8-9 second; 13-14 weak. The hours between are drawn by us.
    hour=(
        *(0.4,) * 7,
        0.9,
        *(1.3, 1.05, 0.9, 0.7, 0.8, 0.72, 0.85, 1.05, 1.5, 1.5, 1.0, 0.8),
        *(0.6, 0.5, 0.4, 0.4),
    ),
    source="Lead Response Management study (Oldroyd/InsideSales, 2007)",
)
