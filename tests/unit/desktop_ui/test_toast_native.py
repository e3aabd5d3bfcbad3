"""Toasts of Windows and macOS, against fakes of what the systems offer; no real one was there."""

import asyncio
import threading
from functools import partial
from typing import Any

import pytest

from desktop.adapters.toasts.chain import ToastChain
from desktop.adapters.toasts.macos import MacCenter
from desktop.adapters.toasts.member import ToastError, ToastsForbiddenError
from desktop.adapters.toasts.native import NativeToasts, OpenCenter
from desktop.adapters.toasts.windows import KEPT, MAX_SHOWN, WindowsCenter
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import DEFAULT_ACTION, NOBODY, Toast, ToastAction, ToastEnd, Urgency
from tests.fakes.toast_members import FakeMember
from tests.fakes.user_notifications import Mac
from tests.fakes.user_notifications import install as install_mac
from tests.fakes.winrt import NotificationSetting, Windows
from tests.fakes.winrt import install as install_windows
from tests.unit.desktop_ui.builders import NOON, make_toast, noon

ACTIONS = (
    ToastAction(DEFAULT_ACTION, "Open"),
    ToastAction("open", "Open"),
    ToastAction("claim", "Claim"),
    ToastAction("snooze", "Snooze 15 min"),
)
BUTTONS = [("claim", "Claim"), ("snooze", "Snooze 15 min")]


class Person:
    """What the person did, as the agent's loop was told."""

    def __init__(self) -> None:
        self.clicks: list[tuple[str, str]] = []
        self.ends: list[tuple[str, ToastEnd]] = []
        self.threads: set[str] = set()

    def clicked(self, tag: str, key: str) -> None:
        self.clicks.append((tag, key))
        self.threads.add(threading.current_thread().name)

    def closed(self, tag: str, end: ToastEnd) -> None:
        self.ends.append((tag, end))

    def member(self, name: str, open_center: OpenCenter, **options: Any) -> NativeToasts:
        return NativeToasts(
            name, open_center, on_activated=self.clicked, on_closed=self.closed, **options
        )


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    windows = Windows()
    install_windows(windows, monkeypatch)
    return windows


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Mac:
    mac = Mac()
    install_mac(mac, monkeypatch)
    return mac


@pytest.fixture
def on_windows(person: Person, windows: Windows) -> NativeToasts:
    def make_known(name: str, icon: str) -> None:
        windows.known = (name, icon)

    return person.member(
        "windows",
        partial(
            WindowsCenter,
            now=noon,
            app_name="Bomizzel",
            icon="bomizzel.png",
            make_known=make_known,
            user_state=lambda: windows.user_state,
        ),
    )


@pytest.fixture
def on_mac(person: Person, mac: Mac) -> NativeToasts:
    del mac
    return person.member("macos", MacCenter)


async def told() -> None:
    """Let the loop hear what another thread has just told it."""
    await asyncio.sleep(0)


