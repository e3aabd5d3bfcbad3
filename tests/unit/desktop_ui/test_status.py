from datetime import timedelta

import pytest

from desktop.core.connection import PROOF_S, Link
from desktop.ui.status import shown_link, status_line, tooltip
from tests.unit.desktop_ui.builders import NOON, make_snapshot

pytestmark = pytest.mark.usefixtures("qapp")


def test_live_line_says_when_it_was_verified() -> None:
    snapshot = make_snapshot(verified_at=NOON - timedelta(seconds=12))

    assert status_line(snapshot, NOON) == "Live \N{EN DASH} verified 12 s ago"


def test_tooltip_names_program_unread_and_proof() -> None:
    said = tooltip(make_snapshot(unread=3), NOON)

    assert said == "Bomizzel – 3 unread – verified 12 s ago"  # noqa: RUF001 - as shown


def test_never_live_without_a_proof_that_is_young() -> None:
    unproven = make_snapshot(verified_at=None)
    old = make_snapshot(verified_at=NOON - timedelta(seconds=PROOF_S + 1))

    assert shown_link(unproven, NOON) is Link.CONNECTING
    assert shown_link(old, NOON) is Link.CONNECTING
    assert "verified" not in tooltip(old, NOON)


def test_offline_says_since_when() -> None:
    snapshot = make_snapshot(link=Link.OFFLINE, offline_since=NOON - timedelta(minutes=5))

    assert "since" in status_line(snapshot, NOON)
    assert "Offline" in tooltip(snapshot, NOON)


@pytest.mark.parametrize("link", list(Link))
def test_every_state_has_a_line(link: Link) -> None:
    snapshot = make_snapshot(link=link, verified_at=None)

    assert status_line(snapshot, NOON)
    assert tooltip(snapshot, NOON).startswith("Bomizzel")
