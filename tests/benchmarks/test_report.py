"""What a reader of the results sees."""

from benchmarks.figures import Aim, measured, not_taken
from benchmarks.report import Section, lines, markdown, number, row


def test_numbers_keep_three_digits_that_mean_something() -> None:
    assert number(7213.4) == "7,213"
    assert number(23.46) == "23.5"
    assert number(0.6) == "0.60"
    assert number(0.0123) == "0.012"
    assert number(0) == "0.00"


def test_a_row_puts_the_aim_beside_the_value_and_says_missed() -> None:
    cells = row(measured("start", "ms", [240, 260, 300], Aim(250), Aim(400, "p99")))
    assert cells[2:] == ("240", "260", "300", "300", "3", "≤ 250, p99 ≤ 400", "missed")


def test_what_could_not_be_taken_says_so_in_its_row() -> None:
    assert row(not_taken("start", "no window"))[-1] == "COULD NOT BE TAKEN: no window"


def test_columns_stand_under_each_other_on_the_terminal() -> None:
    shown = list(lines([measured("a", "ms", [1]), measured("longer name", "ms", [1234])]))
    assert shown[1].endswith(" 1")
    assert len({len(line) for line in shown[1:]}) == 1


def test_the_written_results_name_the_machine_and_keep_their_table_whole() -> None:
    figure = measured("a | b", "ms", [1], note="over loopback")
    page = markdown([Section("start", "Start", [figure], 2, 0.5)], {"Python": "3.11"}, "a test")
    assert "| Python | 3.11 |" in page
    assert "| a / b | ms |" in page
    assert "- a | b: over loopback" in page
    assert "took 2 s, load when it began 0.5" in page
