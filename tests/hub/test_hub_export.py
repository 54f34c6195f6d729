"""The export: every fact once, in order; no cell a spreadsheet would run."""

import csv
import io
import json

import pytest

from hub.export import cell, export
from tests.hub.builders import Hub

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0=x", "\uff1dx", "\uff0bx", "\uff20x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_that_begins_like_a_formula_is_marked_as_text(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Dana", "1+1", "a=b", "'"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


async def test_json_lines_hold_every_fact_of_every_team_in_order(hub: Hub) -> None:
    dana = await hub.desk("Dana")
    for n in range(600):
        await hub.lead_id(n)
    await hub.do(dana, "note", await hub.lead_id(700), text="hello")
    hub.source, _ = await hub.sources.add("form", "East form", "Team East")
    await hub.lead_id(800)
    raw = b"".join([piece async for piece in export(hub.db, "jsonl")])
    facts = [json.loads(line) for line in raw.splitlines()]
    assert [(f["team"], f["seq"]) for f in facts] == [
        ("Team East", 1),
        *(("Team West", n) for n in range(1, 603)),
    ]
    assert facts[-1]["k"] == "note.added"
    assert facts[-1]["b"]["text"] == "hello"


async def test_a_spreadsheet_gets_columns_and_nothing_to_run(hub: Hub) -> None:
    dana, lead = await hub.desk("=cmd|' /C calc'!A0"), await hub.lead_id(1, phone="+4930123")
    await hub.do(dana, "note", lead, text='@"quoted",\nand a line')
    raw = b"".join([piece async for piece in export(hub.db, "csv")])
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    assert [row["fact"] for row in rows] == ["lead.new", "note.added"]
    assert rows[0]["phone"] == "'+4930123"
    assert rows[0]["at"] == "2026-10-26T12:00:00.000+00:00"
    assert rows[1]["by"] == "'=cmd|' /C calc'!A0"
    assert rows[1]["text"] == '\'@"quoted",\nand a line'
    assert not [v for row in rows for v in row.values() if v.startswith(("=", "+", "-", "@"))]
