"""One delivery to one lead: reads the body, finds the person, ranks them. Nothing is stored
here, and nothing a sender writes can make it raise."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.commands import ReceiveLead
from app.domain.ids import Ms
from app.domain.lead import Person, Source
from app.domain.playbook import Playbook
from hub.intake import body as bodies
from hub.intake import consent, delivery_key, good_time, moment, rank
from hub.intake import person as people
from hub.intake.countries import known_zone
from hub.intake.fields import Form
from hub.intake.fields import form as form_of
from hub.intake.rank import Ranked
from hub.intake.zone import Told, where
from hub.sources import SourceRow


@dataclass(frozen=True, slots=True)
class Mapped:
    """`made` is None when the body cannot be read; its lane is needs_mapping when it can but names
    no way to reach anybody. `why` says in words what is missing. `key` tells a repeat of this
    delivery, "" when only its bytes do."""

    made: ReceiveLead | None
    why: str
    key: str
    test: bool


def make(
    source: SourceRow, body: bytes, headers: Mapping[str, str], now: Ms, playbook: Playbook
) -> Mapped:
    """What `body` means for `source`, received at `now`. `headers` has lower-case names."""
    try:
        tree = bodies.read(body, headers.get("content-type", ""))
    except bodies.Unreadable as wrong:
        return _unmapped(str(wrong), headers)
    if isinstance(tree, list):
        if len(tree) != 1:
            return _unmapped(f"it holds {len(tree)} entries where one was expected", headers)
        tree = tree[0]
    form = form_of(tree)
    test = any(consent.said(one.text) for one in form.of("test"))
    times = [one.text for kind in ("opted", "sent", "made") for one in form.of(f"moment.{kind}")]
    consents = consent.consents(form)
    asked = good_time.asked(form)  # before the person, who shows what nobody took
    reach = people.read(form, source.default_region, headers.get("user-agent", ""))
    person = reach.person
    key = delivery_key.key(form, headers, person.email or person.phone)
    why = "" if person.email or person.phone else _why_nobody(form, person)
    ranked = rank.apply(playbook, source, person) if not why else Ranked("D", why, "needs_mapping")
    made = ReceiveLead(
        team=source.team,
        received=now,
        source=Source(id=source.id, name=source.name, kind=source.kind),
        person=person,
        where=where(reach.told, reach.phone, now, person.email),
        consent=consents,
        opted_in=moment.opted_in(times, now, _zone(reach.told)),
        rank=ranked.rank,
        rank_why=ranked.why,
        lane=ranked.lane,
        test=test,
        asked=asked,
    )
    return Mapped(made, why, key, test)


def warm_up(now: Ms, playbook: Playbook) -> None:
    """Load what the first lead would wait for: number plans, zones, browser names (0.2 s once)."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0"
    body = b'{"email":"a@example.com","phone":"+12125550123","country":"US"}'
    source = SourceRow(id="", team="", kind="", name="")
    make(source, body, {"content-type": "application/json", "user-agent": agent}, now, playbook)


def _unmapped(why: str, headers: Mapping[str, str]) -> Mapped:
    return Mapped(None, why, delivery_key.header_id(headers), False)


def _why_nobody(form: Form, person: Person) -> str:
    if person.phone_raw:
        return "its phone number cannot be dialled and there is no e-mail address"
    return (
        "no e-mail address and no phone number in it"
        if form.fields
        else "there are no filled-in fields in it"
    )


def _zone(told: Told) -> ZoneInfo | None:
    name = known_zone(told.zone)
    return ZoneInfo(name) if name else None
