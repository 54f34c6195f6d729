"""The door: what it lets in, what it turns away and with which words, and when it says 200."""

import asyncio
import base64
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from standardwebhooks import Webhook

from hub.database import Busy, ReadOnly
from hub.deliveries import Delivery, Receipt
from hub.intake.webhooks import LARGEST, Door, door
from hub.sources import SourceRow
from tests.hub.builders import NOON, Hub, playbook
from tests.hub.intake.knock import Answer, knock

KEY = "whsec_" + base64.b64encode(b"a key of twenty-four byt").decode()
ANA = b'{"name":"Ana","email":"ana@example.com"}'
OPEN = SourceRow(id="s1", team="west", kind="form", name="Website form")
SIGNED = SourceRow(id="s2", team="west", kind="form", name="Signed form", secret=KEY)


@dataclass
class Fake:
    """A hub that remembers what reached it. `holds` keeps it from answering until let go."""

    at: int = NOON
    rate: float = 1_000
    burst: float = 1_000
    patience: float = 20
    fails: Exception | None = None
    holds: asyncio.Event | None = None
    got: list[Delivery] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    async def find_source(self, token: str) -> SourceRow | None:
        return {"good": OPEN, "signed": SIGNED}.get(token)

    async def receive(self, delivery: Delivery) -> Receipt:
        if self.fails:
            raise self.fails
        if self.holds:
            await self.holds.wait()
        known = next((n for n, one in enumerate(self.got) if _same(one, delivery)), None)
        if known is None:
            self.got.append(delivery)
        status = "mapped" if not delivery.why else "needs_mapping"
        number = known if known is not None else len(self.got) - 1
        return Receipt(lead=f"lead-{number}", replayed=known is not None, status=status)  # type: ignore[arg-type]

    def door(self) -> Door:
        return door(
            find_source=self.find_source,
            receive=self.receive,
            playbook=lambda team: playbook(),
            now=lambda: self.at,
            count=lambda outcome: self.counted.update([outcome]),
            rate=self.rate,
            burst=self.burst,
            patience=self.patience,
        )

    async def post(self, body: Any = ANA, **more: Any) -> Answer:
        return await knock(self.door(), body, **more)


def _same(one: Delivery, other: Delivery) -> bool:
    return (one.source.id, one.key or one.body_hash) == (
        other.source.id,
        other.key or other.body_hash,
    )


async def test_a_lead_is_handed_over_with_its_bytes_as_they_came() -> None:
    hub = Fake()
    body = b'{"email" : "ana@example.com",  "name":"A\\u00e9"}'
    answer = await hub.post([body[:7], body[7:]])
    assert (answer.status, answer.json) == (200, {"lead": "lead-0"})
    (delivery,) = hub.got
    assert delivery.body == body
    assert delivery.received == NOON
    assert delivery.made is not None
    assert delivery.made.person.name == "Aé"
    assert hub.counted == {"received": 1}


async def test_200_is_said_only_after_the_hub_has_committed() -> None:
    hub = Fake(holds=asyncio.Event())
    answering = asyncio.ensure_future(hub.post())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not answering.done()
    assert hub.holds is not None
    hub.holds.set()
    assert (await answering).status == 200


@pytest.mark.parametrize("fault", [Busy("the queue is full"), ReadOnly("the disk is full")])
async def test_a_hub_that_cannot_write_asks_the_sender_to_come_back(fault: Exception) -> None:
    hub = Fake(fails=fault)
    answer = await hub.post()
    assert (answer.status, answer.code) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    assert hub.counted == {"busy": 1}


async def test_a_repeat_is_the_same_lead() -> None:
    hub = Fake()
    assert (await hub.post()).json == (await hub.post()).json == {"lead": "lead-0"}
    assert hub.counted == {"received": 1, "replayed": 1}


async def test_an_unknown_address_is_told_so_and_nothing_is_kept() -> None:
    hub = Fake()
    answer = await hub.post(token="guess")
    assert (answer.status, answer.code) == (404, "unknown_token")
    assert hub.got == []
    assert hub.counted == {"unknown_token": 1}


