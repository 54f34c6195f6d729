"""The rep's own time zone, as this machine says."""

from __future__ import annotations

from datetime import UTC, tzinfo

from PySide6.QtCore import QTimeZone

from app.domain.hours import zone


def my_zone() -> tzinfo:
    """The zone of this desk's clock; UTC when the machine names none that is known here."""
    return zone(_named()) or UTC


def my_zone_name() -> str:
    """Its IANA name, to tell the hub; empty when the machine names none that is known here."""
    return _named() if zone(_named()) is not None else ""


def _named() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode()
