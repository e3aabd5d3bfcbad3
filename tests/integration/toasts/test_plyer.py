"""plyer itself, on this system's way of showing a text."""

import asyncio

import pytest

from desktop.adapters.toasts.plyer_toast import PlyerToasts, show_with_plyer
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.notification_monitor import Toast
from tests.unit.desktop_ui.builders import make_toast

pytestmark = pytest.mark.desktop_session


async def test_text_of_a_toast_is_shown_without_a_word_of_warning(
    session: DesktopSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in session.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    await PlyerToasts(show_with_plyer).show(make_toast(title="--urgency", body="<b>R&D</b>"))

    shown = await asyncio.to_thread(session.notifications.wait_for, Toast)
    assert shown.summary == " --urgency"
    assert shown.body == "&lt;b&gt;R&amp;D&lt;/b&gt;"