class TestWindows:
    async def test_toast_carries_texts_buttons_and_a_name(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        await on_windows.show(make_toast(title="<R&D>", body="a\nb", actions=ACTIONS))

        shown = windows.shown("t1")
        assert shown.texts() == ["<R&D>", "a\nb"]
        buttons = [
            (a.get("arguments"), a.get("content")) for a in shown.content.root.iter("action")
        ]
        assert buttons == BUTTONS
        assert shown.expiration_time == NOON + KEPT
        assert shown.content.root.get("scenario") is None
        assert windows.known == ("Bomizzel", "bomizzel.png")

    async def test_urgent_toast_may_break_through(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        await on_windows.show(make_toast(urgency=Urgency.CRITICAL))

        root = windows.shown("t1").content.root
        assert (root.get("scenario"), root.get("duration")) == ("urgent", "long")

    @pytest.mark.parametrize(
        ("sound", "audio"),
        [
            (Sound.NONE, {"silent": "true"}),
            (Sound.SYSTEM, {"src": "ms-winsoundevent:Notification.Default"}),
        ],
    )
    async def test_sound_is_what_the_person_wants(
        self, on_windows: NativeToasts, windows: Windows, sound: Sound, audio: dict[str, str]
    ) -> None:
        await on_windows.show(make_toast(sound=sound))

        (element,) = windows.shown("t1").content.root.iter("audio")
        assert element.attrib == audio

    async def test_newer_toast_of_a_ticket_takes_the_place_of_the_older(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        await on_windows.show(make_toast(title="older"))
        await on_windows.show(make_toast(title="newer"))

        (kept,) = windows.center.values()
        assert kept.texts()[0] == "newer"

    async def test_withdrawn_toast_leaves_the_action_center_once(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        await on_windows.withdraw("t1")
        await on_windows.show(make_toast())

        await on_windows.withdraw("t1")
        await on_windows.withdraw("t1")

        assert windows.center == {}
        assert windows.calls.count("remove t1 Bomizzel.Desktop") == 1

    async def test_clicks_of_other_threads_reach_the_loop(
        self, on_windows: NativeToasts, windows: Windows, person: Person
    ) -> None:
        await on_windows.show(make_toast(actions=ACTIONS))
        shown = windows.shown("t1")

        for arguments in (DEFAULT_ACTION, "claim", ""):
            await asyncio.to_thread(shown.activate, arguments)
        await told()

        assert person.clicks == [("t1", "default"), ("t1", "claim"), ("t1", "default")]
        assert person.threads == {"MainThread"}

    async def test_end_of_a_toast_is_told_with_its_reason(
        self, on_windows: NativeToasts, windows: Windows, person: Person
    ) -> None:
        await on_windows.show(make_toast())
        shown = windows.shown("t1")

        for reason in (0, 1, 2, 9):
            shown.dismiss(reason)
        shown.fail()
        await told()

        ends = ToastEnd
        expected = [ends.DISMISSED, ends.WITHDRAWN, ends.EXPIRED, ends.UNKNOWN, ends.UNKNOWN]
        assert person.ends == [("t1", end) for end in expected]

    async def test_nothing_stays_that_could_not_be_clicked(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        await on_windows.show(make_toast())
        assert windows.calls[:2] == ["notifier Bomizzel.Desktop", "clear Bomizzel.Desktop"]

        await on_windows.close()

        assert windows.center == {}

    async def test_toasts_that_are_too_old_to_be_understood_are_taken_away(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        for number in range(MAX_SHOWN + 2):
            await on_windows.show(make_toast(tag=f"t{number}"))

        assert len(windows.center) == MAX_SHOWN
        assert ("t0", "bomizzel") not in windows.center

    @pytest.mark.parametrize(
        ("mode", "user_state", "silenced"),
        [
            pytest.param(0, 5, False, id="open"),
            pytest.param(1, 5, True, id="priority-only"),
            pytest.param(2, 5, True, id="alarms-only"),
            pytest.param(0, 4, True, id="presenting"),
            pytest.param(0, 1, False, id="locked-goes-to-the-action-center"),
            pytest.param(None, 5, False, id="windows-10-does-not-say"),
            pytest.param(None, 6, True, id="quiet-time"),
        ],
    )
    async def test_silence_of_windows(
        self,
        on_windows: NativeToasts,
        windows: Windows,
        mode: int | None,
        user_state: int,
        silenced: bool,
    ) -> None:
        windows.mode, windows.user_state = mode, user_state

        assert await on_windows.is_silenced() is silenced

    async def test_toasts_that_are_switched_off_are_shown_no_other_way(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        windows.setting = NotificationSetting.DISABLED_FOR_USER
        other = FakeMember("other")
        chain = ToastChain([on_windows, other], monotonic=lambda: 0.0)

        outcomes = [await chain.show(make_toast()) for _ in range(2)]

        assert other.shown == []
        assert outcomes[1].shown_by == NOBODY
        assert outcomes[1].skipped == {"windows": "disabled_by_the_person"}

    async def test_toasts_that_are_switched_on_again_are_shown_after_a_rest(
        self, on_windows: NativeToasts, windows: Windows
    ) -> None:
        windows.setting = NotificationSetting.DISABLED_FOR_APPLICATION
        chain = ToastChain([on_windows], monotonic=lambda: 0.0, rest_s=0)
        await chain.show(make_toast())

        windows.setting = NotificationSetting.ENABLED

        assert (await chain.show(make_toast())).shown_by == "windows"


class TestMac:
    async def test_toast_carries_texts_buttons_and_a_sound(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        await on_mac.show(make_toast(actions=ACTIONS, sound=Sound.SYSTEM))

        shown = mac.center["t1"]
        assert (shown.title, shown.body) == ("A ticket was assigned to you", "Printer jams")
        assert list(mac.buttons("t1")) == BUTTONS
        assert shown.sound == "default sound"

    async def test_silent_toast_has_no_sound_and_toasts_of_two_kinds_their_own_buttons(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        await on_mac.show(make_toast(tag="t1", actions=ACTIONS))
        await on_mac.show(make_toast(tag="t2"))

        assert mac.center["t1"].sound is None
        assert list(mac.buttons("t1")) == BUTTONS
        assert mac.buttons("t2") == ()

    async def test_newer_replaces_older_and_withdrawn_is_gone(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        await on_mac.show(make_toast(title="older"))
        await on_mac.show(make_toast(title="newer"))
        await on_mac.show(make_toast(tag="t2"))

        await on_mac.withdraw("t2")

        assert [content.title for content in mac.center.values()] == ["newer"]
        await on_mac.close()
        assert mac.center == {}

    async def test_clicks_reach_the_loop(
        self, on_mac: NativeToasts, mac: Mac, person: Person
    ) -> None:
        await on_mac.show(make_toast(actions=ACTIONS))

        mac.respond("t1", "com.apple.UNNotificationDefaultActionIdentifier")
        mac.respond("t1", "claim")
        mac.respond("t1", "com.apple.UNNotificationDismissActionIdentifier")
        await told()

        assert person.clicks == [("t1", DEFAULT_ACTION), ("t1", "claim")]
        assert person.ends == [("t1", ToastEnd.DISMISSED)]

    async def test_toast_is_shown_while_a_window_is_in_front(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        await on_mac.show(make_toast())

        assert mac.options_in_front() & 16

    async def test_without_a_bundle_macos_is_not_even_asked(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        mac.bundle = None

        with pytest.raises(ToastError, match="not_a_bundle"):
            await on_mac.show(make_toast())

    async def test_person_who_wants_no_toasts_gets_none_another_way(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        mac.permitted = False

        with pytest.raises(ToastsForbiddenError, match="not_permitted"):
            await on_mac.show(make_toast())

    async def test_until_the_person_has_answered_another_way_is_tried(
        self, on_mac: NativeToasts, mac: Mac, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop.adapters.toasts.macos.PERMISSION_TIMEOUT_S", 0.01)
        mac.permitted = None

        with pytest.raises(ToastError, match="permission_is_asked_for") as failure:
            await on_mac.show(make_toast())

        assert not isinstance(failure.value, ToastsForbiddenError)

    async def test_toast_that_macos_refuses_is_passed_on(
        self, on_mac: NativeToasts, mac: Mac
    ) -> None:
        mac.error = "UNErrorDomain 1"

        with pytest.raises(ToastError, match="refused"):
            await on_mac.show(make_toast())

    async def test_macos_says_nothing_of_a_focus(self, on_mac: NativeToasts) -> None:
        assert not await on_mac.is_silenced()


class TestBoth:
    async def test_machine_without_the_packages_is_passed_on(self, person: Person) -> None:
        toasts = person.member("macos", MacCenter)

        with pytest.raises(ToastError, match="not_installed"):
            await toasts.show(make_toast())

    async def test_center_that_blocks_is_left_in_time(self, person: Person) -> None:
        release = threading.Event()

        class Blocking:
            def show(self, _toast: Toast) -> None:
                release.wait(10)

        toasts = person.member("blocking", lambda *_: Blocking(), timeout_s=0.05)  # type: ignore[arg-type]  # show is all that is called

        with pytest.raises(TimeoutError):
            await toasts.show(make_toast())
        release.set()

    async def test_nothing_is_opened_before_the_first_toast(self, person: Person) -> None:
        def open_center(*_: object) -> Any:
            pytest.fail("opened")

        toasts = person.member("macos", open_center)

        await toasts.withdraw("t1")
        await toasts.close()
