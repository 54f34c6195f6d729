"""Frames to bytes and back; hostile bytes raise BadFrame and nothing else."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as c
from app.protocol import codec
from app.protocol import messages as m
from tests.builders import a_playbook

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


def test_a_verdict_travels_with_from_as_its_word() -> None:
    text = codec.encode(m.Heartbeat(now=5, pos={"team:7": 3}))
    assert text == '{"t":"hb","now":5,"pos":{"team:7":3}}'
    assert '"from":4' in codec._encoder.encode(m.Verdict(mode="resume", frm=4)).decode()


def test_unknown_fields_are_ignored_both_ways() -> None:
    assert codec.decode_from_desk('{"t":"ack","s":"team:7","seq":1,"new":[1]}') == m.Ack(
        s="team:7", seq=1
    )
    assert codec.decode_from_hub('{"t":"live","s":"a","seq":1,"new":{}}') == m.Live(s="a", seq=1)


def test_a_playbook_of_a_later_hub_does_not_lock_an_older_desk_out() -> None:
    ready = m.Ready(
        re=1, rep="r", rep_name="Anna", device="d", role="rep", team="7", team_name="West",
        streams={}, policy=a_playbook(),
    )  # fmt: skip
    later = json.loads(codec.encode(ready))
    later["policy"] |= {"wrap_up": 60}
    for part in ("lanes", "cadences", "rules", "dispositions"):
        for table in later["policy"][part].values():
            table["new"] = 1
    later["policy"]["cadences"]["strike_now"]["steps"][0]["new"] = 1
    assert codec.decode_from_hub(json.dumps(later)) == ready


def test_an_unknown_frame_of_the_hub_is_nothing_and_of_a_desk_a_refusal() -> None:
    assert codec.decode_from_hub('{"t":"sparkle","x":1}') is None
    with pytest.raises(codec.BadFrame) as wrong:
        codec.decode_from_desk('{"t":"sparkle","x":1}')
    assert wrong.value.code == "unknown_type"


def test_the_limit_is_counted_in_bytes_not_letters() -> None:
    fits = '{"t":"ack","s":"' + "é" * 32_000 + '","seq":1}'
    assert isinstance(codec.decode_from_desk(fits), m.Ack)
    with pytest.raises(codec.BadFrame) as wrong:
        codec.decode_from_desk('{"t":"ack","s":"' + "é" * 33_000 + '","seq":1}')
    assert wrong.value.code == "too_large"


@pytest.mark.parametrize("do", sorted(c.VERBS))
def test_every_verb_refuses_a_body_that_is_not_its_own(do: str) -> None:
    frame = m.Cmd(
        id=1,
        op="o",
        do=do,
        b={"touch": [], "text": {}, "rep": 5, "at": "x", "reason": 7, "minutes": "y"},
    )
    if do == "claim":
        assert isinstance(codec.decode_command(frame), c.ClaimLead)
    else:
        with pytest.raises(codec.BadFrame) as wrong:
            codec.decode_command(frame)
        assert wrong.value.code == "bad_field"


def test_an_unknown_verb_is_named_in_the_refusal() -> None:
    with pytest.raises(codec.BadFrame, match="dance"):
        codec.decode_command(m.Cmd(id=1, op="o", do="dance"))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_a_bad_frame(data: bytes) -> None:
    decode_anything(data)


@given(st.sampled_from(["open", "ack", "cmd", "seen", "status", "hb", "time", "reopen", "x"]), JSON)
def test_any_json_in_any_frame_is_a_frame_or_a_bad_frame(tag: str, inner: object) -> None:
    fields = ["id", "op", "do", "b", "s", "seq", "streams", "cursor", "checks", "armed", "c0"]
    decode_anything(json.dumps({"t": tag, **dict.fromkeys(fields, inner)}))


def decode_anything(data: str | bytes) -> None:
    """BadFrame is the only thing that may come of it: any other error fails the test."""
    with contextlib.suppress(codec.BadFrame):
        codec.decode_from_desk(data)
