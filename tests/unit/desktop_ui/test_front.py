"""Another thread brings the windows to the front, and is told when they hang."""

import threading

from pytestqt.qtbot import QtBot

from desktop.ui.front import Front


def shown_from_another_thread(front: Front, answers: list[bool]) -> threading.Thread:
    thread = threading.Thread(target=lambda: answers.append(front.show()))
    thread.start()
    return thread


def test_windows_come_to_the_front_in_the_thread_of_qt(qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    answers: list[bool] = []
    front = Front(lambda: threads.append(threading.current_thread()))

    thread = shown_from_another_thread(front, answers)
    qtbot.waitUntil(lambda: bool(answers))

    thread.join()
    assert answers == [True]
    assert threads == [threading.main_thread()]


def test_windows_that_hang_are_told(qtbot: QtBot) -> None:
    del qtbot
    answers: list[bool] = []

    shown_from_another_thread(Front(lambda: None, answer_s=0.05), answers).join()

    assert answers == [False]
