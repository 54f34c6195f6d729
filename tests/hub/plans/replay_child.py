"""Run as a process of its own: reads a hub's log and plans every touch in it again, from the facts
up to that point alone. Prints each as a line of JSON, beside the one the log has."""

import sqlite3
import sys
from pathlib import Path

import msgspec

from app.domain import cadence
from app.domain.bounds import Bounds, Choice
from app.domain.evolve import evolve
from app.domain.facts import KINDS, NextTouchSet
from app.domain.ids import Ms
from app.domain.lead import Lead
from app.domain.touch import NextTouch
from hub.plans import slots
from hub.plans.choose import Side, Tables, choose
from hub.plans.learning import first_model
from tests.builders import a_playbook

BOOK = a_playbook()


def main(file: Path) -> None:
    model = first_model(BOOK.planning.published)
    tables = Tables(model=model, version=model.version)
    leads: dict[str, Lead] = {}
    rows = sqlite3.connect(file).execute("SELECT lead_id, kind, body FROM event ORDER BY seq")
    for lead_id, kind, body in rows:
        fact = msgspec.json.decode(body, type=KINDS[kind])
        lead = leads.get(lead_id)
        if isinstance(fact, NextTouchSet) and lead is not None and fact.next.plan:
            again = planned(lead, leads, fact.at, tables)
            pair = (fact.next, again)
            sys.stdout.write(msgspec.json.encode(pair).decode() + "\n")
        leads[lead_id] = evolve(lead, fact, lead_id)


def planned(lead: Lead, leads: dict[str, Lead], now: Ms, tables: Tables) -> NextTouch | None:
    def choosing(about: Lead, bounds: Bounds, at: Ms) -> Choice | None:
        end = bounds.spans[-1][1]
        booked = sorted(
            other.next_touch.at
            for other in leads.values()
            if other.id != about.id and other.owner == about.owner and other.next_touch
        )
        near = tuple(taken for taken in booked if at <= taken < end)
        side = Side(times=slots.kept(None, BOOK.planning), booked=near)
        return choose(about, bounds, at, side, BOOK, tables)

    ending = lead.touches[-1].disposition
    assert ending is not None
    return cadence.next_touch(lead, ending, BOOK, now, choosing)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