async def test_guessing_addresses_empties_the_guessers_bucket_and_nobody_elses() -> None:
    hub = Fake(rate=1, burst=100)
    at_door = hub.door()
    answers = [(await knock(at_door, ANA, token=f"guess-{n}")).status for n in range(8)]
    assert answers == [404, 404, 404, 404, 404, 429, 429, 429]
    assert (await knock(at_door, ANA, sender="203.0.113.9")).status == 200


@pytest.mark.parametrize(
    ("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413), (1_000_000, 413), (9_000_000, 413)]
)
async def test_a_body_may_have_a_quarter_of_a_megabyte(size: int, status: int) -> None:
    hub = Fake()
    head = b'{"email":"a@example.com","name":"'
    body = head + b"n" * (size - len(head) - 2) + b'"}'
    parts = [body[at : at + 65_536] for at in range(0, size, 65_536)]
    answer = await hub.post(parts)
    assert answer.status == status
    assert len(hub.got) == (status == 200)
    assert hub.counted == ({"received": 1} if status == 200 else {"too_large": 1})


@pytest.mark.parametrize(
    ("end", "patience", "status"), [("hangs up", 20, 400), ("stalls", 0.01, 408)]
)
async def test_half_a_body_is_no_lead(end: str, patience: float, status: int) -> None:
    hub = Fake(patience=patience)
    answer = await hub.post(b'{"email":"ana@exa', end=end)
    assert answer.status == status
    assert hub.got == []


def _signed(body: bytes = ANA, said: str = "msg_1", at: int = NOON) -> dict[str, str]:
    made = Webhook(KEY).sign(said, datetime.fromtimestamp(at // 1000, UTC), body.decode())
    return {
        "webhook_id": said,
        "webhook_timestamp": str(at // 1000),
        "webhook_signature": made,
    }


async def test_a_signed_delivery_is_known_by_its_webhook_id() -> None:
    hub = Fake()
    first = await hub.post(token="signed", **_signed())
    hub.at += 60_000
    other_body = ANA.replace(b"Ana", b"Ann")
    again = await hub.post(other_body, token="signed", **_signed(other_body))
    assert first.json == again.json
    assert hub.got[0].key == "msg_1"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _signed(b"another body"),
        _signed(at=NOON - 301_000),
        _signed(at=NOON + 301_000),
        _signed(said="a.b"),
        {**_signed(), "webhook_signature": "v1,"},
    ],
    ids=["unsigned", "other_body", "old", "future", "dotted_id", "empty"],
)
async def test_a_wrong_signature_is_turned_away_and_nothing_is_kept(
    headers: dict[str, str],
) -> None:
    hub = Fake()
    answer = await hub.post(token="signed", **headers)
    assert (answer.status, answer.code) == (401, "bad_signature")
    assert hub.got == []
    assert hub.counted == {"bad_signature": 1}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<lead/>", "application/xml"),
        (b"\x00\xff", "image/png"),
        (b"{", "application/json"),
        (b"", ""),
    ],
)
async def test_what_cannot_be_mapped_is_kept_and_answered_200(
    body: bytes, content_type: str
) -> None:
    hub = Fake()
    answer = await hub.post(body, content_type=content_type)
    assert answer.status == 200
    (delivery,) = hub.got
    assert (delivery.body, delivery.made) == (body, None)
    assert delivery.why
    assert hub.counted == {"received": 1, "needs_mapping": 1}


