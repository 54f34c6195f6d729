"""The window of what is on its way, and the bucket of what may be asked."""

from app.protocol.flow import OVERDUE_MS, WINDOW_BYTES, WINDOW_EVENTS, Bucket, Window


def test_the_window_is_full_at_500_events_and_opens_with_an_ack() -> None:
    window = Window()
    for seq in range(1, WINDOW_EVENTS + 1):
        assert window.has_room()
        window.sent(seq, 100, 0)
    assert not window.has_room()
    window.acknowledged(1)
    assert window.has_room()


def test_the_window_is_full_at_a_mebibyte() -> None:
    window = Window()
    window.sent(1, WINDOW_BYTES, 0)
    assert not window.has_room()
    window.acknowledged(5)
    assert window.has_room()


def test_only_the_oldest_unacknowledged_event_makes_it_overdue() -> None:
    window = Window()
    assert not window.overdue(OVERDUE_MS * 9)
    window.sent(1, 1, 0)
    window.sent(2, 1, 20_000)
    assert not window.overdue(OVERDUE_MS)
    assert window.overdue(OVERDUE_MS + 1)
    window.acknowledged(1)
    assert not window.overdue(OVERDUE_MS + 1)


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    bucket = Bucket(20, 40, 0)
    assert [bucket.take(0) for _ in range(40)] == [0] * 40
    wait = bucket.take(0)
    assert wait == 50
    assert bucket.take(wait) == 0
    assert bucket.take(wait) > 0


def test_a_monotonic_clock_that_stands_still_or_steps_back_gives_nothing_away() -> None:
    bucket = Bucket(20, 1, 1_000)
    assert bucket.take(1_000) == 0
    assert bucket.take(500) > 0
