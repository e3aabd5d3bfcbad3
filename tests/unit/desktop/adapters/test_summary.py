import json
from dataclasses import replace
from pathlib import Path

from common.notifications import NotificationKind
from desktop.adapters.summary import CountedToasts
from desktop.core.toasts.toast import DIGEST_TAG, Toast, Urgency
from tests.fakes.toasts import RecordedToasts

TOAST = Toast("ticket-1", "title", "body", Urgency.NORMAL, kind=NotificationKind.ASSIGNED)


async def test_counts_are_written_when_the_run_is_over(tmp_path: Path) -> None:
    path, inner = tmp_path / "summary.json", RecordedToasts()
    toasts = CountedToasts(inner, path, lambda: (9, 2))
    await toasts.show(TOAST)
    await toasts.show(TOAST)
    await toasts.show(replace(TOAST, tag=DIGEST_TAG, kind=None))
    assert not path.exists()

    await toasts.close()

    counts = {"toasts": {"assigned": 2, "digest": 1}, "events": 9, "unread": 2}
    assert json.loads(path.read_text()) == counts
    assert inner.closed


async def test_toasts_are_passed_on(tmp_path: Path) -> None:
    inner = RecordedToasts()
    toasts = CountedToasts(inner, tmp_path / "summary.json", lambda: (0, 0))

    await toasts.show(TOAST)
    assert inner.on_screen == {"ticket-1": TOAST}
    await toasts.withdraw("ticket-1")

    assert inner.on_screen == {}
