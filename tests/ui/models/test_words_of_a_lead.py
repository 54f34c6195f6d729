"""What hero, brief and rail say: facts only, both clocks named, nothing guessed."""

from __future__ import annotations

from msgspec.structs import replace

from app.domain.evolve import evolve
from app.domain.lead import Consent, Lead, Where
from tests.ui.scenes import AINO, JONAS, NOW, agenda, claimed, imogen, waiting
from ui.models.faces import Moment, slot_face
from ui.models.hero_face import hero_face
from ui.models.rail_words import RailWords, rail_words
from ui.their_clock import there
from ui.views.brief import brief_words

NOW_HERE = Moment(now=NOW, me=AINO.rep)


def rail(lead: Lead, **how: object) -> RailWords:
    values = {"first": True, "refusals": {}, "plan": ""} | how
    return rail_words(lead, None, NOW, **values)  # type: ignore[arg-type]


def facts(words: RailWords) -> dict[str, str]:
    return {fact.label: "".join(run.text for run in fact.value) for fact in words.facts}


def test_the_hero_names_both_clocks_and_the_offers_deadline() -> None:
    face = hero_face(imogen(), NOW_HERE)
    assert (face.ring.digits, face.ring.word) == ("0:24", "to claim")
    assert (face.theirs, face.mine) == ("12:32 her time", "14:32 yours")
    assert (face.source, face.note) == ("Demo request", "36 s ago")
    assert face.number == "+44 7700 900142"


def test_without_a_salutation_it_is_their_time() -> None:
    lead = imogen()
    lead = replace(lead, person=replace(lead.person, salutation=""))
    assert hero_face(lead, NOW_HERE).theirs == "12:32 their time"
    assert rail(lead).title == "Why Imogen Okafor is first"


def test_a_touch_to_come_is_what_counts_once_it_was_answered() -> None:
    ring = hero_face(agenda()[0], NOW_HERE).ring
    assert (ring.digits, ring.word) == ("8:00", "to call")


def test_a_lead_of_somebody_else_says_whose_it_is() -> None:
    lead = evolve(imogen(), claimed(JONAS, NOW - 1_000))
    assert hero_face(lead, NOW_HERE).note == "Jonas Weber has this lead"
    assert slot_face(lead, NOW_HERE).time == "Jonas Weber"


def test_a_lead_i_hold_says_until_when_it_is_mine_without_a_touch() -> None:
    lead = evolve(imogen(), claimed(AINO, NOW))
    assert hero_face(lead, NOW_HERE).note == "36 s ago, yours until 14:34:12 unless you begin"


def test_unknown_and_disputed_zones_are_said_and_never_guessed() -> None:
    assert there(Where(), NOW) == "time there unknown"
    two = Where(zones=("America/New_York", "America/Chicago"), country="US")
    assert there(two, NOW) == "07:32 or 06:32 there"
    same = Where(zones=("Europe/Paris", "Europe/Berlin"))
    assert there(same, NOW) == "13:32 there"


def test_the_brief_says_what_they_wrote_and_what_to_leave_out() -> None:
    words = brief_words(imogen())
    assert words.heading == "She wrote"
    assert words.said.startswith("“We pay 140 hauliers")
    assert words.read == "Pricing, Batch payouts, Webinar: Scaling payments"
    assert words.leave_out == "Email: said stop 3 Nov."
    assert words.open_with == ""


def test_after_a_download_the_download_is_left_out() -> None:
    words = brief_words(waiting()[-1])
    assert words.heading == "Jean-Baptiste N’Guessan read"
    assert words.leave_out == "Do not open with the download of “White paper”."


def test_where_nothing_is_known_the_brief_invents_nothing() -> None:
    words = brief_words(waiting()[0])
    assert (words.said, words.open_with, words.leave_out) == (
        "They left a number and an email address.", "", ""
    )  # fmt: skip


def test_the_rail_says_why_by_when_from_where_and_since_when_on_both_clocks() -> None:
    assert facts(rail(imogen())) == {
        "Rank": "A, asked for a demo; 120 staff, in profile",
        "Lane": "Strike now, call by 14:36",
        "Source": "“Demo request” on Pricing",
        "Device": "Chrome on Windows",
        "Opt-in": "14:31:36, 12:31:36 her time",
    }


def test_each_channel_says_whether_it_may_be_used_and_why_not() -> None:
    lead = imogen()
    lead = replace(lead, consent={**lead.consent, "sms": Consent()})
    night = {"call": "02:10 there is outside calling hours"}
    said = {one.channel: (one.said, one.role) for one in rail(lead, refusals=night).allowed}
    assert said == {
        "Call": ("closed there now", "warm_text"),
        "SMS": ("nobody asked", "ink2"),
        "Email": ("said stop 3 Nov", "hot_text"),
    }
    assert rail(imogen()).note == "Call and SMS ticked on the form."
