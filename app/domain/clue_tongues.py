"""German and French words of a clue line, turned into the English ones that `clue_line.py` reads.
Phrases, not grammar: "ab 15 Uhr", "nicht freitags", "après 15h", "de retour lundi". A word left
alone by every phrase stays as it was typed."""

import re
from functools import cache

_DAYS = {
    "mon": r"montags?|lundis?",
    "tue": r"dienstags?|mardis?",
    "wed": r"mittwochs?|mercredis?",
    "thu": r"donnerstags?|jeudis?",
    "fri": r"freitags?|vendredis?",
    "sat": r"samstags?|sonnabends?|samedis?",
    "sun": r"sonntags?|dimanches?",
}
_MONTHS = {
    "jan": r"januar|jänner|janvier",
    "feb": r"februar|f[ée]vrier",
    "mar": r"märz|maerz|mars",
    "apr": r"avril",
    "may": r"mai",
    "jun": r"juni|juin",
    "jul": r"juli|juillet",
    "aug": r"août|aout",
    "sep": r"septembre",
    "oct": r"oktober|octobre",
    "nov": r"novembre",
    "dec": r"dezember|d[ée]cembre",
}
_ANY_DAY = "|".join(_DAYS.values())
_CLOCK = r"\d{1,2}(?::\d{2})?"
_H = r"(\d{1,2})\s?h(?:eures?)?\s?(\d{2})?\b"
"""A French hour; only after a word that leads one in, as English has "2 h" for a span."""


def _hours(lead: str) -> str:
    return rf"\b{lead}\s+{_H}"


