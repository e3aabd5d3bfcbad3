"""The line breaks, is refused, or is not to be had: nothing is lost and nobody is misled."""

from pathlib import Path

import pytest

from common.errors import ErrorCode
from desktop.core.connection import Link
from desktop.core.errors import StoreError
from desktop.core.intents import CenterShown, ClearItems, MarkRead, SignOut
from desktop.core.ports import Loaded, Missing, NotReady, Unavailable
from desktop.core.view import Notice
from tests.fakes.memory_vault import MemoryVault
from tests.fakes.server import EMAIL, ContractServer
from tests.guards.logs import ExpectedLogs
from tests.integration.desktop.agent.household import Household


async def test_link_goes_from_connecting_over_catching_up_to_live(home: Household) -> None:
    await home.start_live()

    links = list(dict.fromkeys(snapshot.link for snapshot in home.snapshots))
    assert links[0] is Link.WAITING_FOR_KEYRING
    assert links[-1] is Link.LIVE
    assert home.now.verified_at is not None
    assert home.now.offline_since is None


async def test_server_that_is_restarted_is_found_again(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    await server.stop()
    await home.until_link(Link.OFFLINE)
    assert home.now.offline_since is not None
    await server.assign("ticket-1")
    await server.start()

    await home.until_link(Link.LIVE)
    await home.until_toasts(1)


async def test_polling_replaces_sockets_that_are_refused(
    home: Household, server: ContractServer
) -> None:
    server.sockets_refused = True
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.sign_in()
    await home.until_link(Link.POLLING)

    await server.assign("ticket-1")
    await home.until_toasts(1)

    assert home.toasts.titles[0].endswith("was assigned to you")
    assert home.now.verified_at is not None


async def test_token_is_renewed_on_the_live_socket(
    home: Household, server: ContractServer
) -> None:
    server.expires_in = 2
    await home.start_live()
    server.expires_in = 900

    await home.until(lambda: server.count("authenticate") == 2)

    assert server.count("POST auth/refresh") == 1
    assert server.count("socket gone") == 0


async def test_warning_that_comes_right_after_signing_in_does_not_go_round_in_circles(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()

    for _ in range(5):
        await server.warn_of_expiry()
    await server.assign("ticket-1")
    await home.until_toasts(1)

    assert server.count("POST auth/refresh") == 0


async def test_session_that_the_server_ended_signs_out_with_its_reason(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    server.refusal = ErrorCode.TOKEN_REVOKED

    await server.cut_all()
    await home.until_link(Link.SIGNED_OUT)

    assert home.now.sign_in.error == ErrorCode.TOKEN_REVOKED
    assert await home.vault.load() == Missing()


async def test_signing_in_again_starts_from_what_is_known_and_keeps_what_is_on_the_screen(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until(lambda: [i.title for i in home.now.items] == ["#2 was assigned to you"])
    server.refusal = ErrorCode.TOKEN_REVOKED
    await server.cut_all()
    await home.until_link(Link.SIGNED_OUT)

    assert [item.title for item in home.now.items] == ["#2 was assigned to you"]
    assert (home.now.sign_in.server, home.now.sign_in.email) == (server.url, EMAIL)
    assert home.now.settings.values.server_address == server.url

    server.refusal = None
    home.sign_in()
    await home.until_link(Link.LIVE)

    assert len(home.now.items) == 1


@pytest.mark.expected_logs("the server does not want this agent")
async def test_socket_that_is_finally_refused_twice_signs_out(
    home: Household, server: ContractServer
) -> None:
    server.socket_refusal = ErrorCode.ACCOUNT_DISABLED
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.sign_in()

    await home.until(lambda: home.now.sign_in.error == ErrorCode.ACCOUNT_DISABLED)

    assert server.count("authenticate") == 2


@pytest.mark.expected_logs("the server does not want this agent")
async def test_outdated_agent_says_so_and_stays_signed_in(
    home: Household, server: ContractServer
) -> None:
    server.socket_refusal = ErrorCode.PROTOCOL_UNSUPPORTED
    home.start()
    await home.until_link(Link.SIGNED_OUT)
    home.sign_in()

    await home.until_link(Link.UPDATE_REQUIRED)

    assert home.now.account is not None


async def test_wrong_password_is_told_and_the_next_one_works(home: Household) -> None:
    home.start()
    await home.until_link(Link.SIGNED_OUT)

    home.sign_in(password="wrong")
    await home.until(lambda: home.now.sign_in.error == ErrorCode.INVALID_CREDENTIALS)
    home.sign_in()

    await home.until_link(Link.LIVE)
    assert home.now.sign_in.error is None


async def test_sign_out_leaves_nothing_behind(home: Household, server: ContractServer) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until_unread(1)

    home.submit(SignOut())
    await home.until_link(Link.SIGNED_OUT)

    assert (home.now.account, home.now.unread, home.now.items) == (None, 0, ())
    assert await home.vault.load() == Missing()
    await home.until(lambda: server.count("POST auth/logout") == 1)


async def test_what_was_cleared_just_before_signing_out_reaches_the_server(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)

    home.submit(ClearItems((event_id,)))
    home.submit(SignOut())
    await home.until_link(Link.SIGNED_OUT)

    assert server.streams.cleared == {event_id}


async def test_sign_out_takes_the_person_s_toasts_off_the_screen(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    await server.assign("ticket-1")
    await home.until_toasts(1)

    home.submit(SignOut())
    await home.until_link(Link.SIGNED_OUT)

    assert home.toasts.on_screen == {}


@pytest.mark.expected_logs("desktop.core.life:WARNING:work ended")
async def test_sign_out_is_heard_while_the_disk_fails(
    home: Household, server: ContractServer
) -> None:
    home.jitter = 1.0
    await home.start_live()
    home.store.failure = StoreError()
    await server.assign("ticket-1")
    await home.until_link(Link.CANNOT_STORE)

    home.submit(SignOut())
    await home.until_link(Link.SIGNED_OUT)

    assert await home.vault.load() == Missing()


async def test_mark_that_is_made_offline_is_pending_and_sent_later(
    home: Household, server: ContractServer
) -> None:
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)
    await server.stop()
    await home.until_link(Link.OFFLINE)

    home.submit(MarkRead((event_id,)))
    await home.until(lambda: home.now.items[0].pending and home.now.unread == 0)
    await server.start()

    await home.until(lambda: server.streams.read == {event_id})
    await home.until(lambda: not home.now.items[0].pending)


async def test_mark_that_the_server_refuses_is_taken_back(
    home: Household, server: ContractServer, expected_logs: ExpectedLogs
) -> None:
    expected_logs.require("marks refused")
    await home.start_live()
    event_id = await server.assign("ticket-1")
    await home.until_unread(1)
    server.refusal = ErrorCode.PERMISSION_DENIED

    home.submit(MarkRead((event_id,)))
    await home.until(lambda: server.count("POST notifications/read") == 1)
    seen = len(home.snapshots)  # Whatever comes now knows of the mark, or of its end.

    await home.until(lambda: len(home.snapshots) > seen and not home.now.items[0].pending)
    assert home.now.unread == 1
    assert server.streams.read == set()


async def test_without_a_keyring_the_session_lives_in_memory_and_the_person_is_told(
    server: ContractServer, tmp_path: Path
) -> None:
    vault = MemoryVault(loads=[Unavailable()], saves=[Unavailable()])
    home = Household(server, tmp_path, vault)

    await home.start_live()

    assert not home.now.persistent_session
    assert home.now.notice is Notice.SESSION_IN_MEMORY_ONLY
    home.submit(CenterShown(is_open=True))
    home.submit(CenterShown(is_open=False))
    await home.until(lambda: home.now.notice is None)
    await home.stop()


async def test_locked_keyring_is_waited_for_and_then_used(
    server: ContractServer, tmp_path: Path
) -> None:
    first = Household(server, tmp_path)
    await first.start_live()
    await first.until(lambda: first.now.persistent_session)
    await first.stop()
    kept = await first.vault.load()
    assert isinstance(kept, Loaded)
    second = Household(server, tmp_path, MemoryVault(loads=[NotReady(), kept]))

    second.start()
    await second.until_link(Link.LIVE)

    assert Link.SIGNED_OUT not in {snapshot.link for snapshot in second.snapshots}
    await second.stop()
