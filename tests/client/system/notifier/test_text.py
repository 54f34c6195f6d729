"""Outsiders' text on its way to a notification."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from client.system.notifier.text import JOINERS, LINE_MAX, LINES_MAX, line, lines


def test_what_is_not_seen_is_gone_and_what_is_seen_stays() -> None:
    assert line("a\u202eb\u2066c\u200bd\ufeff\x00\x1b[31me") == "abcd [31me"
    assert line("  Zoë\n\tMüller\u2028 & <co> ") == "Zoë Müller & <co>"
    assert line("日本 👩\u200d💻 می\u200cخواهم") == "日本 👩\u200d💻 می\u200cخواهم"


def test_long_text_ends_in_an_ellipsis() -> None:
    assert line("x" * 1_000_000, 10) == "x" * 9 + "…"
    assert lines("a\n\n\nb\r\nc") == "a\nb\nc"
    assert lines("row\n" * 50).count("\n") == LINES_MAX - 1


@given(st.text(max_size=3_000))
def test_any_text_comes_out_short_and_plain(text: str) -> None:
    clean = lines(text)
    clean.encode()
    assert len(clean.split("\n")) <= LINES_MAX
    assert all(len(row) <= LINE_MAX for row in clean.split("\n"))
    hidden = {sign for sign in clean if unicodedata.category(sign) in ("Cc", "Cf", "Cs")}
    assert hidden <= {"\n", *JOINERS}
