"""Every window in both themes, both languages and at several scales: nothing is clipped,
and the keyboard can be seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.gallery.clipping import clipped_texts
from tests.gallery.focus import unseen_focus

ROOT = Path(__file__).parents[3]
PICTURES = ROOT / "build" / "test-artifacts" / "gallery"


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_no_text_is_clipped_and_no_focus_is_hidden_in_any_window_theme_or_language(
    scale: str,
) -> None:
    folder = PICTURES / f"scale-{scale}"
    folder.mkdir(parents=True, exist_ok=True)

    taken = subprocess.run(
        [sys.executable, "-m", "tests.gallery", folder],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": scale, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert (taken.returncode, taken.stdout) == (0, ""), taken.stderr
    assert len(list(folder.glob("*.png"))) >= 50


def test_texts_that_do_not_fit_are_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    label, button = QLabel("Nachrichten", window), QPushButton("Alle entfernen", window)
    wrapped = QLabel("Hier ist nichts, was jemand lesen müsste, und das auf drei Zeilen.", window)
    wrapped.setWordWrap(True)
    for widget in (label, button, wrapped):
        layout.addWidget(widget)
    window.show()
    assert list(clipped_texts(window)) == []

    label.setMaximumWidth(20)
    button.setMaximumWidth(30)
    wrapped.setFixedSize(90, 12)
    layout.activate()

    assert len(list(clipped_texts(window))) == 3


def test_focus_that_cannot_be_seen_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for _ in range(2):
        button = QPushButton("Öffnen", window)
        button.setStyleSheet("border: 1px solid black; outline: none;")
        layout.addWidget(button)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    assert len(list(unseen_focus(window))) == 2
    window.setStyleSheet("QPushButton:focus { border: 2px solid green; }")
    for button in window.findChildren(QPushButton):
        button.setStyleSheet("")
    assert list(unseen_focus(window)) == []
