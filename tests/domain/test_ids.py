"""Ids and instants."""

from datetime import UTC, datetime

import pytest

from app.domain.ids import at, made_at, ms, new_id
from tests.builders import NOON


def test_an_id_carries_the_millisecond_it_was_made_in_and_sorts_by_it() -> None:
    ids = [new_id(NOON + n) for n in range(5)]

    assert [made_at(each) for each in ids] == [NOON + n for n in range(5)]
    assert ids == sorted(ids)


def test_an_id_is_a_version_seven_uuid_whatever_the_dice_say() -> None:
    for dice in (bytes, lambda n: b"\xff" * n):
        made = new_id(NOON, dice)
        assert made[14] == "7"
        assert made[19] in "89ab"


@pytest.mark.parametrize("other", ["", "rep-anna", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"])
def test_what_is_no_such_id_has_no_time(other: str) -> None:
    assert made_at(other) is None


def test_a_moment_goes_there_and_back() -> None:
    assert ms(at(NOON)) == NOON
    assert at(NOON) == datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_a_moment_without_a_zone_has_no_place() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        ms(datetime(2026, 11, 19, 12))  # noqa: DTZ001 - exactly what must be refused
