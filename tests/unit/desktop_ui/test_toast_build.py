from pathlib import Path

import pytest

from desktop.adapters.toasts.build import build_chain, session_bus_address
from desktop.adapters.toasts.notify_arguments import ToastLook
from tests.fakes.toast_members import FakeMember
from tests.unit.desktop_ui.builders import make_toast, noon


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ["freedesktop", "plyer", "tray", "center"]),
        ("win32", ["windows", "plyer", "tray", "center"]),
        ("darwin", ["macos", "plyer", "tray", "center"]),
    ],
)
def test_members_stand_in_their_order(platform: str, expected: list[str]) -> None:
    chain = build_chain(
        lambda *_: None,
        lambda *_: None,
        look=ToastLook("Bomizzel", "bomizzel-desktop"),
        platform=platform,
        environ={},
        monotonic=lambda: 0.0,
        now=noon,
        fallbacks=[FakeMember("tray")],
    )

    assert [member.name for member in chain._members] == expected


async def test_without_a_session_bus_the_fallback_shows_and_plyer_is_left_alone() -> None:
    tray = FakeMember("tray")
    chain = build_chain(
        lambda *_: None,
        lambda *_: None,
        look=ToastLook("Bomizzel", "bomizzel-desktop"),
        platform="linux",
        environ={},
        monotonic=lambda: 0.0,
        now=noon,
        fallbacks=[tray],
    )

    await chain.show(make_toast())

    assert tray.shown == [make_toast()]
    assert chain.skipped == {"freedesktop": "no_session_bus"}


def test_bus_is_found_by_variable_or_in_the_runtime_folder(tmp_path: Path) -> None:
    runtime = {"XDG_RUNTIME_DIR": str(tmp_path)}

    assert session_bus_address({}) == ""
    assert session_bus_address(runtime) == ""
    (tmp_path / "bus").touch()
    assert session_bus_address(runtime) == f"unix:path={tmp_path}/bus"
    named = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/elsewhere", **runtime}
    assert session_bus_address(named) == "unix:path=/elsewhere"
