"""A folder of recorded payloads, when there is one: LEADBELL_PAYLOADS names it, MANIFEST.tsv in
it says what each should become. Counts what the general mapping gets right and fails when that
falls."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.lead import Person
from hub.intake import mapping
from hub.sources import SourceRow
from tests.hub.builders import NOON, playbook

LEAST_RIGHT = 0.9
"""Of the forms and JSON bodies that are leads as they stand, without a rule for their source."""
FOLDER = os.environ.get("LEADBELL_PAYLOADS", "")


def _headers(file: Path) -> dict[str, str]:
    beside = file.with_name(file.stem + ".headers.txt")
    if not beside.exists():
        return {"content-type": "application/json"} if file.suffix == ".json" else {}
    lines = beside.read_text(encoding="utf-8").splitlines()[1:]
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}


def _wrong(root: Path, row: dict[str, str]) -> list[str]:
    file = root / row["source"] / row["file"]
    source = SourceRow(
        id="s", team="t", kind=row["source"], name=row["source"], default_region=row["region"]
    )
    got = mapping.make(source, file.read_bytes(), _headers(file), NOON, playbook())
    person = got.made.person if got.made else Person()
    pairs = [(person.name, "name"), (person.email, "email"), (person.phone, "phone_e164")]
    return [column for said, column in pairs if said != row[column]]


@pytest.mark.skipif(not FOLDER, reason="LEADBELL_PAYLOADS names no folder of recorded payloads")
def test_most_recorded_leads_need_no_rule_of_their_own(
    record_property: Callable[[str, object], None],
) -> None:
    root = Path(FOLDER)
    with (root / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    leads = [
        row
        for row in rows
        if row["action"].startswith("accept")
        and row["file"].endswith((".json", ".txt", ".multipart"))
    ]
    wrong = {f"{row['source']}/{row['file']}": _wrong(root, row) for row in leads}
    missed = {file: columns for file, columns in wrong.items() if columns}
    record_property("right", f"{len(leads) - len(missed)} of {len(leads)}, not {missed}")
    assert len(leads) - len(missed) >= LEAST_RIGHT * len(leads), missed
