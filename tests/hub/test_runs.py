"""Which runs of a desk are there, as their sockets tell."""

from hub.runs import BACK_SOON_MS, BACK_WITHIN_MS, ENDED_KEPT, LONGEST_NAME, Runs, named
from tests.hub.builders import NOON, Hand

LAPTOP = ("laptop", "run-1")


def runs(clock: Hand) -> Runs:
    """Of a hub that has been up for long."""
    made = Runs(clock)
    clock.forward(BACK_WITHIN_MS / 1000)
    return made


def test_a_run_is_here_until_its_socket_ends_and_it_matters_how() -> None:
    clock = Hand()
    known = runs(clock)
    known.came(LAPTOP)
    assert known.stands(LAPTOP) == "here"
    known.ended(LAPTOP, broke_off=False)
    assert known.stands(LAPTOP) == "left"
    known.came(LAPTOP)
    known.ended(LAPTOP, broke_off=True)
    assert known.stands(LAPTOP) == "expected"
    clock.forward(BACK_SOON_MS / 1000)
    assert known.stands(LAPTOP) == "gone"
    known.came(LAPTOP)
    assert known.stands(LAPTOP) == "here"


def test_the_next_start_of_the_program_is_not_the_one_that_ended() -> None:
    known = runs(Hand())
    known.came(LAPTOP)
    known.ended(LAPTOP, broke_off=True)
    assert known.stands(LAPTOP) == "expected"
    known.came(("laptop", "run-2"))
    assert known.stands(LAPTOP) == "gone"
    assert known.stands(("another", "run-1")) == "gone"
    fresh = Runs(Hand())
    fresh.came(("laptop", "run-2"))
    assert (fresh.stands(LAPTOP), fresh.stands(("another", "run-1"))) == ("gone", "expected")


def test_a_new_socket_before_the_old_one_ends_is_no_end() -> None:
    clock = Hand()
    known = runs(clock)
    known.came(LAPTOP)
    known.came(LAPTOP)
    known.ended(LAPTOP, broke_off=False)
    assert known.stands(LAPTOP) == "here"
    known.ended(LAPTOP, broke_off=True)
    clock.forward(BACK_SOON_MS / 1000)
    assert known.stands(LAPTOP) == "gone"


def test_after_a_start_of_the_hub_everybody_is_expected_for_a_while() -> None:
    clock = Hand(NOON)
    known = Runs(clock)
    assert known.stands(LAPTOP) == "expected"
    clock.forward(BACK_WITHIN_MS / 1000 - 0.001)
    assert known.stands(LAPTOP) == "expected"
    clock.forward(0.001)
    assert known.stands(LAPTOP) == "gone"
    known.came(LAPTOP)
    assert known.stands(LAPTOP) == "here"


def test_who_said_goodbye_to_the_hub_that_started_is_not_waited_for() -> None:
    known = Runs(Hand())
    known.came(LAPTOP)
    known.ended(LAPTOP, broke_off=False)
    assert known.stands(LAPTOP) == "left"


def test_what_is_remembered_of_the_ended_is_bounded_and_the_forgotten_count_as_gone() -> None:
    known = runs(Hand())
    for n in range(ENDED_KEPT + 1):
        run = ("laptop", f"run-{n}")
        known.came(run)
        known.ended(run, broke_off=False)
    assert known.stands(("laptop", "run-0")) == "gone"
    assert known.stands(("laptop", f"run-{ENDED_KEPT}")) == "left"


def test_a_name_nobody_needs_to_keep_is_none() -> None:
    assert named("0198f0c2-1111-7000-8000-000000000001").startswith("0198")
    assert named("x" * LONGEST_NAME)
    assert [named("x" * (LONGEST_NAME + 1)), named("a\nb"), named("a\x00"), named("")] == [""] * 4
