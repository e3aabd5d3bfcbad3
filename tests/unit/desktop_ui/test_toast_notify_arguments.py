import pytest

from desktop.adapters.toasts.notify_arguments import (
    MAX_BODY_CHARS,
    MAX_TITLE_CHARS,
    NotifyArguments,
    ToastLook,
    notify_arguments,
    plain,
)
from desktop.core.settings.values import Sound
from desktop.core.toasts.toast import Toast, ToastAction, Urgency
from tests.unit.desktop_ui.builders import make_toast

LOOK = ToastLook("Bomizzel", "bomizzel-desktop", "/icon.png")
ALL = frozenset({"actions", "body", "body-markup"})


def arguments(
    toast: Toast, capabilities: frozenset[str] = ALL, replaces_id: int = 0
) -> NotifyArguments:
    return notify_arguments(toast, look=LOOK, capabilities=capabilities, replaces_id=replaces_id)


def test_toast_becomes_the_arguments_of_the_specification() -> None:
    actions = (ToastAction("default", "Open"), ToastAction("claim", "Claim"))
    toast = make_toast(urgency=Urgency.CRITICAL, actions=actions, timeout_s=7.5)

    assert arguments(toast, replaces_id=42) == (
        "Bomizzel",
        42,
        "/icon.png",
        "A ticket was assigned to you",
        "Printer jams",
        ["default", "Open", "claim", "Claim"],
        {
            "urgency": ("y", 2),
            "category": ("s", "im.received"),
            "desktop-entry": ("s", "bomizzel-desktop"),
        },
        7500,
    )


def test_toast_without_a_limit_stays_until_it_is_answered() -> None:
    assert arguments(make_toast(timeout_s=None))[-1] == 0


def test_markup_is_escaped_only_where_it_would_be_rendered() -> None:
    toast = make_toast(title="<b>R&D</b>", body='<img src="x"> & "so"')

    escaped, kept = arguments(toast), arguments(toast, frozenset())

    assert escaped[3] == "<b>R&D</b>"
    assert escaped[4] == '&lt;img src="x"&gt; &amp; "so"'
    assert kept[4] == '<img src="x"> & "so"'


def test_actions_are_left_out_where_there_are_none() -> None:
    toast = make_toast(actions=(ToastAction("default", "Open"),))

    assert arguments(toast, frozenset({"body"}))[5] == []


def test_what_a_click_does_is_no_button_as_well() -> None:
    actions = (
        ToastAction("default", "Open"),
        ToastAction("open", "Open"),
        ToastAction("claim", "Claim"),
    )

    assert arguments(make_toast(actions=actions))[5] == ["default", "Open", "claim", "Claim"]


@pytest.mark.parametrize(
    ("urgency", "name"),
    [(Urgency.NORMAL, "message-new-instant"), (Urgency.CRITICAL, "dialog-warning")],
)
def test_daemon_that_plays_sounds_is_told_which(urgency: Urgency, name: str) -> None:
    hints = arguments(make_toast(sound=Sound.SYSTEM, urgency=urgency), ALL | {"sound"})[6]

    assert hints["sound-name"] == ("s", name)
    assert "suppress-sound" not in hints


def test_daemon_that_plays_sounds_is_asked_for_silence_where_none_is_wanted() -> None:
    hints = arguments(make_toast(sound=Sound.NONE), ALL | {"sound"})[6]

    assert hints["suppress-sound"] == ("b", True)
    assert "sound-name" not in hints


def test_what_d_bus_would_refuse_is_taken_out() -> None:
    assert plain("a\0b\x1b[31mc\ud800d\ne\u202ef", 100) == "ab[31mcd\nef"


def test_long_texts_are_cut_with_an_ellipsis() -> None:
    shown = arguments(make_toast(title="x" * 5000, body="y" * 50_000))

    assert (len(shown[3]), len(shown[4])) == (MAX_TITLE_CHARS, MAX_BODY_CHARS)
    assert shown[3].endswith("…")
    assert plain("x" * MAX_TITLE_CHARS, MAX_TITLE_CHARS) == "x" * MAX_TITLE_CHARS
