"""Frames to bytes and back within the contract's limits. Hostile input raises only `BadFrame`."""

from typing import Any, cast

import msgspec
from msgspec import Struct

from app.domain.commands import VERBS, WireCommand
from app.domain.facts import KINDS, Fact
from app.protocol.messages import MAX_FROM_DESK, MAX_FROM_HUB, Cmd, FromDesk, FromHub


class BadFrame(Exception):
    """The frame is not one of ours. `code` is the refusal code that answers it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


_encoder = msgspec.json.Encoder()
_from_hub: msgspec.json.Decoder[FromHub] = msgspec.json.Decoder(FromHub)
_from_desk: msgspec.json.Decoder[FromDesk] = msgspec.json.Decoder(FromDesk)
_bodies: dict[str, msgspec.json.Decoder[Fact]] = {
    k: msgspec.json.Decoder(cls) for k, cls in KINDS.items()
}


def encode(frame: FromHub | FromDesk) -> str:
    """`frame` as the text of one websocket message."""
    return _encoder.encode(frame).decode()


def size(value: Struct) -> int:
    """How many bytes `value` takes on the wire."""
    return len(_encoder.encode(value))


def encode_body(fact: Fact) -> bytes:
    """The `b` of a fact, as stored in the log and sent on the wire."""
    return _encoder.encode(fact)


def decode_from_hub(text: str | bytes) -> FromHub | None:
    """A frame of the hub, or None for a frame type this version does not know."""
    return cast("FromHub | None", _decode(text, _from_hub, MAX_FROM_HUB))


def decode_from_desk(text: str | bytes) -> FromDesk:
    """A frame of a desk. Raises BadFrame for anything else, unknown types included."""
    frame = cast("FromDesk | None", _decode(text, _from_desk, MAX_FROM_DESK))
    if frame is None:
        raise BadFrame("unknown_type", "this frame type is not known here")
    return frame


def decode_body(k: str, body: bytes) -> Fact | None:
    """A fact from its kind and stored body; None for an unknown kind."""
    decoder = _bodies.get(k)
    return decoder.decode(body) if decoder else None


def decode_command(cmd: Cmd) -> WireCommand:
    """The command inside `cmd`. Raises BadFrame naming the field that is wrong."""
    cls = VERBS.get(cmd.do)
    if cls is None:
        raise BadFrame("unknown_type", f"there is no command {cmd.do[:40]!r}")
    try:
        return msgspec.convert(cmd.b, cls)
    except msgspec.ValidationError as wrong:
        raise BadFrame("bad_field", str(wrong)) from None


def _decode(text: str | bytes, decoder: msgspec.json.Decoder[Any], limit: int) -> object | None:
    if len(text) > limit or (isinstance(text, str) and len(text.encode()) > limit):
        raise BadFrame("too_large", f"a frame may have {limit} bytes")
    try:
        return cast(object, decoder.decode(text))
    except msgspec.ValidationError as wrong:
        if "Invalid value" in str(wrong) and str(wrong).endswith("`$.t`"):
            return None
        raise BadFrame("bad_field", str(wrong)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as wrong:
        raise BadFrame("bad_frame", str(wrong)) from None
