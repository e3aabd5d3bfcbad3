"""Links that macOS hands over, with events as Qt makes them of its messages."""

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.opened_links import OpenedLinks


def test_link_that_is_opened_is_passed_on_once(qapp: QApplication) -> None:
    heard: list[str] = []
    links = OpenedLinks(qapp, heard.append)
    try:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("bomizzel://ticket/42")))
    finally:
        qapp.removeEventFilter(links)

    assert heard == ["bomizzel://ticket/42"]
