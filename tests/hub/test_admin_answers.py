"""What the operator's doors say when the hub cannot write just now."""

import json

import pytest
from starlette.requests import Request
from starlette.responses import Response

from hub.admin import _told
from hub.database import Busy, ReadOnly


@pytest.mark.parametrize(("wrong", "code"), [(Busy, "busy"), (ReadOnly, "read_only")])
async def test_a_hub_that_cannot_write_says_when_to_ask_again(
    wrong: type[Exception], code: str
) -> None:
    async def answer(_request: Request) -> Response:
        raise wrong("Not now.")

    said = await _told(answer)(Request({"type": "http", "headers": []}))
    assert said.status_code == 503
    assert int(said.headers["Retry-After"]) > 0
    assert json.loads(bytes(said.body))["error"] == {"code": code, "msg": "Not now."}