_PHRASES: tuple[tuple[str, str], ...] = (
    # times of day
    (r"\b(?:nicht|pas)\s+(?:vor|avant)\s+(\d{1,2})\s?(?:h|uhr)\s?(\d{2})?\b", r"not before \1:\2"),
    (r"\b(?:nicht|pas)\s+(?:nach|après)\s+(\d{1,2})\s?(?:h|uhr)\s?(\d{2})?\b", r"not after \1:\2"),
    (r"(\d{1,2})[.:](\d{2})\s*uhr\b", r"\1:\2"),
    (r"(\d{1,2})\s*uhr\s*(\d{2})\b", r"\1:\2"),
    (r"(\d{1,2})\s*uhr\b", r"\1:00"),
    (rf"\bentre\s+{_H}\s+et\s+{_H}", r"between \1:\2 and \3:\4"),
    (rf"\bde\s+{_H}\s+à\s+{_H}", r"\1:\2 - \3:\4"),
    (_hours(r"(?:après|apres|à\s+partir\s+de|a\s+partir\s+de|dès|des)"), r"after \1:\2"),
    (_hours(r"(?:avant|jusqu['’]?\s?à|jusqu['’]?\s?a)"), r"before \1:\2"),
    (_hours(r"(?:vers|autour\s+de)"), r"around \1:\2"),
    (rf"\b({_ANY_DAY}|demain)\s+(?:à\s+)?{_H}", r"\1 \2:\3"),
    (_hours(r"à"), r"at \1:\2"),
    (rf"\bzwischen\s+({_CLOCK})\s+und\s+({_CLOCK})", r"between \1 and \2"),
    (rf"\bvon\s+({_CLOCK})\s+bis\s+({_CLOCK})", r"\1 - \2"),
    (rf"\b(?:erst\s+)?(?:ab|nach)\s+({_CLOCK})(?!\d|\.)", r"after \1"),
    (rf"\b(?:vor|bis)\s+({_CLOCK})(?!\d|\.)", r"before \1"),
    (rf"\bgegen\s+({_CLOCK})(?!\d|\.)", r"around \1"),
    (rf"\bum\s+({_CLOCK})(?!\d|\.)", r"at \1"),
    # spans from now
    (r"\bin\s+(\d{1,3})\s+(?:minuten|min)\b", r"in \1 min"),
    (r"\bin\s+(\d{1,3})\s+stunden?\b", r"in \1 hours"),
    (r"\bin\s+einer\s+stunde\b", "in an hour"),
    (r"\bin\s+(\d{1,3})\s+tagen\b", r"in \1 days"),
    (r"\bin\s+(?:einer|1)\s+woche\b", "in a week"),
    (r"\bin\s+(\d{1,3}|zwei|drei)\s+wochen\b", r"in \1 weeks"),
    (r"\bdans\s+(\d{1,3})\s+min(?:utes?)?\b", r"in \1 min"),
    (r"\bdans\s+une\s+heure\b", "in an hour"),
    (r"\bdans\s+(\d{1,3})\s+heures\b", r"in \1 hours"),
    (r"\bdans\s+(\d{1,3})\s+jours\b", r"in \1 days"),
    (r"\bdans\s+une\s+semaine\b", "in a week"),
    # dates
    (r"\bübermorgen\b|\buebermorgen\b|\baprès-demain\b|\bapres-demain\b", "day after tomorrow"),
    (r"\b(?:der\s+)?nächsten?\s+woche\b|\bla\s+semaine\s+prochaine\b", "next week"),
    (r"\b(?:im\s+)?nächsten?\s+monat\b|\ble\s+mois\s+prochain\b", "next month"),
    (r"\bmorgen\s+(?:früh|vormittag)\b|\bdemain\s+matin\b", "tomorrow mornings"),
    (r"\bmorgen\s+nachmittag\b|\bdemain\s+après-midi\b", "tomorrow afternoons"),
    (r"(?<!for )(?<!to )\bmorgen\b|\bdemain\b", "tomorrow"),
    (r"\bheute\s+nicht\b|\bnicht\s+(?:mehr\s+)?heute\b|\bpas\s+aujourd['’]hui\b", "not today"),
    (r"\bheute\b|\baujourd['’]hui\b", "today"),
    # away
    (r"\b(?:wieder\s+(?:da|zurück|im\s+büro)|zurück|wieder\s+erreichbar|de\s+retour|revient)"
     r"(?:\s+(?:ab|am|im|le|en))?\b", "back"),
    (r"\b(?:im\s+urlaub|verreist|abwesend|nicht\s+da|krank|en\s+vacances|absente?|en\s+congés?)"
     r"\s+(?:bis(?:\s+zum)?|jusqu['’]?\s?(?:au|à|a))\b", "away until"),
    (rf"\b(?:erst\s+)?ab\s+(?=(?:nächste|{_ANY_DAY}|\d{{1,2}}\.))", "from "),
    (rf"\bà\s+partir\s+de\s+(?=(?:{_ANY_DAY}))|\bà\s+partir\s+du\s+", "from "),
    (r"\b(?:nicht|pas)\s+(?:vor|avant)\s+(?:dem\s+|le\s+)?"
     rf"(?=(?:nächste|tomorrow|{_ANY_DAY}|\d{{1,2}}[. ]))", "not before "),
    # parts of the day
    (r"\b(?:am\s+)?(?:vormittags?|morgens)\b|\b(?:le\s+)?matins?\b", "mornings"),
    (r"\b(?:am\s+)?nachmittags?\b|\b(?:l['’])?après-midis?\b", "afternoons"),
    (r"\b(?:am\s+)?abends?\b|\b(?:le\s+)?soirs?\b", "evenings"),
    (r"\b(?:in\s+der\s+)?mittags(?:pause|zeit)?\b|\b(?:le\s+)?midi\b", "lunchtime"),
    # not, and, every day of the week
    (rf"\b(?:nicht|nie|kein|außer|ausser|pas|jamais|sauf)\s+(?:am\s+|le\s+|les\s+|l['’])?"
     rf"(?=(?:{_ANY_DAY}|mornings|afternoons|evenings|lunchtime))", "not "),
    (r"\bwerktags\b|\bunter\s+der\s+woche\b|\ben\s+semaine\b", "weekdays"),
    (r"\b(?:am\s+)?wochenendes?\b|\ble\s+week-end\b", "weekends"),
    (rf"\b(?:am|le|les|jeden|immer|chaque)\s+(?=(?:{_ANY_DAY}))", ""),
    (r"\b(?:am|le)\s+(?=\d{1,2}[. ])", "on "),
    (rf"(?<=\d)\.\s*(?=(?:{'|'.join(_MONTHS.values())}|[a-z]{{3,9}}\b))", " "),
    (rf"\b({_ANY_DAY})\s+(?:und|oder|et|ou)\s+(?=(?:{_ANY_DAY}))", r"\1 or "),
    (rf"\b({_ANY_DAY})\s+(?:bis|à)\s+(?=(?:{_ANY_DAY}))", r"\1 to "),
    # who
    (r"\b(?:nach\s+)?(?:frau|herrn?)\s+([^\W\d_][\w'’-]*)\s+(?:fragen|verlangen)\b", r"ask for \1"),
    (r"\bdemander\s+(?:m(?:me|r|onsieur|adame)?\.?\s+)?([^\W\d_][\w'’-]*)", r"ask for \1"),
)  # fmt: skip
_FOREIGN = (
    rf"\b(?:{_ANY_DAY}|uhr|nicht|morgens?|heute|nachmittags?|vormittags?|abends?|mittags?|woche|"
    r"wieder|zurück|nach|vor|ab|bis|gegen|um|stunden?|minuten|urlaub|fragen|verlangen|"
    r"apr[eè]s|avant|demain|matins?|midi|soirs?|semaine|retour|vers|entre|dans|dès|pas|"
    rf"{'|'.join(_MONTHS.values())}|"
    r"jusqu|vacances|cong[ée]s?|aujourd|demander|partir|à)\b"
)


@cache
def _foreign() -> re.Pattern[str]:
    """Compiled when the first line is read: a desk that starts need not wait for it."""
    return re.compile(_FOREIGN, re.I)


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return (
        *((re.compile(pattern, re.I), english) for pattern, english in _PHRASES),
        *((re.compile(rf"\b(?:{words})\b", re.I), day) for day, words in _DAYS.items()),
        *((re.compile(rf"(?<=\d )(?:{words})\b", re.I), month) for month, words in _MONTHS.items()),
    )


def in_english(line: str) -> str:
    """`line` with what is understood of its German and French in English."""
    if not _foreign().search(line):
        return line
    for pattern, english in _words():
        line = pattern.sub(english, line)
    # "15h" leaves its minutes open.
    return re.sub(r"(?<=\d):(?!\d)", ":00", line) if line else line
