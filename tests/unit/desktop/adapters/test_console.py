from dataclasses import replace

from common.notifications import NotificationKind, NotificationPriority
from desktop.adapters.console import Console, refusal
from desktop.core.connection import Link
from desktop.core.toasts.toast import DIGEST_TAG, Toast, Urgency
from desktop.core.view import Notice, SignInState, Snapshot

TOAST = Toast(
    "ticket-1",
    'Say "hi"',
    "one\ntwo",
    Urgency.NORMAL,
    kind=NotificationKind.ASSIGNED,
    priority=NotificationPriority.HIGH,
)


def make_console() -> tuple[Console, list[str]]:
    lines: list[str] = []
    return Console(lines.append), lines


async def test_toast_is_one_line_whatever_is_in_it() -> None:
    console, lines = make_console()

    await console.show(TOAST)

    assert lines == ['toast kind=assigned priority=high title="Say \\"hi\\"" body="one\\ntwo"']


async def test_digest_is_told_by_its_sentence() -> None:
    console, lines = make_console()

    await console.show(Toast(DIGEST_TAG, "While you were away: 1 mention", "", Urgency.NORMAL))

    assert lines == ['digest "While you were away: 1 mention"']


async def test_withdrawal_is_told() -> None:
    console, lines = make_console()

    await console.withdraw("ticket-1")
    await console.close()

    assert lines == ["withdrawn ticket-1"]


def test_only_what_changed_is_printed() -> None:
    console, lines = make_console()
    live = Snapshot(link=Link.LIVE)

    console.render(live)
    console.render(live)
    console.render(replace(live, unread=4))
    console.render(replace(live, unread=4, notice=Notice.SESSION_IN_MEMORY_ONLY))

    assert lines == ["link live", "unread 4", "notice session_in_memory_only"]


def test_refused_sign_in_is_told_by_its_code() -> None:
    console, lines = make_console()

    console.render(Snapshot(sign_in=SignInState(error="invalid_credentials")))

    assert lines == ["link signed_out", "sign-in refused: invalid_credentials"]


def test_refusal_is_a_sentence_with_its_code() -> None:
    assert refusal("invalid_credentials") == (
        "Not signed in: the e-mail address or the password is not right (invalid_credentials)."
    )
    assert refusal("of_a_later_server") == (
        "Not signed in: the server refused (of_a_later_server)."
    )
