"""One program a profile: the first has it, others speak to the first."""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.adapters.instance.client import InstanceSilentError, ask, claim
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.messages import Command, Refusal, Reply, Request
from desktop.adapters.instance.reception import Program, Reception
from desktop.adapters.instance.server import answering
from desktop.adapters.instance.sockets import connect_socket
from desktop.core.connection import Link
from desktop.core.intents import Intent, OpenTicket, ProposeServer
from desktop.core.view import Account, Snapshot

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STATUS = Request(command=Command.STATUS)


@pytest.fixture
def lock(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ProfileLock]:
    """The lock, held; sockets are in a folder of the test, whose name is short enough for them."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    with ProfileLock(tmp_path / "profile" / "agent.lock") as lock:
        assert lock.acquire()
        yield lock


def other(tmp_path: Path) -> ProfileLock:
    return ProfileLock(tmp_path / "profile" / "agent.lock")


def test_second_start_gets_the_answer_of_the_first(tmp_path: Path, lock: ProfileLock) -> None:
    asked: list[Request] = []

    def on_request(request: Request) -> Reply:
        asked.append(request)
        return Reply()

    request = Request(command=Command.ACTIVATE, link="bomizzel://ticket/t-1")
    with answering(lock, tmp_path, on_request):
        assert claim(other(tmp_path), request) == Reply()

    assert asked == [request]


def test_profile_that_was_let_go_is_taken(tmp_path: Path, lock: ProfileLock) -> None:
    lock.release()

    with other(tmp_path) as second:
        assert claim(second, STATUS) is None


def test_profile_is_taken_from_a_program_that_ends_meanwhile(
    tmp_path: Path, lock: ProfileLock
) -> None:
    with other(tmp_path) as second:
        assert claim(second, STATUS, sleep=lambda _: lock.release()) is None


def test_program_that_does_not_answer_is_named_and_nothing_is_started(
    tmp_path: Path, lock: ProfileLock
) -> None:
    times = iter((0.0, 1.0, 9.0))

    with pytest.raises(InstanceSilentError) as caught:
        claim(other(tmp_path), STATUS, sleep=lambda _: None, monotonic=lambda: next(times))

    holder = lock.holder()
    assert holder is not None
    assert caught.value.process_id == holder.process_id


def test_lock_file_of_a_killed_program_locks_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "agent.lock"
    path.write_bytes(b'{"process_id":1,"address":"/gone"}' + b" " * 500)

    with ProfileLock(path) as lock:
        assert lock.acquire()
        assert lock.holder() is not None
        assert path.stat().st_size < 100


@pytest.mark.parametrize("content", [b"", b"{", b'{"process_id":"x"}', b'{"x":' + b"[" * 4_000])
def test_lock_file_that_says_nothing_names_nobody(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "agent.lock"
    path.write_bytes(content)

    assert ProfileLock(path).holder() is None


def test_nonsense_is_answered_and_the_next_start_too(tmp_path: Path, lock: ProfileLock) -> None:
    with answering(lock, tmp_path, lambda _: Reply()):
        holder = lock.holder()
        assert holder is not None
        channel = connect_socket(Path(holder.address), timeout_s=2)
        channel.send(b"nonsense")
        assert b"not_understood" in channel.receive()
        channel.close()
        connect_socket(Path(holder.address), timeout_s=2).close()

        assert ask(holder.address, STATUS, timeout_s=2) == Reply()


def test_end_does_not_wait_for_anybody(tmp_path: Path, lock: ProfileLock) -> None:
    started = time.monotonic()

    with answering(lock, tmp_path, lambda _: Reply()):
        pass

    assert time.monotonic() - started < 1
    assert not [t for t in threading.enumerate() if t.name == "bomizzel-instance"]
    assert (holder := lock.holder()) is not None
    assert holder.address == ""


@pytest.mark.expected_logs("other starts cannot be answered")
def test_machine_without_a_place_for_sockets_costs_the_convenience_only(
    tmp_path: Path, lock: ProfileLock
) -> None:
    Path(os.environ["XDG_RUNTIME_DIR"], "bomizzel-desktop").mkdir(mode=0o755)

    with answering(lock, tmp_path, lambda _: Reply()):
        pass


class TestReception:
    def reception(self, *, shows: bool = True) -> tuple[Reception, list[Intent], list[str]]:
        intents: list[Intent] = []
        shown: list[str] = []

        def show() -> bool:
            shown.append("front")
            return shows

        program = Program("1.2", 7, NOW)
        reception = Reception(program, submit=intents.append, show=show, now=lambda: NOW)
        return reception, intents, shown

    def test_second_start_brings_the_windows_to_the_front(self) -> None:
        reception, intents, shown = self.reception()

        assert reception.answer(Request(command=Command.ACTIVATE)) == Reply()

        assert (intents, shown) == ([], ["front"])

    def test_windows_that_do_not_answer_are_told(self) -> None:
        reception, _, _ = self.reception(shows=False)

        reply = reception.answer(Request(command=Command.ACTIVATE))

        assert reply.refusal is Refusal.BUSY

    def test_link_opens_its_ticket_and_no_window(self) -> None:
        reception, intents, shown = self.reception()
        request = Request(
            command=Command.ACTIVATE, link="bomizzel://ticket/t-1", server="https://a.example"
        )

        assert reception.answer(request) == Reply()

        assert [type(intent) for intent in intents] == [ProposeServer, OpenTicket]
        assert shown == []

    def test_nonsense_shows_the_window_and_does_nothing_else(self) -> None:
        reception, intents, shown = self.reception()

        reception.answer(Request(command=Command.ACTIVATE, link="file:///etc", server="::"))

        assert (intents, shown) == ([], ["front"])

    def test_status_is_that_of_the_newest_snapshot_and_never_green_without_proof(self) -> None:
        reception, _, _ = self.reception()
        assert reception.answer(STATUS).status is None

        account = Account("Ana", "ana@example.org", "https://help.example.org")
        reception.note(Snapshot(Link.LIVE, None, account=account, unread=3, unread_high=1))
        status = reception.answer(STATUS).status

        assert status is not None
        assert status.link is Link.CONNECTING
        assert (status.signed_in, status.server) == (True, "https://help.example.org")
        assert (status.unread, status.unread_high, status.process_id) == (3, 1, 7)
