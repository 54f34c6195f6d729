"""Who enquires in the demo. Every number is from a range kept free for fiction, so that nobody's
softphone ever reaches a stranger."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backstage import Hub

from app.domain import hours
from app.domain.lead import Where
from hub.rules import shipped

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"  # noqa: E501
PC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"  # noqa: E501
DROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"  # noqa: E501

SOURCES = {
    "Pricing page": "web_form",
    "Call me back": "callback",
    "Free trial": "trial",
    "Webinar: first answers": "webinar",
    "Website chat": "chat",
}


@dataclass(frozen=True)
class Somebody:
    """One enquiry to be. `zone` is where they are, so that the demo posts who is awake."""

    name: str
    company: str
    phone: str
    zone: str
    country: str
    source: str
    message: str
    content: tuple[str, ...] = ()
    device: str = PC

    @property
    def strikes(self) -> bool:
        """Asks to be called now."""
        return self.source in ("Pricing page", "Call me back")

    def body(self, number: int) -> dict[str, Any]:
        """What their form sends. `number` makes the address new each time."""
        latin = "".join(c for c in self.company.lower() if "a" <= c <= "z")
        return {
            "name": self.name,
            "company": self.company,
            "email": f"hello{number}@{latin or 'post'}.example",
            "phone": self.phone,
            "country": self.country,
            "timezone": self.zone,
            "message": self.message,
            "content": ", ".join(self.content),
            "page": "https://www.example.com/pricing",
            "utm_source": "search",
            "utm_campaign": "autumn",
            "sms_consent": "yes",
            "opted_in_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 12)),
        }


def _somebody(line: str, content: Sequence[str] = (), device: str = PC) -> Somebody:
    name, company, phone, zone, country, source, message = line.split("|")
    return Somebody(name, company, phone, zone, country, source, message, tuple(content), device)


LA, CHICAGO, NEW_YORK = "America/Los_Angeles", "America/Chicago", "America/New_York"
HONOLULU, VANCOUVER, LONDON = "Pacific/Honolulu", "America/Vancouver", "Europe/London"
BERLIN, STOCKHOLM, SYDNEY = "Europe/Berlin", "Europe/Stockholm", "Australia/Sydney"
SINGAPORE, BERMUDA = "Asia/Singapore", "Atlantic/Bermuda"
DESKS = {
    LA: "America/Denver",
    NEW_YORK: "America/Halifax",
    LONDON: BERLIN,
    BERLIN: "Europe/Helsinki",
    SYDNEY: "Pacific/Auckland",
    SINGAPORE: "Asia/Tokyo",
    BERMUDA: "America/Sao_Paulo",
}
"""Where the desk of the story stands, by where the person is: another clock, and a working day that
meets theirs in the afternoon, so that there is something to plan."""

PEOPLE = (
    _somebody(
        f"Mara Okafor|Northwind Dental|+1 206 555 0142|{LA}|US|Pricing page|"
        "We are nine people in two offices. What would it cost us, and can we start on Monday?",
        ("Pricing", "How it works with 2 offices"),
        PHONE,
    ),
    _somebody(
        f"Lucía Ibáñez|Alba Solar|+1 415 555 0178|{LA}|US|Call me back|"
        "Please call me back about a quote for 40 seats.",
        ("Pricing",),
        DROID,
    ),
    _somebody(
        f"佐藤 美咲|Kitahama Design|+1 808 555 0139|{HONOLULU}|US|Free trial|"
        "Can the trial be extended by a week?",
        ("Start free trial",),
    ),
    _somebody(
        f"Owen Price|Harbour & Sons|+1 604 555 0117|{VANCOUVER}|CA|Webinar: first answers|"
        "Does this work with the phones we already have?",
        ("Webinar: first answers", "Phones that work"),
    ),
    _somebody(
        f"Nadia Haddad نادية حداد|Cedar Logistics|+1 312 555 0164|{CHICAGO}|US|Website chat|"
        "Do you have somebody who speaks Arabic?",
        ("Languages",),
        PHONE,
    ),
    _somebody(
        f"Tom Becker|Linden Print|+1 212 555 0123|{NEW_YORK}|US|Pricing page|"
        "Price for 12 people, yearly, please.",
        ("Pricing", "Yearly or monthly"),
    ),
    _somebody(
        f"Олена Шевченко|Barvinok Bakery|+44 20 7946 0321|{LONDON}|GB|Pricing page|"
        "Could somebody ring me about prices this morning?",
        ("Pricing",),
        PHONE,
    ),
    _somebody(
        f"Priya Raman|Fen & Field|+44 7700 900461|{LONDON}|GB|Call me back|"
        "Call me about a demo, any time.",
        ("Demo",),
        DROID,
    ),
    _somebody(
        f"Jürgen Weiß|Weiß & Töchter|+49 30 23125 014|{BERLIN}|DE|Pricing page|"
        "Bitte um ein Angebot für 25 Plätze.",
        ("Preise",),
    ),
    _somebody(
        f"Åsa Lindqvist|Norrsken Golv|+46 8 465 004 12|{STOCKHOLM}|SE|Free trial|"
        "Started a trial, one question about roles.",
        ("Start free trial", "Roles"),
    ),
    _somebody(
        f"王小明 Daniel Wang|Bayside Physio|+61 2 5550 0134|{SYDNEY}|AU|Pricing page|"
        "How much for three clinics? Please call me.",
        ("Pricing",),
        PHONE,
    ),
    _somebody(
        f"Ruby Nguyen|Coral Coast Tours|+61 491 570 156|{SYDNEY}|AU|Call me back|"
        "Call me back please, I am at my desk.",
        ("Pricing",),
        DROID,
    ),
    # British firms abroad: somebody is awake and may be called on a weekend, whatever the hour.
    _somebody(
        f"Grace Lim|Raffles Tutors|+44 7700 900462|{SINGAPORE}|GB|Pricing page|"
        "What is the price for six tutors? A call is fine.",
        ("Pricing",),
        PHONE,
    ),
    _somebody(
        f"Callum Reid|Reid Marine|+44 7700 900463|{SINGAPORE}|GB|Call me back|"
        "Please ring me about a demo.",
        ("Demo",),
    ),
    _somebody(
        f"Tessa Vane|Vane Yachting|+44 7700 900464|{BERMUDA}|GB|Pricing page|"
        "A quote for ten people, please.",
        ("Pricing",),
        PHONE,
    ),
    _somebody(
        f"Noel Adderley|Harbour Road Labs|+44 7700 900465|{BERMUDA}|GB|Call me back|"
        "Call me about prices, I am in all day.",
        ("Pricing",),
        DROID,
    ),
)


def awake(now_ms: int) -> list[Somebody]:
    """Who may be called now by the rules that ship, then everybody else."""
    rules = shipped()
    fit = {
        who.name
        for who in PEOPLE
        if hours.legal(now_ms, Where(country=who.country, zones=(who.zone,)), rules)
    }
    return sorted(PEOPLE, key=lambda who: who.name not in fit)


class Poster:
    """Posts somebody new each time, over real HTTP, to the source they came by."""

    def __init__(self, hub: Hub, chance: random.Random) -> None:
        self._hub = hub
        self._chance = chance
        self._urls = {name: hub.source(kind, name) for name, kind in SOURCES.items()}
        self._count = 0
        self._waiting: list[Somebody] = []

    def post(self) -> Somebody:
        """One of those who are awake; everybody once before anybody again."""
        if not self._waiting:
            self._waiting = awake(time.time_ns() // 1_000_000)[:6]
            self._chance.shuffle(self._waiting)
            self._waiting.sort(key=lambda who: who.strikes and self._count == 0)
        who = self._waiting.pop()
        self.send(who)
        return who

    def send(self, who: Somebody) -> str:
        """Post this one; the lead's id."""
        self._count += 1
        return self._hub.post(self._urls[who.source], who.body(self._count), who.device)
