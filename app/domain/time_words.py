"""A promised time in the words of a message, by the clock of whoever reads it."""

from datetime import date, tzinfo

from app.domain.ids import Ms
from app.domain.ids import at as instant

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_NEAR = {
    "en": ("today", "tomorrow"),
    "de": ("heute", "morgen"),
    "fr": ("aujourd’hui", "demain"),
    "es": ("hoy", "mañana"),
}
_WHEN = {
    "en": ("{near}, {day}, at {time} your time", "on {day} {date} {month} at {time} your time"),
    "de": (
        "{near}, {day}, um {time} Uhr Ihrer Zeit",
        "am {day}, dem {date}. {month}, um {time} Uhr Ihrer Zeit",
    ),
    "fr": (
        "{near}, {day}, à {time}, heure de chez vous",
        "le {day} {date} {month} à {time}, heure de chez vous",
    ),
    "es": (
        "{near}, {day}, a las {time}, su hora",
        "el {day} {date} de {month} a las {time}, su hora",
    ),
}
LANGUAGES = tuple(_WHEN)
"""In which a time can be promised."""


def promised(at: Ms, now: Ms, zone: tzinfo, language: str) -> str:
    """ "tomorrow, Tuesday, at 09:10 your time", by the clock of `zone`, where the reader is. ""
    in a language this cannot be said in: then no time may be promised."""
    if language not in _WHEN:
        return ""
    then, today = instant(at).astimezone(zone), instant(now).astimezone(zone).date()
    ahead = _days(today, then.date())
    near, other = _WHEN[language]
    return (near if 0 <= ahead <= 1 else other).format(
        near=_NEAR[language][ahead] if 0 <= ahead <= 1 else "",
        day=_DAYS[language][then.weekday()],
        date=then.day,
        month=_MONTHS[language].split()[then.month - 1],
        time=f"{then:%H:%M}",
    )


def _days(first: date, last: date) -> int:
    return (last - first).days
