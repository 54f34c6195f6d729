"""Numbers as people type them become what may be dialled, or nothing at all."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.tzdata import TIMEZONE_DATA

from hub.intake import nanp, phone


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+49 (0)151 23456789", "", "+4915123456789"),
        ("0049 151 23456789", "US", "+4915123456789"),
        ("011 49 151 23456789", "US", "+4915123456789"),
        ("tel:+1-415-555-0132", "", "+14155550132"),
        ("TEL: (415) 555-0132", "US", "+14155550132"),
        ("callto://+14155550132", "", "+14155550132"),
        ("415.555.0132", "US", "+14155550132"),
        ("14155550132", "", "+14155550132"),
        ("4915123456789", "", "+4915123456789"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("085 123 4567", "IE", "+353851234567"),
        ("٠١٠١٢٣٤٥٦٧٨", "EG", "+201012345678"),
        ("+4479 4609 58", "", ""),
        ("\u202a+44 20 7946 0999\u202c", "", "+442079460999"),
        ("my number is 415-555-0132", "US", "+14155550132"),
        ("+14155550132,,123", "", "+14155550132"),
        ("415-555-0132, 415-555-0199", "US", "+14155550132"),
    ],
)
def test_a_number_is_read_as_it_was_meant(text: str, region: str, e164: str) -> None:
    found = phone.read(text, region)
    assert (found.e164 if found else "") == e164


@pytest.mark.parametrize(
    "text",
    [
        "+1-555-0100",  # works in its own town only, though is_possible_number says yes
        "555-0100",
        "911",
        "112",
        "tel:*21*+4915123456789#",
        "*21*4915123456789#",
        "tel:%2A21%2A4915123456789%23",
        "##002#",
        "+49151#23456789",
        "*#06#",
        "415*555*0132",  # the library takes a star for a dash
        "+1*415*555*0132",
        "+1 900 555 0123",  # premium rate: whoever calls pays
        "n/a",
        "+",
        "+0000000000",
        "",
        "1" * 500,
        "javascript:alert(1)",
        "{{7*7}}",
    ],
)
def test_what_must_not_be_dialled_is_no_number(text: str) -> None:
    assert phone.read(text, "US") is None


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("+1 415 555 0132 ext. 12", "12"),
        ("+1 415 555 0132 x12", "12"),
        ("+1 415 555 0132 #12", "12"),
        ("tel:+1-415-555-0132;ext=12", "12"),
        ("+1 415 555 0132", ""),
    ],
)
def test_an_extension_is_left_out_of_the_number_and_kept_beside_it(
    text: str, extension: str
) -> None:
    found = phone.read(text, "")
    assert found is not None
    assert (found.e164, found.extension) == ("+14155550132", extension)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("+4915123456789", "mobile"),
        ("+49301234567", "landline"),
        ("+12125550123", ""),
        ("+18005550123", "other"),
        ("+15550100100", ""),
    ],
)
def test_the_kind_is_what_the_plan_tells_and_nothing_where_it_does_not(
    text: str, kind: str
) -> None:
    found = phone.read(text, "")
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("+1 850 555 0123", {"America/Chicago", "America/New_York"}),
        ("+1 906 555 0123", {"America/Detroit", "America/Chicago"}),
        ("+1 208 555 0123", {"America/Boise", "America/Los_Angeles"}),
        ("+1 212 555 0123", {"America/New_York"}),
        ("+1 800 555 0123", set()),
        ("+1 555 010 0100", set()),
    ],
)
def test_a_split_area_code_is_in_every_zone_it_lies_in(text: str, zones: set[str]) -> None:
    found = phone.read(text, "")
    assert found is not None
    assert set(found.zones) == zones
    assert found.portable


def _offsets(zone: str) -> tuple[timedelta | None, ...]:
    return tuple(
        datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
        for month in (1, 7)
    )


def test_the_split_codes_cover_every_code_whose_exchanges_differ_in_the_librarys_own_data() -> None:
    by_code: dict[str, set[str]] = defaultdict(set)
    for prefix, known in TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) >= 4:
            by_code[prefix[1:4]].update(zone for zone in known if zone != "Etc/Unknown")
    checked = 0
    for code, zones in by_code.items():
        clocks = {_offsets(zone) for zone in zones}
        # 879 is an overlay of Newfoundland's 709 that the library also gives to Puerto Rico.
        if len(clocks) < 2 or code == "879":
            continue
        ours = {_offsets(zone) for zone in nanp.SPLIT.get(code, ())}
        # Alaska's exchanges also name Hawaii's clock; 867 also a corner of British Columbia.
        missing = (
            clocks - ours - {_offsets("Pacific/Honolulu"), _offsets("America/North_Dakota/Center")}
        )
        if code != "867":
            assert not missing, (code, zones)
        checked += 1
    assert checked > 15


def test_every_zone_of_the_split_codes_exists() -> None:
    for split in nanp.SPLIT.values():
        assert len({_offsets(zone) for zone in split}) > 1


@given(st.text(max_size=100), st.sampled_from(["", "US", "DE", "JP", "ZZ", "q"]))
def test_whatever_is_typed_only_plus_and_digits_come_out(text: str, region: str) -> None:
    found = phone.read(text, region)
    if found is not None:
        assert re.fullmatch(r"\+[0-9]{6,15}", found.e164)


@given(st.from_regex(r"[*#]?[0-9*#+,;%() -]{5,30}", fullmatch=True))
def test_no_service_code_survives_in_any_mix_of_digits_and_signs(text: str) -> None:
    found = phone.read(f"tel:{text}", "DE")
    if found is not None:
        assert re.fullmatch(r"\+[0-9]{6,15}", found.e164)
        assert "*" not in text.split(",")[0]


@pytest.mark.parametrize(
    ("typed", "region", "said"),
    [
        ("+1 (206) 555-0142 ext 5", "US", "+1 206-555-0142"),
        ("07700 900142", "GB", "+44 7700 900142"),
        ("+39 06 12345678", "", "+39 06 1234 5678"),
    ],
)
def test_a_number_is_grouped_as_its_country_says_it(typed: str, region: str, said: str) -> None:
    number = phone.read(typed, region)
    assert number is not None
    assert number.read == said
    assert "".join(c for c in number.read if c.isdigit()) == number.e164[1:]
