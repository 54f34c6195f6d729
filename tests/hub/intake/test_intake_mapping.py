"""Bodies of every shape become the person who wrote them."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.domain.commands import ReceiveLead
from app.domain.lead import Consent, Where
from hub.intake import mapping
from hub.intake.countries import zones_of
from hub.intake.mapping import Mapped
from hub.sources import SourceRow
from tests.hub.builders import NOON, playbook
from tests.hub.intake.shapes import CHROME, IPHONE, JSON, SHAPES, Shape

SOURCE = SourceRow(id="s1", team="west", kind="form", name="Website form")


def make(body: bytes, content_type: str = JSON, *, region: str = "", **headers: str) -> Mapped:
    said = {"content-type": content_type, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return mapping.make(replace(SOURCE, default_region=region), body, said, NOON, playbook())


def made(body: bytes, content_type: str = JSON, *, region: str = "", **headers: str) -> ReceiveLead:
    lead = make(body, content_type, region=region, **headers).made
    assert lead is not None
    return lead


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.id)
def test_a_body_of_this_shape_becomes_its_person(shape: Shape) -> None:
    headers = {"content-type": shape.content_type, **shape.headers}
    source = replace(SOURCE, default_region=shape.region)
    lead = mapping.make(source, shape.body, headers, NOON, playbook()).made
    assert lead is not None
    assert lead.lane != "needs_mapping"
    got: dict[str, Any] = {key: getattr(lead.person, key) for key in shape.want}
    assert got == shape.want


def test_an_id_of_nineteen_digits_keeps_every_digit() -> None:
    got = make(b'{"lead_id":9223372036854775807,"email":"a@example.com"}')
    assert got.key == "lead id:9223372036854775807"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"name":"Ana","message":"hi"}', "no e-mail address and no phone number in it"),
        (b'{"name":"Ana","phone":"+1-555-0100"}', "its phone number cannot be dialled"),
        (b'{"name":"Ana","phone":"555-0100","email":"none"}', "its phone number cannot be dialled"),
        (b"{}", "there are no filled-in fields in it"),
        (b"7", "there are no filled-in fields in it"),
    ],
)
def test_without_a_way_to_reach_anybody_it_needs_mapping_and_says_why(
    body: bytes, why: str
) -> None:
    got = make(body)
    assert got.why.startswith(why)
    assert got.made is not None
    assert (got.made.lane, got.made.rank) == ("needs_mapping", "D")


def test_what_was_understood_is_kept_for_whoever_maps_it() -> None:
    lead = made(b'{"name":"Ana","message":"hi","phone":"+1-555-0100"}')
    assert (lead.person.name, lead.person.message) == ("Ana", "hi")
    assert (lead.person.phone, lead.person.phone_raw) == ("", "+1-555-0100")


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        (b"", JSON, "the body is empty"),
        (b"{not json", JSON, "the body is not valid JSON"),
        (b"<lead/>", "application/xml", "nothing here reads application/xml"),
        (b"\x89PNG", "image/png", "nothing here reads image/png"),
        (b"hello there", "text/plain", "the text has no named fields"),
        (b"hello there", "", "the body is not a form"),
        (b'[{"a":1},{"a":2}]', JSON, "it holds 2 entries where one was expected"),
        (b"[" * 200_000, JSON, "its JSON is nested too deeply"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, JSON, "its JSON is nested deeper than 32 levels"),
        (b"--b\r\n", "multipart/form-data; boundary=b", "the multipart form"),
        (b"x", "multipart/form-data", "the multipart form is damaged"),
    ],
)
def test_what_cannot_be_read_needs_mapping_and_says_why(
    body: bytes, content_type: str, why: str
) -> None:
    got = make(body, content_type)
    assert got.made is None
    assert got.why.startswith(why)


def test_json_of_exactly_the_depth_limit_is_read() -> None:
    deep = b'{"a":' * 31 + b'{"email":"a@example.com"}' + b"}" * 31
    assert made(deep).person.email == "a@example.com"


def test_a_multipart_form_cut_off_on_its_way_is_still_the_lead() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\nana@example.com\r\n'
        b'--b\r\nContent-Disposition: form-data; name="mess'
    )
    assert made(body, "multipart/form-data; boundary=b").person.email == "ana@example.com"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (CHROME, "Chrome on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("python-requests/2.32", ""),
        ("curl/8.5", ""),
        ("Zapier", ""),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ""),
    ],
)
def test_the_device_is_the_browsers_and_never_a_servers(agent: str, device: str) -> None:
    assert made(b'{"email":"a@example.com"}', user_agent=agent).person.device == device


@pytest.mark.parametrize(
    "flag", ['"is_test":true', '"test":"1"', '"testLead":true', '"test_mode":"yes"']
)
def test_a_test_lead_is_marked_as_one(flag: str) -> None:
    got = make(f'{{"email":"a@example.com",{flag}}}'.encode())
    assert got.test
    assert got.made is not None
    assert got.made.test


def test_a_lead_that_says_it_is_no_test_is_none() -> None:
    assert not make(b'{"email":"a@example.com","is_test":false,"message":"test"}').test


@pytest.mark.parametrize(
    ("word", "salutation"),
    [
        ("Mrs", "Ms"),
        ("Miss.", "Ms"),
        ("ms", "Ms"),
        ("Mr.", "Mr"),
        ("Herr", "Mr"),
        ("Dr", ""),
        ("Mx", ""),
    ],
)
def test_the_salutation_is_one_of_two_or_none(word: str, salutation: str) -> None:
    lead = made(f'{{"salutation":"{word}","email":"a@example.com"}}'.encode())
    assert lead.person.salutation == salutation


# ---- consent ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "call", "sms", "email"),
    [
        ("", "unknown", "unknown", "unknown"),
        ('"consent":true', "allowed", "allowed", "allowed"),
        ('"consent":"false"', "refused", "refused", "unknown"),
        ('"consent":true,"sms_consent":"no"', "allowed", "refused", "allowed"),
        ('"consent":"no","call_consent":"yes"', "allowed", "refused", "unknown"),
        ('"do_not_call":"1"', "refused", "unknown", "unknown"),
        ('"do_not_call":"0"', "unknown", "unknown", "unknown"),
        ('"email_consent":"ja"', "unknown", "unknown", "allowed"),
        ('"May we text you?":"nein"', "unknown", "refused", "unknown"),
        ('"gdpr":"I agree to be contacted"', "allowed", "allowed", "allowed"),
        ('"gdpr":"perhaps"', "unknown", "unknown", "unknown"),
        ('"newsletter opt-in":false', "unknown", "unknown", "unknown"),
        ('"consentId":1', "unknown", "unknown", "unknown"),
    ],
)
def test_consent_is_what_was_said_and_silence_is_unknown(
    fields: str, call: str, sms: str, email: str
) -> None:
    lead = made(f'{{"email":"a@example.com","x":"y"{"," + fields if fields else ""}}}'.encode())
    said = [lead.consent.get(channel, Consent()).state for channel in ("call", "sms", "email")]
    assert said == [call, sms, email]


def test_consent_quotes_the_question_it_answers() -> None:
    lead = made(b'{"email":"a@example.com","May we call you?":"no"}')
    assert lead.consent["call"].why == "no to “May we call you?” on the form"


# ---- when ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "age_ms"),
    [
        ("2026-10-26T11:59:48Z", 12_000),
        ("2026-10-26T13:59:48+0200", 12_000),
        ("1793015988", 12_000),
        (1793015988000, 12_000),
        ("2026-10-26 11:59:48", 12_000),
        ("2026-10-25T12:00:00Z", 86_400_000),
        ("2026-10-26T12:00:30Z", 0),  # half a minute ahead: a fast clock, not the future
        ("2026-10-25T11:59:59Z", None),
        ("2026-10-26T12:05:00Z", None),
        ("2026-10-26 08:00:00", None),  # whose eight o'clock? a guess would make it four hours old
        ("2026-10-26", None),
        ("yesterday", None),
        (10**30, None),
    ],
)
def test_the_forms_own_time_counts_when_it_can_be_true(said: object, age_ms: int | None) -> None:
    lead = made(json.dumps({"email": "a@example.com", "submitted_at": said}).encode())
    assert lead.received == NOON
    assert lead.opted_in == (None if age_ms is None else NOON - age_ms)


def test_a_time_without_a_zone_is_read_in_the_zone_the_form_names() -> None:
    body = (
        b'{"email":"a@example.com","timezone":"Europe/Berlin","created_at":"2026-10-26 09:00:00"}'
    )
    assert made(body).opted_in == NOON - 4 * 3_600_000


# ---- where -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "zones", "sure", "source"),
    [
        ('"timezone":"europe/berlin"', "Europe/Berlin", "high", "form field"),
        ('"tz_offset":-120', "Etc/GMT-2", "medium", "form field"),
        ('"country":"India","tz":"UTC+5:30"', "Asia/Kolkata", "medium", "form field"),
        ('"country":"US","state":"TX"', "America/Chicago America/Denver", "high", "address"),
        ('"country":"US","city":"Denver"', "America/Denver", "high", "address"),
        ('"country":"Germany","phone":"+12125550123"', "Europe/Berlin", "high", "address"),
        (
            '"country":"United States","phone":"+1 850 234 5678"',
            "America/Chicago America/New_York",
            "low",
            "number",
        ),
        ('"phone":"+33 1 23 45 67 89"', "Europe/Paris", "medium", "number"),
        ('"phone":"+1 415 555 0132"', "America/Los_Angeles", "low", "number"),
        ('"phone":"+1 800 555 0123"', "", "none", ""),
        ('"phone":"+1 555 010 0100"', "", "none", ""),
        ('"country":"CN"', "Asia/Shanghai Asia/Urumqi", "low", "address"),
        ('"country":"Narnia"', "", "none", ""),
    ],
)
def test_the_zones_are_the_forms_then_the_addresss_then_the_numbers(
    fields: str, zones: str, sure: str, source: str
) -> None:
    where = made(f'{{"email":"a@example.com",{fields}}}'.encode()).where
    assert (where.zones, where.confidence, where.source) == (tuple(zones.split()), sure, source)


@pytest.mark.parametrize(
    ("fields", "zones", "also", "regions"),
    [
        # The address is sure, and a number from elsewhere stays a doubt where nobody looks.
        (
            '"country":"US","state":"TX","zip":"75201","phone":"+1 206 555 0142"',
            "America/Chicago", "America/Los_Angeles", "US-TX",
        ),
        ('"country":"US","state":"Kentucky"', "America/New_York America/Chicago",
         "", "US-KY"),
        ('"country":"US","postal_code":"79901-1234"', "America/Denver", "", "US-TX"),
        ('"country":"US","zip":"32501"', "America/Chicago", "", "US-FL"),
        ('"country":"US","zip":"02139","phone":"+1 617 555 0142"', "America/New_York", "", "US-MA"),
        ('"country":"Spain","plz":"35001"', "Atlantic/Canary", "", ""),
        ('"country":"France","code_postal":"97400"', "Indian/Reunion", "", ""),
        ('"country":"Canada","postcode":"V6B 1A1"', "America/Vancouver America/Edmonton", "",
         "CA-BC"),
        ('"country":"Australia","postcode":"6000"', "Australia/Perth", "", "AU-WA"),
        # Nothing but a number: its states are candidates, and it may have moved with its owner.
        ('"phone":"+1 206 555 0142"', "America/Los_Angeles", "", "US-WA US-unknown"),
        ('"phone":"+1 270 555 0142"', "America/Chicago America/New_York", "", "US-KY US-unknown"),
        ('"phone":"+1 902 555 0142"', "America/Halifax", "", "CA-NS CA-PE CA-unknown"),
        # A browser's zone says where they are now, not under which state's law.
        ('"timezone":"America/New_York","phone":"+1 502 555 0142"', "America/New_York", "",
         "US-KY US-unknown"),
        # A number of another country says nothing of the state.
        ('"country":"Germany","phone":"+12125550123"', "Europe/Berlin", "America/New_York", ""),
        # No postcode of that country.
        ('"country":"GB","zip":"75201"', "Europe/London", "", ""),
        ('"country":"US","zip":"7520"', " ".join(zones_of("US")), "", ""),
    ],
)  # fmt: skip
def test_what_the_address_says_is_sure_and_what_else_is_said_stays_a_candidate(
    fields: str, zones: str, also: str, regions: str
) -> None:
    where = made(f'{{"email":"a@example.com",{fields}}}'.encode()).where
    kept = {_clocks(zone) for zone in where.zones}
    assert kept == {_clocks(zone) for zone in zones.split()}
    assert (where.also, where.regions) == (tuple(also.split()), tuple(regions.split()))


def _clocks(zone: str) -> tuple[object, ...]:
    noons = (datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13))
    return tuple(noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons)


@pytest.mark.parametrize(
    ("mail", "zones"),
    [
        ("anna@kestrel.co.uk", ("Europe/London",)),
        ("anna@kestrel.de", ("Europe/Berlin",)),
        ("anna@kestrel.io", ()),
        ("anna@kestrel.com", ()),
        ("anna@kestrel.com.br", ()),
    ],
)
def test_a_companys_address_counts_only_where_the_number_tells_nothing(
    mail: str, zones: tuple[str, ...]
) -> None:
    toll_free = made(f'{{"email":"{mail}","phone":"+1 800 555 0123"}}'.encode()).where
    assert (toll_free.zones, toll_free.source) == (zones, "company" if zones else "")

    paris = made(f'{{"email":"{mail}","phone":"+33 1 23 45 67 89"}}'.encode()).where
    assert paris.zones == ("Europe/Paris",)


def test_the_zone_of_an_event_is_not_the_persons() -> None:
    body = b'{"object":{"timezone":"Asia/Tokyo","registrant":{"email":"a@example.com"}}}'
    assert made(body).where == Where()


def test_a_national_number_is_read_for_the_forms_country_before_the_sources() -> None:
    assert (
        made(b'{"phone":"0664 1234567","country":"AT"}', region="DE").person.phone
        == "+436641234567"
    )
    assert made(b'{"phone":"0171 1234567"}', region="DE").person.phone == "+491711234567"
