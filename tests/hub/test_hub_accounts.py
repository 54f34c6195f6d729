"""Invites and devices: one code, one desk; guesses are counted; only hashes are stored."""

import asyncio
import re
from pathlib import Path

import pytest

from hub import pairing
from hub.accounts import Refusal
from tests.hub.builders import Hub

IP = "10.0.0.1"


async def test_an_invite_makes_the_rep_and_pairs_one_desk(hub: Hub) -> None:
    code = await hub.accounts.invite("  Dana   Reyes ", "Team West", "rep")
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
    token, device = await hub.accounts.redeem(code, "laptop", "install-1", IP)
    assert re.fullmatch(r"dvt_[A-Za-z0-9_-]{43}", token)
    assert (device.rep_name, device.team_name, device.role) == ("Dana Reyes", "Team West", "rep")
    assert (device.team, device.install, device.view) == (hub.team, "install-1", 1)
    assert await hub.accounts.device_for(token) == device
    assert await hub.accounts.roster(hub.team) == {device.rep: "Dana Reyes"}
    assert await hub.accounts.reps(hub.team) == [(device.rep, "Dana Reyes", "rep")]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c[:4]} {c[5:]} "]
)
async def test_a_code_is_taken_as_people_type_it(hub: Hub, typed: object) -> None:
    assert callable(typed)
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    assert await hub.accounts.redeem(typed(code), "laptop", "", IP)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert pairing.read_code("o0iI-lL1O") == "00111110"
    assert pairing.read_code("UUUU-UUUU") is None
    assert pairing.read_code("1234-567") is None


@pytest.mark.parametrize("name", ["", "   ", "\0\n", "x" * 81])
async def test_a_name_that_is_none_is_refused_in_words(hub: Hub, name: str) -> None:
    with pytest.raises(Refusal, match="rep: a name") as no:
        await hub.accounts.invite(name, "Team West", "rep")
    assert no.value.code == "bad_field"


async def test_a_code_works_once_even_for_two_at_once(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    tries = [hub.accounts.redeem(code, f"desk {n}", "", IP) for n in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, Refusal) for result in results) == 7


async def test_a_code_lives_ten_minutes(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    hub.clock.forward(600)
    with pytest.raises(Refusal) as no:
        await hub.accounts.redeem(code, "laptop", "", IP)
    assert no.value.code == "not_found"


async def test_five_wrong_second_halves_end_a_code(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    wrong = code[:4] + ("ZZZZ" if code[5:] != "ZZZZ" else "0000")
    for _ in range(pairing.TRIES):
        with pytest.raises(Refusal):
            await hub.accounts.redeem(wrong, "laptop", "", IP)
    with pytest.raises(Refusal):
        await hub.accounts.redeem(code, "laptop", "", IP)


async def test_four_wrong_second_halves_do_not(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    wrong = code[:4] + ("ZZZZ" if code[5:] != "ZZZZ" else "0000")
    for _ in range(pairing.TRIES - 1):
        with pytest.raises(Refusal):
            await hub.accounts.redeem(wrong, "laptop", "", IP)
    assert await hub.accounts.redeem(code, "laptop", "", IP)


async def test_twenty_wrong_codes_an_hour_from_one_address_are_enough(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    for n in range(20):
        with pytest.raises(Refusal) as no:
            await hub.accounts.redeem(f"0000-{n:04}", "laptop", "", IP)
        assert no.value.code == "not_found"
    with pytest.raises(Refusal) as no:
        await hub.accounts.redeem(code, "laptop", "", IP)
    assert (no.value.code, no.value.after_ms) == ("rate_limited", 3_600_000)
    assert await hub.accounts.redeem(code, "laptop", "", "10.0.0.2")
    hub.clock.forward(3600)
    later = await hub.accounts.invite("Dana", "Team West", "rep")
    assert await hub.accounts.redeem(later, "laptop", "", IP)


async def test_an_office_behind_one_address_pairs_as_many_desks_as_it_likes(hub: Hub) -> None:
    for n in range(25):
        await hub.desk(f"Rep {n}")
    assert len(await hub.accounts.reps(hub.team)) == 25


async def test_the_same_name_is_the_same_rep_and_a_new_role_a_new_view(hub: Hub) -> None:
    first = await hub.desk("Dana", install="a")
    again = await hub.desk("DANA", install="b")
    assert (again.rep, again.view, again.rep_name) == (first.rep, 1, "Dana")
    promoted = await hub.desk("Dana", "team-lead", install="c")
    assert (promoted.rep, promoted.role, promoted.view) == (first.rep, "team-lead", 2)


async def test_a_code_for_a_second_desk_leaves_the_role_as_it_was(hub: Hub) -> None:
    petra = await hub.desk("Petra", "team-lead", install="a")
    code = await hub.accounts.invite("Petra", "Team West")
    _, second = await hub.accounts.redeem(code, "laptop", "b", IP)
    assert (second.rep, second.role, second.view) == (petra.rep, "team-lead", petra.view)
    code = await hub.accounts.invite("Jonas", "Team West")
    assert (await hub.accounts.redeem(code, "laptop", "c", IP))[1].role == "rep"


async def test_a_revoked_token_opens_nothing_and_its_desk_is_told(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    token, device = await hub.accounts.redeem(code, "laptop", "", IP)
    told: list[str] = []
    hub.accounts.revoked.append(told.append)
    assert await hub.accounts.still_paired([device.id, "other"]) == {device.id}
    assert await hub.accounts.revoke(device.id)
    assert told == [device.id]
    assert await hub.accounts.device_for(token) is None
    assert await hub.accounts.still_paired([device.id]) == frozenset()
    assert not await hub.accounts.revoke(device.id)
    assert told == [device.id]


async def test_pairing_an_installation_again_ends_its_older_token(hub: Hub) -> None:
    told: list[str] = []
    hub.accounts.revoked.append(told.append)
    first = await hub.desk("Dana", install="same")
    second = await hub.desk("Dana", install="same")
    other = await hub.desk("Jonas", install="same")
    assert told == [first.id]
    assert await hub.accounts.still_paired([first.id, second.id, other.id]) == {
        second.id,
        other.id,
    }


@pytest.mark.parametrize("token", ["", "dvt_", "dvt_" + "x" * 500, "Bearer", "dvt_\0"])
async def test_a_token_that_is_none_opens_nothing(hub: Hub, token: str) -> None:
    assert await hub.accounts.device_for(token) is None


async def test_the_files_hold_no_code_and_no_token(hub: Hub) -> None:
    code = await hub.accounts.invite("Dana", "Team West", "rep")
    open_code = await hub.accounts.invite("Jonas", "Team West", "rep")
    token, device = await hub.accounts.redeem(code, "laptop", "", IP)
    _, path_token = await hub.sources.add("form", "Contact form", "Team West")
    raw = await asyncio.to_thread(bytes_of, hub.db.data)
    assert device.id.encode() in raw, "the files looked into are the right ones"
    for secret in (token, path_token, code.replace("-", ""), open_code.replace("-", "")):
        assert secret.encode() not in raw


def bytes_of(data: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data.glob("hub.sqlite*"))


async def test_a_source_is_found_by_its_path_alone(hub: Hub) -> None:
    made, token = await hub.sources.add("Form", "Contact", "team west", "whsec_x", "de")
    assert len(token) >= 22
    assert await hub.sources.find(token) == made
    assert (made.team, made.secret, made.default_region) == (hub.team, "whsec_x", "DE")
    assert await hub.sources.find("") is None
    assert await hub.sources.find(token + "x") is None
