"""Writes docs/asyncapi.json: the feed's contract as AsyncAPI 3.0, made from the frames themselves.

python packaging/make_asyncapi.py            write it
python packaging/make_asyncapi.py --check    fail when the committed file is out of date
"""

import sys
from pathlib import Path
from typing import Any, get_args

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from app.protocol import messages as m  # noqa: E402

FILE = ROOT / "docs" / "asyncapi.json"
SCHEMAS = "#/components/schemas/{name}"
FROM_HUB: tuple[type, ...] = get_args(m.FromHub)
FROM_DESK: tuple[type, ...] = get_args(m.FromDesk)


def document() -> dict[str, Any]:
    """The whole contract."""
    frames = tuple(dict.fromkeys((*FROM_HUB, *FROM_DESK)))
    _, schemas = msgspec.json.schema_components(frames, ref_template=SCHEMAS)
    channel = "#/channels/desk"
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Leadbell feed",
            "version": "1.0.0",
            "description": (m.__doc__ or "").strip(),
        },
        "servers": {"hub": {"host": "localhost:8470", "protocol": "wss"}},
        "channels": {
            "desk": {
                "address": "/v1/desk",
                "bindings": {
                    "ws": {
                        "method": "GET",
                        "headers": {
                            "type": "object",
                            "required": ["Authorization", "Sec-WebSocket-Protocol"],
                            "properties": {
                                "Authorization": {"type": "string", "pattern": "^Bearer dvt_"},
                                "Sec-WebSocket-Protocol": {"const": m.SUBPROTOCOL},
                            },
                        },
                    }
                },
                "messages": {f.__name__: _ref("messages", f) for f in frames},
            }
        },
        "operations": {
            "tellDesk": _operation("send", channel, FROM_HUB),
            "hearDesk": _operation("receive", channel, FROM_DESK),
        },
        "components": {
            "messages": {f.__name__: _message(f) for f in frames},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _operation(action: str, channel: str, frames: tuple[type, ...]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{f.__name__}"} for f in frames],
    }


def _message(frame: type) -> dict[str, Any]:
    tag = msgspec.inspect.type_info(frame).tag  # type: ignore[attr-defined]
    return {"name": tag, "contentType": "application/json", "payload": _ref("schemas", frame)}


def _ref(where: str, frame: type) -> dict[str, str]:
    return {"$ref": f"#/components/{where}/{frame.__name__}"}


def text() -> str:
    return msgspec.json.format(msgspec.json.encode(document()), indent=1).decode() + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text():
            print(f"{FILE.name} is out of date: python {Path(__file__).name}", file=sys.stderr)
            return 1
        return 0
    FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
