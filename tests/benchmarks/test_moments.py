"""What the desktop tells about itself while it is measured."""

from benchmarks.desktop import Moment, moments_in

LOG = """\
moment window_painted 1234.5
a warning of somebody else's: moment of truth
moment row_painted 0198f0c2-0000-7000-8000-000000000000 1300
moment live soon
moment settled 42 13"""


def test_moments_are_read_with_and_without_what_they_are_of() -> None:
    assert moments_in(LOG) == [
        Moment("window_painted", 1234.5),
        Moment("row_painted", 1300.0, "0198f0c2-0000-7000-8000-000000000000"),
    ]


def test_a_line_that_is_still_being_written_is_left_for_later() -> None:
    assert moments_in(LOG + "37.5\n")[-1] == Moment("settled", 1337.5, "42")