async def test_a_fault_in_the_mapping_costs_no_lead(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken:
        def get(self, *_: object) -> object:
            raise LookupError("ana@example.com")

    hub = Fake()
    books = [playbook()]
    at_door = door(
        find_source=hub.find_source,
        receive=hub.receive,
        playbook=lambda team: books[-1],
        now=lambda: NOON,
        count=lambda outcome: None,
    )
    books.append(replace(books[0], ranks=(Broken(),)))
    answer = await knock(at_door, ANA)
    assert answer.status == 200
    assert hub.got[0].body == ANA
    assert "fault of the hub" in hub.got[0].why
    said = capsys.readouterr()
    assert "ana@example.com" not in said.out + said.err


async def test_a_sender_that_looks_first_gets_the_same_answer_everywhere() -> None:
    known = await knock(Fake().door(), method="GET")
    unknown = await knock(Fake().door(), method="GET", token="guess")
    assert known == unknown
    assert known.status == 200


async def test_a_browser_on_another_site_may_post_its_form() -> None:
    hub = Fake()
    simple = await hub.post(
        b"name=Ana&email=ana%40example.com",
        content_type="application/x-www-form-urlencoded",
        origin="https://www.example.com",
    )
    assert (simple.status, simple.headers["access-control-allow-origin"]) == (200, "*")
    asked = await hub.post(b"", method="OPTIONS", origin="https://www.example.com")
    assert asked.status == 204
    assert "content-type" in asked.headers["access-control-allow-headers"]


async def test_a_flood_waits_and_is_told_how_long() -> None:
    hub = Fake(rate=2, burst=3)
    at_door = hub.door()
    answers = [await knock(at_door, ANA, sender=f"203.0.113.{n}") for n in range(4)]
    assert [one.status for one in answers] == [200, 200, 200, 429]  # one source, four senders
    assert answers[3].code == "too_fast"
    assert answers[3].headers["retry-after"] == "1"
    hub.at += 1_000
    assert (await knock(at_door, ANA, sender="203.0.113.5")).status == 200


# ---- on a real hub and its file --------------------------------------------------------------


def _real(hub: Hub, counted: Counter[str]) -> Door:
    return door(
        find_source=hub.sources.find,
        receive=hub.service.receive,
        playbook=hub.service.rulings.policies.playbook,
        now=hub.clock,
        count=lambda outcome: counted.update([outcome]),
    )


async def test_on_a_real_hub_a_post_is_one_lead_however_often_it_comes(hub: Hub) -> None:
    counted: Counter[str] = Counter()
    at_door = _real(hub, counted)
    _, token = await hub.sources.add("form", "Contact form", "Team West", default_region="DE")
    body = b'{"name":"J\xc3\xb6rg","phone":"0171 1234567","submission_id":"77","consent":"yes"}'
    answers = await asyncio.gather(*(knock(at_door, body, token=token) for _ in range(5)))
    ids = {answer.json["lead"] for answer in answers}
    assert len(ids) == 1
    assert counted == {"received": 1, "replayed": 4}
    lead = await hub.lead(ids.pop())
    assert (lead.person.name, lead.person.phone) == ("Jörg", "+491711234567")
    assert lead.where.zones == ("Europe/Berlin",)
    assert lead.consent["sms"].state == "allowed"
    assert (await hub.kinds()).count("lead.new") == 1


async def test_on_a_real_hub_the_same_person_again_is_the_same_lead(hub: Hub) -> None:
    at_door = _real(hub, Counter())
    _, token = await hub.sources.add("form", "Contact form", "Team West")
    first = await knock(at_door, b'{"email":"ana@example.com","message":"one"}', token=token)
    again = await knock(at_door, b'{"email":"Ana@Example.com","message":"two"}', token=token)
    assert first.json == again.json
    assert (await hub.lead(first.json["lead"])).enquiries == 2


async def test_on_a_real_hub_what_names_nobody_is_a_lead_for_mapping_with_what_it_said(
    hub: Hub,
) -> None:
    at_door = _real(hub, Counter())
    _, token = await hub.sources.add("form", "Contact form", "Team West")
    answer = await knock(at_door, b'{"name":"Ana","message":"hello"}', token=token)
    lead = await hub.lead(answer.json["lead"])
    assert (lead.lane, lead.rank, lead.person.name) == ("needs_mapping", "D", "Ana")
    unread = await knock(at_door, b"<lead/>", token=token, content_type="text/xml")
    assert (await hub.lead(unread.json["lead"])).lane == "needs_mapping"


async def test_on_a_real_hub_a_signed_replay_inside_the_window_is_the_same_lead(hub: Hub) -> None:
    at_door = _real(hub, Counter())
    _, token = await hub.sources.add("form", "Signed form", "Team West", secret=KEY)
    headers = _signed(at=hub.clock())
    first = await knock(at_door, ANA, token=token, **headers)
    hub.clock.forward(200)
    replay = await knock(at_door, ANA, token=token, **headers)
    assert (first.status, replay.status) == (200, 200)
    assert first.json == replay.json
    hub.clock.forward(200)
    assert (await knock(at_door, ANA, token=token, **headers)).status == 401
