from datetime import timedelta

import pytest

from common.notifications import NotificationKind
from desktop.core.connection import PROOF_S, Link
from desktop.core.view import Notice
from desktop.ui.status import shown_link, status_line, tooltip
from desktop.ui.times import clock_time
from tests.unit.desktop_ui.builders import NOON, make_item, make_snapshot

pytestmark = pytest.mark.usefixtures("qapp")


def test_live_line_says_when_it_was_verified() -> None:
    snapshot = make_snapshot(verified_at=NOON - timedelta(seconds=12))

    assert status_line(snapshot, NOON) == "Live \N{EN DASH} verified 12 s ago"


def test_tooltip_names_program_unread_and_proof() -> None:
    said = tooltip(make_snapshot(unread=3), NOON)

    assert said == "Bomizzel – 3 unread – verified 12 s ago"  # noqa: RUF001 - as shown


def test_tooltip_says_of_which_kinds_the_unread_are() -> None:
    kinds = NotificationKind
    told = [*[kinds.ASSIGNED] * 3, *[kinds.MENTIONED] * 2, kinds.ESCALATED, kinds.REOPENED]
    items = tuple(make_item(number, kind=kind) for number, kind in enumerate(told))
    read = make_item(99, kind=kinds.ASSIGNED, read=True)

    said = tooltip(make_snapshot(unread=7, items=(*items, read)), NOON).splitlines()

    assert said[1] == "3 × Assigned to you, 2 × Mention, 1 × Escalated, 1 more"  # noqa: RUF001
    assert len("\n".join(said)) <= 127


def test_tooltip_says_until_when_nobody_disturbs() -> None:
    until = NOON + timedelta(minutes=30)
    on = make_snapshot(do_not_disturb_until=until)

    assert f"do not disturb until {clock_time(until, NOON)}" in tooltip(on, NOON)
    assert "disturb" not in tooltip(on, until)


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


def test_tooltip_says_how_the_last_run_ended_if_it_was_not_asked_to() -> None:
    snapshot = make_snapshot(notice=Notice.ENDED_UNASKED)

    assert "ended the last time without being asked" in tooltip(snapshot, NOON)
    keyring = make_snapshot(notice=Notice.SESSION_IN_MEMORY_ONLY)
    assert tooltip(keyring, NOON) == tooltip(make_snapshot(), NOON)
