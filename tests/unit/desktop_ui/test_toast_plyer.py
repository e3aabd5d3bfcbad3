"""plyer as a member of the chain: in a thread, never blocking, and honest when it cannot."""

import asyncio
import threading

import pytest

from desktop.adapters.toasts.member import ToastError
from desktop.adapters.toasts.plyer_toast import (
    MAX_MESSAGE_CHARS,
    MAX_TITLE_CHARS,
    PlyerToasts,
)
from desktop.adapters.toasts.silence import SERVICE
from tests.e2e.processes import wait_until
from tests.unit.desktop_ui.builders import make_toast


class Recorder:
    """Stands for plyer: writes down what it is given, blocks or raises."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, int, str]] = []
        self.release = threading.Event()
        self.release.set()
        self.failure: Exception | None = None

    def __call__(self, title: str, message: str, shown_s: int) -> None:
        self.release.wait(10)
        if self.failure is not None:
            raise self.failure
        self.calls.append((title, message, shown_s, threading.current_thread().name))


@pytest.fixture
def plyer() -> Recorder:
    return Recorder()


async def test_text_is_shown_in_a_thread_of_its_own(plyer: Recorder) -> None:
    await PlyerToasts(plyer, platform="win32").show(make_toast(timeout_s=6))

    toast = make_toast()
    assert plyer.calls == [(toast.title, toast.body, 6, "plyer-toast")]


async def test_whatever_plyer_raises_means_that_nobody_saw_it(plyer: Recorder) -> None:
    plyer.failure = NotImplementedError("no usable implementation found")

    with pytest.raises(ToastError) as failure:
        await PlyerToasts(plyer, platform="darwin").show(make_toast())

    assert failure.value.reason == "NotImplementedError"


async def test_plyer_that_blocks_neither_blocks_us_nor_piles_up(plyer: Recorder) -> None:
    plyer.release.clear()
    toasts = PlyerToasts(plyer, platform="win32", timeout_s=0.05)

    with pytest.raises(TimeoutError):
        await toasts.show(make_toast())
    with pytest.raises(ToastError, match="busy"):
        await toasts.show(make_toast())

    plyer.release.set()
    await asyncio.to_thread(wait_until, lambda: not toasts._busy.locked(), "end of the first")
    await toasts.show(make_toast())
    assert len(plyer.calls) == 2


async def test_texts_are_cut_to_what_windows_takes(plyer: Recorder) -> None:
    toast = make_toast(title="x" * 500, body="y" * 5000)

    await PlyerToasts(plyer, platform="win32").show(toast)

    title, message, *_ = plyer.calls[0]
    assert (len(title), len(message)) == (MAX_TITLE_CHARS, MAX_MESSAGE_CHARS)


async def test_text_for_notify_send_is_neither_an_option_nor_markup(plyer: Recorder) -> None:
    toast = make_toast(title="--help", body="<b>R&D</b>")

    await PlyerToasts(plyer, platform="linux").show(toast)

    assert plyer.calls[0][:2] == (" --help", "&lt;b&gt;R&amp;D&lt;/b&gt;")


def test_plyer_shares_the_daemon_on_linux_only(plyer: Recorder) -> None:
    assert PlyerToasts(plyer, platform="linux").service == SERVICE
    assert PlyerToasts(plyer, platform="win32").service != SERVICE
