"""Who sees what: role by lead, from one table, the same at the log, in snapshots and at the act."""

from typing import get_args

import pytest

from app.domain.commands import Actor, AddNote, ClaimLead, ReturnLead, Role
from app.domain.lead import LaneName
from hub.visibility import audience, hears, may_order, visible
from tests.hub.builders import Hub

ROLES: tuple[Role, ...] = get_args(Role)
LANES: tuple[LaneName, ...] = get_args(LaneName)
HIDDEN: set[tuple[Role, LaneName]] = {("rep", "needs_mapping")}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("lane", LANES)
async def test_a_role_sees_a_lead_and_hears_its_facts_or_neither(
    hub: Hub, role: Role, lane: LaneName
) -> None:
    lead = await hub.lead(await hub.lead_id(1, lane=lane))
    sees = (role, lane) not in HIDDEN
    actor = Actor(rep="r", name="R", role=role)
    assert visible(actor, lead) is sees
    assert all(hears(role, e.vis) is sees for e in await hub.log.read(hub.team, 0))
    shot = await hub.snapshots.read(actor, hub.team)
    assert [found.id for found in shot.leads] == ([lead.id] if sees else [])


async def test_the_audience_of_a_lead_never_changes_in_its_life(hub: Hub) -> None:
    dana, lead = await hub.desk("Dana"), await hub.lead_id(1, test=True)
    before = audience(await hub.lead(lead))
    await hub.do(dana, "claim", lead)
    await hub.do(dana, "qualify", lead, gen=1)
    assert {e.vis for e in await hub.log.read(hub.team, 0)} == {before}


def test_an_audience_of_the_future_reaches_no_rep() -> None:
    assert not hears("rep", "somebody-special")


@pytest.mark.parametrize("role", ROLES)
def test_only_marketing_is_kept_from_selling(role: Role) -> None:
    actor = Actor(rep="r", name="R", role=role)
    barred = role == "marketing"
    assert (may_order(actor, ClaimLead()) is not None) is barred
    assert (may_order(actor, ReturnLead(reason="spam")) is not None) is barred
    assert may_order(actor, AddNote(text="x")) is None
