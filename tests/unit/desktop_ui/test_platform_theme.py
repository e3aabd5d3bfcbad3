import pytest

from desktop.ui.platform_theme import platform_theme


@pytest.mark.parametrize("desktop", ["GNOME", "ubuntu:GNOME", "XFCE", "X-Cinnamon"])
def test_desktops_of_gtk_do_without_gtk(desktop: str) -> None:
    assert platform_theme({"XDG_CURRENT_DESKTOP": desktop}) == "gnome"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"XDG_CURRENT_DESKTOP": "KDE"},
        {"XDG_CURRENT_DESKTOP": "GNOME", "QT_QPA_PLATFORMTHEME": "gtk3"},
    ],
    ids=["none", "kde", "chosen-by-the-person"],
)
def test_everything_else_is_left_to_qt(environ: dict[str, str]) -> None:
    assert platform_theme(environ) is None
