"""The sign-in window: what it shows of a state, and when it asks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.core.connection import Link
from desktop.core.intents import Intent, SignIn
from desktop.core.settings.merge import EffectiveSettings
from desktop.core.settings.sources import Source
from desktop.core.settings.values import Settings
from desktop.core.view import SignInState, Snapshot
from desktop.ui.sign_in.window import SignInWindow
from tests.unit.desktop.certificates import make_report
from tests.unit.desktop_ui.builders import make_snapshot

SERVER = "https://help.example.org"
EMAIL = "ana@example.org"


@pytest.fixture
def window(qtbot: QtBot) -> SignInWindow:
    window = SignInWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def asked(window: SignInWindow) -> list[Intent]:
    intents: list[Intent] = []
    window.intent.connect(intents.append)
    return intents


def signed_out(**changes: object) -> Snapshot:
    return Snapshot(link=Link.SIGNED_OUT, sign_in=SignInState(**changes))  # type: ignore[arg-type]  # a test names what it is about


def fill(window: SignInWindow) -> None:
    for field, text in (
        (window._server, SERVER),
        (window._email, EMAIL),
        (window._password, "secret word"),
    ):
        QTest.keyClicks(field, text)


def test_enter_in_the_password_asks_to_sign_in(window: SignInWindow, asked: list[Intent]) -> None:
    fill(window)

    QTest.keyClick(window._password, Qt.Key.Key_Return)

    assert asked == [SignIn(SERVER, EMAIL, "secret word")]


def test_button_asks_once_and_spaces_around_addresses_are_dropped(
    window: SignInWindow, asked: list[Intent]
) -> None:
    window._server.setText(f"  {SERVER} ")
    window._email.setText(f" {EMAIL}")
    window._password.setText(" spaces are part of it ")

    QTest.mouseClick(window._submit, Qt.MouseButton.LeftButton)

    assert asked == [SignIn(SERVER, EMAIL, " spaces are part of it ")]


def test_nothing_is_asked_while_a_field_is_empty(
    window: SignInWindow, asked: list[Intent]
) -> None:
    window._server.setText(SERVER)
    window._email.setText(EMAIL)

    QTest.keyClick(window._email, Qt.Key.Key_Return)

    assert asked == []
    assert not window._submit.isEnabled()


def test_addresses_of_last_time_are_there_and_the_cursor_is_where_to_type(
    window: SignInWindow, qtbot: QtBot
) -> None:
    window.show_snapshot(signed_out(server=SERVER, email=EMAIL))

    window.bring_to_front()

    assert (window._server.text(), window._email.text()) == (SERVER, EMAIL)
    qtbot.waitUntil(window._password.hasFocus)


def test_known_server_puts_the_cursor_into_the_address(window: SignInWindow, qtbot: QtBot) -> None:
    window.show_snapshot(signed_out(server=SERVER))

    window.bring_to_front()

    qtbot.waitUntil(window._email.hasFocus)


def test_what_was_typed_is_not_overwritten(window: SignInWindow) -> None:
    QTest.keyClicks(window._email, "ben@example.org")

    window.show_snapshot(signed_out(server=SERVER, email=EMAIL))

    assert window._email.text() == "ben@example.org"
    assert window._server.text() == SERVER


def test_tab_goes_through_the_fields_from_top_to_bottom(window: SignInWindow) -> None:
    fill(window)
    window._server.setFocus()
    visited = []

    for _ in range(5):
        visited.append(window.focusWidget())
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)

    expected = [window._server, window._email, window._password, window._reveal, window._cancel]
    assert visited[:4] == expected[:4]
    assert visited[4] in (window._cancel, window._submit)


def test_password_is_hidden_until_it_is_asked_for(window: SignInWindow) -> None:
    assert window._password.echoMode() is QLineEdit.EchoMode.Password

    QTest.mouseClick(window._reveal, Qt.MouseButton.LeftButton)

    assert window._password.echoMode() is QLineEdit.EchoMode.Normal
    assert window._reveal.text() == "Hide"
    QTest.mouseClick(window._reveal, Qt.MouseButton.LeftButton)
    assert window._password.echoMode() is QLineEdit.EchoMode.Password


def test_busy_window_shows_it_and_takes_no_second_wish(
    window: SignInWindow, asked: list[Intent]
) -> None:
    fill(window)

    window.show_snapshot(signed_out(busy=True))
    window._ask()

    assert window._progress.isVisible()
    assert not window._submit.isEnabled()
    assert not window._password.isEnabled()
    assert asked == []


def test_refusal_is_explained_and_the_password_can_be_typed_again(
    window: SignInWindow, qtbot: QtBot
) -> None:
    fill(window)
    window.show_snapshot(signed_out(busy=True))

    window.show_snapshot(signed_out(error="invalid_credentials"))

    assert window._trouble.isVisible()
    assert "password is not right" in window._trouble.text()
    assert window._submit.isEnabled()
    qtbot.waitUntil(window._password.hasFocus)
    assert window._password.selectedText()


def test_error_goes_away_with_the_next_attempt(window: SignInWindow) -> None:
    window.show_snapshot(signed_out(error="unreachable"))

    window.show_snapshot(signed_out(busy=True))

    assert window._trouble.text() == ""


def test_window_closes_and_forgets_the_password_once_somebody_is_signed_in(
    window: SignInWindow,
) -> None:
    fill(window)

    window.show_snapshot(make_snapshot(link=Link.CONNECTING))

    assert window.isHidden()
    assert window._password.text() == ""


def test_escape_closes_the_window_and_forgets_the_password(
    window: SignInWindow, asked: list[Intent]
) -> None:
    fill(window)

    QTest.keyClick(window._password, Qt.Key.Key_Escape)

    assert window.isHidden()
    assert window._password.text() == ""
    assert asked == []


def test_fields_have_names_for_screen_readers(window: SignInWindow) -> None:
    names = [f.accessibleName() for f in (window._server, window._email, window._password)]

    assert names == ["Server", "E-mail address", "Password"]


def test_server_of_the_organisation_cannot_be_changed_and_shows_a_padlock(
    window: SignInWindow, asked: list[Intent]
) -> None:
    managed = EffectiveSettings(
        values=Settings(server_address=SERVER),
        sources={"serverAddress": Source.MACHINE_POLICY},
    )
    window.show_snapshot(Snapshot(link=Link.SIGNED_OUT, settings=managed))
    QTest.keyClicks(window._server, "other")
    window._email.setText(EMAIL)
    window._password.setText("secret word")

    QTest.keyClick(window._password, Qt.Key.Key_Return)

    assert asked == [SignIn(SERVER, EMAIL, "secret word")]
    assert window._padlock.isVisible()
    assert window._managed.isVisible()


def test_details_of_a_refused_certificate_can_be_copied_and_nothing_accepts_it(
    window: SignInWindow, qapp: QApplication
) -> None:
    report = make_report()
    window.show_snapshot(signed_out(error=report.code, certificate=report))

    QTest.mouseClick(window._trouble._copy, Qt.MouseButton.LeftButton)

    assert report.chain[0].fingerprint in qapp.clipboard().text()
    shown = {b.text() for b in window.findChildren(QPushButton) if b.isVisible()}
    assert shown == {"Copied", "Show", "Sign in", "Not now"}


def test_other_troubles_have_no_details_to_copy(window: SignInWindow) -> None:
    window.show_snapshot(signed_out(error="unreachable"))

    assert window._trouble._copy.isHidden()
