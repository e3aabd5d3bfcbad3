"""The freedesktop adapter against a real daemon (dunst) on a real bus."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from jeepney import DBusAddress, Message, new_signal

from desktop.adapters.toasts.chain import ToastChain
from desktop.adapters.toasts.freedesktop import FreedesktopToasts
from desktop.adapters.toasts.member import ServiceDownError
from desktop.adapters.toasts.silence import SERVICE
from desktop.adapters.toasts.sound import SoundPlayer
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import DEFAULT_ACTION, ToastAction, Urgency
from tests.e2e.desktop_session import DesktopSession, Notifier
from tests.e2e.notification_monitor import Closed, CloseRequested, E, Toast
from tests.e2e.processes import wait_until
from tests.fakes.toast_members import FakeMember
from tests.integration.toasts.conftest import LOOK, Clicks
from tests.unit.desktop_ui.builders import make_toast

pytestmark = pytest.mark.desktop_session

SILENT = SoundPlayer({}, which=lambda _: None)
BOTH_DAEMONS = pytest.mark.parametrize("session", list(Notifier), indirect=True)
OPEN = (ToastAction(DEFAULT_ACTION, "Open"), ToastAction("claim", "Claim"))


async def test_toast_is_shown_with_everything_on_it(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(
        make_toast(
            title="Lea assigned you <#1042>",
            body="<b>Printer</b> & scanner jam\non the 3rd floor",
            urgency=Urgency.CRITICAL,
            actions=OPEN,
            timeout_s=9,
        )
    )

    shown = await seen(session, Toast)
    assert shown.app == "Bomizzel"
    assert shown.summary == "Lea assigned you <#1042>"
    assert shown.body == "<b>Printer</b> & scanner jam\non the 3rd floor"
    assert shown.actions == (("default", "Open"), ("claim", "Claim"))
    assert shown.hints == {
        "urgency": 2,
        "category": "im.received",
        "desktop-entry": "bomizzel-desktop",
    }
    assert shown.timeout_ms == 9000
    await on_screen(session, "toast-freedesktop.png")


async def test_text_is_no_markup_for_a_daemon_that_renders_it(
    session: DesktopSession, toasts: FreedesktopToasts, tmp_path: Path
) -> None:
    session.processes["dunst"].kill()
    config = tmp_path / "dunstrc"
    config.write_text("[global]\nmarkup = full\nwidth = 320\noffset = 20x20\n")
    session.start("dunst", ["dunst", "-config", config])
    await asyncio.to_thread(wait_until, lambda: session.bus.has_name(SERVICE), "dunst")

    await toasts.show(
        make_toast(title="Is <1 & >2 & <b>so</b>?", body="<b>R&D</b> <i>printer</i>")
    )

    shown = await seen(session, Toast, lambda toast: toast.id is not None)
    assert shown.body == "&lt;b&gt;R&amp;D&lt;/b&gt; &lt;i&gt;printer&lt;/i&gt;"
    assert shown.summary == "Is <1 & >2 & <b>so</b>?"
    await on_screen(session, "toast-markup.png")


@BOTH_DAEMONS
async def test_newer_toast_of_a_ticket_replaces_the_older(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast(tag="t1", title="first"))
    await toasts.show(make_toast(tag="t2", title="another ticket"))
    await toasts.show(make_toast(tag="t1", title="second"))

    await seen(session, Toast, lambda toast: toast.summary == "second")
    first, other, second = session.notifications.toasts
    assert (first.replaces_id, other.replaces_id) == (0, 0)
    assert second.replaces_id == first.id == second.id


@BOTH_DAEMONS
async def test_withdrawn_toast_is_closed(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast(tag="t1"))
    shown = await seen(session, Toast)

    await toasts.withdraw("t1")
    await toasts.withdraw("t1")
    await toasts.withdraw("never shown")

    assert await seen(session, Closed) == Closed(shown.id or 0, 3)
    assert len(session.notifications.seen(CloseRequested)) == 1


async def test_click_reaches_the_callback_once(
    session: DesktopSession, toasts: FreedesktopToasts, clicks: Clicks
) -> None:
    await toasts.show(make_toast(tag="t7", actions=OPEN))

    await asyncio.to_thread(session.click_notification)

    assert await clicks.wait_for(1) == [("t7", DEFAULT_ACTION)]


async def test_toast_of_another_program_is_not_ours(
    session: DesktopSession, toasts: FreedesktopToasts, clicks: Clicks
) -> None:
    await toasts.show(make_toast(tag="ours", actions=OPEN))
    other = FreedesktopToasts(
        session.env["DBUS_SESSION_BUS_ADDRESS"],
        look=LOOK,
        on_activated=Clicks(),
        on_closed=lambda *_: None,
        on_appeared=lambda: None,
        sounds=SILENT,
    )
    await other.show(make_toast(tag="theirs", title="theirs", actions=OPEN))
    theirs = await seen(session, Toast, lambda toast: toast.summary == "theirs")

    # dunst tells the owner of a toast only; a broadcast is what other daemons do.
    for notification_id in (theirs.id, 4711):
        toasts._signaled(action_invoked(notification_id or 0))
    await other.close()
    await asyncio.to_thread(session.click_notification)

    assert await clicks.wait_for(1) == [("ours", DEFAULT_ACTION)]


async def test_restarted_daemon_is_used_again_and_old_ids_are_forgotten(
    session: DesktopSession, toasts: FreedesktopToasts, appeared: asyncio.Event
) -> None:
    await toasts.show(make_toast(tag="t1", title="before"))
    session.processes["dunst"].kill()

    with pytest.raises(ServiceDownError, match="no_daemon"):
        await toasts.show(make_toast(tag="t1", title="meanwhile"))

    await asyncio.to_thread(session.start_notifier)
    async with asyncio.timeout(5):
        await appeared.wait()
    await toasts.show(make_toast(tag="t1", title="after"))
    shown = await seen(session, Toast, lambda toast: toast.summary == "after")
    assert shown.replaces_id == 0


async def test_hung_daemon_is_left_in_time_and_shows_nothing_late(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast(tag="t0", title="before"))
    next_member = FakeMember("next")
    loop = asyncio.get_running_loop()
    chain = ToastChain([toasts, next_member], monotonic=loop.time, rest_s=0)
    daemon = session.processes["dunst"].pid
    os.kill(daemon, signal.SIGSTOP)
    began = loop.time()

    try:
        for number in range(1, 4):
            await chain.show(make_toast(tag=f"t{number}", title=f"number {number}"))
        took_s = loop.time() - began
    finally:
        os.kill(daemon, signal.SIGCONT)

    assert [toast.tag for toast in next_member.shown] == ["t1", "t2", "t3"]
    assert took_s < 4
    # One toast was on its way when the daemon fell silent; it is taken back, and no other is.
    late = await seen(session, Toast, lambda toast: toast.summary == "number 1")
    assert await seen(session, Closed) == Closed(late.id or 0, 3)
    await toasts.show(make_toast(tag="t9", title="fence"))
    await seen(session, Toast, lambda toast: toast.summary == "fence")
    assert len(session.notifications.toasts) == 3


async def test_lost_bus_is_noticed_and_found_again(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast())
    assert toasts._bus is not None

    await toasts._bus.close()
    await toasts.show(make_toast(title="again"))

    await seen(session, Toast, lambda toast: toast.summary == "again")


async def test_bus_that_ends_under_us_is_no_noise(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast())
    chain = ToastChain([toasts], monotonic=asyncio.get_running_loop().time)

    session.processes["dbus-daemon"].kill()
    await chain.show(make_toast())

    assert set(chain.skipped) == {"freedesktop"}


@pytest.mark.parametrize(
    "address",
    ["", "unix:path=/nonexistent/bus", "nonsense", "tcp:host=127.0.0.1,port=1"],
    ids=["none", "nobody-there", "not-an-address", "not-for-us"],
)
async def test_machine_without_a_session_bus_settles_on_the_center(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    toasts = FreedesktopToasts(
        address,
        look=LOOK,
        on_activated=Clicks(),
        on_closed=lambda *_: None,
        on_appeared=lambda: None,
        sounds=SILENT,
    )
    chain = ToastChain([toasts], monotonic=asyncio.get_running_loop().time, rest_s=0)
    caplog.set_level("INFO")

    for _ in range(3):
        await chain.show(make_toast())

    assert chain.skipped == {"freedesktop": "no_session_bus"}
    assert len(caplog.records) == 1
    await chain.close()


@BOTH_DAEMONS
async def test_daemon_takes_a_toast_away_in_time(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast(timeout_s=1, actions=OPEN))

    assert (await seen(session, Closed)).reason == 1


@BOTH_DAEMONS
async def test_urgent_toast_stays(session: DesktopSession, toasts: FreedesktopToasts) -> None:
    await toasts.show(make_toast(tag="t1", urgency=Urgency.CRITICAL, timeout_s=None))
    await toasts.show(make_toast(tag="t2", timeout_s=1))

    gone = await seen(session, Closed)
    urgent, passing = session.notifications.toasts
    assert gone.id == passing.id != urgent.id
    assert len(session.notifications.seen(Closed)) == 1
    assert urgent.timeout_ms == 0


@BOTH_DAEMONS
async def test_toast_that_would_stay_goes_with_the_program(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    await toasts.show(make_toast(urgency=Urgency.CRITICAL, timeout_s=None))
    shown = await seen(session, Toast)

    await toasts.close()

    assert (await seen(session, CloseRequested)).id == shown.id


async def test_silence_of_the_desktop_is_seen(
    session: DesktopSession, toasts: FreedesktopToasts
) -> None:
    assert not await toasts.is_silenced()

    silence(session)

    assert await toasts.is_silenced()


async def test_sound_is_played_for_a_daemon_that_plays_none(
    session: DesktopSession, tmp_path: Path
) -> None:
    player, played = tmp_path / "canberra-gtk-play", tmp_path / "played"
    player.write_text(f'#!/bin/sh\necho "$2" >> {played}\n')
    player.chmod(0o700)
    toasts = FreedesktopToasts(
        session.env["DBUS_SESSION_BUS_ADDRESS"],
        look=LOOK,
        on_activated=Clicks(),
        on_closed=lambda *_: None,
        on_appeared=lambda: None,
        sounds=SoundPlayer({}, {"canberra-gtk-play": str(player)}.get),
    )

    await toasts.show(make_toast(sound=Sound.NONE))
    await toasts.show(make_toast(sound=Sound.SYSTEM, urgency=Urgency.CRITICAL))

    await asyncio.to_thread(wait_until, played.exists, "sound")
    await toasts.close()
    assert played.read_text().split() == ["dialog-warning"]


@pytest.mark.parametrize("session", [Notifier.XFCE], indirect=True)
async def test_button_is_clicked(
    session: DesktopSession, toasts: FreedesktopToasts, clicks: Clicks
) -> None:
    await toasts.show(make_toast(tag="t7", actions=OPEN))
    await asyncio.to_thread(session.find_toast)
    await asyncio.to_thread(session.screenshot, "toast-xfce.png")

    await asyncio.to_thread(session.click_toast_button)

    assert await clicks.wait_for(1) == [("t7", "claim")]


async def seen(
    session: DesktopSession, kind: type[E], matching: Callable[[E], bool] = lambda _: True
) -> E:
    """Return what the bus monitor saw, while the adapter's loop goes on."""
    return await asyncio.to_thread(session.notifications.wait_for, kind, matching)


async def on_screen(session: DesktopSession, name: str) -> None:
    """Keep a picture of the toast as the person sees it."""
    await asyncio.to_thread(
        wait_until, lambda: bool(session.find_windows("--class", "Dunst")), "toast on the screen"
    )
    await asyncio.to_thread(session.screenshot, name)


def silence(session: DesktopSession) -> None:
    """Turn the desktop's own do-not-disturb on, as its dialogs do."""
    if "dunst" in session.processes:
        session.run("dunstctl", "set-paused", "true")
    else:
        do_not_disturb = ("-c", "xfce4-notifyd", "-p", "/do-not-disturb")
        session.run("xfconf-query", *do_not_disturb, "-n", "-t", "bool", "-s", "true")


def action_invoked(notification_id: int) -> Message:
    address = DBusAddress("/org/freedesktop/Notifications", bus_name=SERVICE, interface=SERVICE)
    return new_signal(address, "ActionInvoked", "us", (notification_id, "default"))
