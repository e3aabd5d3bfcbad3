from datetime import timedelta

from common.ids import QueueId, TeamId
from common.rest import Queue
from desktop.core.connection import Link
from desktop.core.notifications.center import Center
from desktop.core.state import Stored
from desktop.core.status import Status
from desktop.core.view import Account, Notice
from tests.fakes.virtual_time import VirtualTime
from tests.unit.desktop.builders import NOON
from tests.unit.desktop.notifications import calm, make_item
from tests.unit.desktop.wording import ENGLISH


def make_status() -> tuple[Status, VirtualTime, list[int]]:
    time = VirtualTime()
    changes: list[int] = []
    status = Status(clock=time, server="https://desk.example", changed=lambda: changes.append(1))
    return status, time, changes


def test_start_is_not_signed_out_before_the_keyring_was_asked() -> None:
    status, _, _ = make_status()

    assert status.link is Link.WAITING_FOR_KEYRING
    assert status.sign_in.server == "https://desk.example"


async def test_line_is_offline_since_it_went_down_not_since_the_last_attempt() -> None:
    status, time, _ = make_status()
    status.set_link(Link.LIVE)
    status.set_link(Link.OFFLINE)
    await time.advance(30)

    status.set_link(Link.CONNECTING)

    assert status.snapshot(None, ENGLISH).offline_since == NOON


def test_line_that_is_up_is_not_offline() -> None:
    status, _, _ = make_status()
    status.set_link(Link.OFFLINE)

    status.set_link(Link.POLLING)

    assert status.snapshot(None, ENGLISH).offline_since is None


async def test_sign_of_life_carries_its_time() -> None:
    status, time, _ = make_status()
    await time.advance(12)

    status.verified()

    assert status.verified_at == NOON + timedelta(seconds=12)


def test_same_state_is_not_announced_twice() -> None:
    status, _, changes = make_status()
    status.set_link(Link.LIVE)

    status.set_link(Link.LIVE)

    assert len(changes) == 1


def test_next_person_has_no_sign_of_life_yet() -> None:
    status, _, _ = make_status()
    status.verified()

    status.set_account(Account("Ana", "ana@example.org", "https://desk.example"))

    assert status.verified_at is None


def test_missing_keyring_is_told_and_taken_back_when_there_is_one() -> None:
    status, _, _ = make_status()
    status.set_persistent(persistent=False)
    assert status.snapshot(None, ENGLISH).notice is Notice.SESSION_IN_MEMORY_ONLY

    status.set_persistent(persistent=True)

    assert status.snapshot(None, ENGLISH).notice is None


def test_snapshot_counts_unread_by_priority() -> None:
    status, _, _ = make_status()
    center = Center(Stored(items=(make_item(), make_item("event-2", read=True))), calm)

    snapshot = status.snapshot(center, ENGLISH)

    assert (snapshot.unread, snapshot.unread_high, len(snapshot.items)) == (1, 1, 2)


async def test_nothing_is_called_live_without_a_young_sign_of_life() -> None:
    status, time, _ = make_status()
    status.set_link(Link.LIVE)
    assert status.snapshot(None, ENGLISH).link is Link.CONNECTING

    status.verified()
    assert status.snapshot(None, ENGLISH).link is Link.LIVE

    await time.advance(61)
    assert status.snapshot(None, ENGLISH).link is Link.CONNECTING


def test_queues_are_named_in_the_order_of_people_and_forgotten_with_the_person() -> None:
    status, _, _ = make_status()
    status.set_queues([make_queue("q1", "zebra"), make_queue("q2", "Apes")])
    assert [queue.name for queue in status.snapshot(None, ENGLISH).queues] == ["Apes", "zebra"]

    status.set_account(None)

    assert status.snapshot(None, ENGLISH).queues == ()


def make_queue(queue_id: str, name: str) -> Queue:
    return Queue(id=QueueId(queue_id), name=name, team_id=TeamId("field"))


def test_word_of_the_last_run_stays_when_a_session_is_kept() -> None:
    status, _, _ = make_status()
    status.set_notice(Notice.CRASHED)

    status.set_persistent(persistent=True)

    assert status.snapshot(None, ENGLISH).notice is Notice.CRASHED


def test_missing_keyring_is_told_after_a_crash_and_not_in_its_place() -> None:
    status, _, _ = make_status()
    status.set_notice(Notice.CRASHED)

    status.set_persistent(persistent=False)
    told_first = status.snapshot(None, ENGLISH).notice
    status.set_notice(None)
    status.set_persistent(persistent=False)

    assert told_first is Notice.CRASHED
    assert status.snapshot(None, ENGLISH).notice is Notice.SESSION_IN_MEMORY_ONLY
