"""A restart in front of a thousand clients costs nobody an event."""

from pathlib import Path

import pytest

from tests.faults.homecoming import DEVICES, PEOPLE, TICKETS, come_home

LIVE_S = 18.0
"""A fifth of what 5,000 may take."""
DELIVERED_S = 2.0
SIGN_IN_S = 5.0
STALL_S = 1.0
"""What readiness calls late. The aim is 0.25 s, which a machine that does other work misses."""


@pytest.mark.timeout(180)
async def test_a_thousand_come_back_in_time_and_miss_nothing(tmp_path: Path) -> None:
    found = await come_home(tmp_path)

    assert len(found.accounts) == PEOPLE * DEVICES
    assert found.events >= TICKETS
    assert all(account.is_right for account in found.accounts)
    assert found.live_s < LIVE_S
    assert found.delivered_s < DELIVERED_S
    assert found.sign_in_s < SIGN_IN_S
    assert found.late_beats[STALL_S] == 0, found.late_beats
