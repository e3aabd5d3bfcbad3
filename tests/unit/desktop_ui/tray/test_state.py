from datetime import timedelta

import pytest

from desktop.core.connection import Link
from desktop.ui.tray.state import TrayState, tray_state
from tests.unit.desktop_ui.builders import NOON, make_snapshot

LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize("link", list(Link))
def test_each_state_of_the_line_is_a_state_of_the_tray(link: Link) -> None:
    assert tray_state(make_snapshot(link=link), NOON) is TrayState(link.value)


def test_what_was_not_verified_for_a_minute_is_not_live() -> None:
    assert tray_state(make_snapshot(), LATER) is TrayState.CONNECTING


@pytest.mark.parametrize(
    ("link", "state"),
    [
        (Link.LIVE, TrayState.DO_NOT_DISTURB),
        (Link.POLLING, TrayState.DO_NOT_DISTURB),
        (Link.OFFLINE, TrayState.OFFLINE),
        (Link.SIGNED_OUT, TrayState.SIGNED_OUT),
    ],
)
def test_do_not_disturb_hides_no_trouble(link: Link, state: TrayState) -> None:
    snapshot = make_snapshot(link=link, do_not_disturb_until=LATER)

    assert tray_state(snapshot, NOON) is state


def test_do_not_disturb_that_is_over_is_not_shown() -> None:
    assert tray_state(make_snapshot(do_not_disturb_until=NOON), NOON) is TrayState.LIVE


def test_failed_agent_goes_before_everything() -> None:
    snapshot = make_snapshot(do_not_disturb_until=LATER)

    assert tray_state(snapshot, NOON, failed=True) is TrayState.FAILED
