"""Netstrings in any pieces, and that nothing hostile makes one hold more than it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.system.netstring import LONGEST, Garbled, Unpacker, packed


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50))
def test_what_was_packed_comes_out_in_order_however_it_is_cut(
    payloads: list[bytes], step: int
) -> None:
    stream = b"".join(map(packed, payloads))
    unpacker = Unpacker()
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    assert [one for piece in pieces for one in unpacker.feed(piece)] == payloads


@pytest.mark.parametrize(
    "bad",
    [
        b"GET / HTTP/1.1",
        b":,",
        b"5:helloX",
        b"-1:x,",
        b"12345678901234567890",
        b"65537:",
        b"9999999:",
        b"\xd9\xa1:x,",
        b" 1:x,",
        b"1_0:0123456789,",
    ],
)
def test_what_is_no_netstring_is_refused_at_once(bad: bytes) -> None:
    with pytest.raises(Garbled):
        Unpacker().feed(bad)


@given(st.lists(st.binary(max_size=200), max_size=30))
def test_noise_is_refused_or_waits_and_never_grows_past_one_netstring(
    pieces: list[bytes],
) -> None:
    unpacker = Unpacker()
    for piece in pieces:
        try:
            unpacker.feed(piece)
        except Garbled:
            return
        assert unpacker.held <= LONGEST + 8
