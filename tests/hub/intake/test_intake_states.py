"""A state typed into a form and one said on the telephone mean the same clocks."""

from app.domain import places
from hub.intake.states import zones_of_state


def test_a_state_of_two_clocks_has_the_same_ones_wherever_it_is_named() -> None:
    shared = {told[2]: told[0] for told in places._NAMES.values() if len(told[0]) > 1}

    assert len(shared) > 15
    for region, zones in shared.items():
        assert zones_of_state(*region.split("-")) == zones, region
