"""Which language is spoken, and that everything is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from common.vocabulary import Priority
from desktop.core.settings.values import LanguageChoice
from desktop.core.state import Facts
from desktop.core.text.wording import Wording
from desktop.ui import texts
from desktop.ui.language import InstalledLanguage, language_for
from tests.unit.desktop.notifications import make_item

GERMAN = LanguageChoice.GERMAN
ENGLISH = LanguageChoice.ENGLISH


@pytest.fixture
def installed(qapp: QApplication) -> Iterator[InstalledLanguage]:
    del qapp
    before = QLocale()
    language = InstalledLanguage()
    yield language
    language.use(ENGLISH)
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("system", "language"),
    [("de_AT", GERMAN), ("en_GB", ENGLISH), ("fr_FR", ENGLISH), ("C", ENGLISH)],
)
def test_language_of_the_system_is_spoken_if_we_have_it(
    system: str, language: LanguageChoice
) -> None:
    assert language_for(LanguageChoice.SYSTEM, QLocale(system)) is language


def test_choice_goes_before_the_language_of_the_system() -> None:
    assert language_for(ENGLISH, QLocale("de_DE")) is ENGLISH


def test_windows_and_the_core_speak_the_language_that_is_installed(
    installed: InstalledLanguage,
) -> None:
    wording = Wording(QCoreApplication.translate)
    item = make_item(
        facts=Facts(
            ticket_number=132,
            ticket_title="Shared calendar shows meetings an hour late",
            ticket_priority=Priority.LOW,
            queue_name="Accounts & Access",
            actor_name="Lena Vogt",
        )
    )
    assert wording.title(item) == "#132 was assigned to you"

    assert installed.use(GERMAN)

    assert wording.title(item) == "#132 wurde Ihnen zugewiesen"
    assert wording.body(item).splitlines() == [
        "Shared calendar shows meetings an hour late",
        "Accounts & Access · niedrige Priorität · von Lena Vogt",
    ]
    assert texts.unread_count(3) == "3 ungelesen"
    assert QLocale().dayName(1) == "Montag"


def test_dialogs_of_qt_speak_it_too(installed: InstalledLanguage) -> None:
    installed.use(GERMAN)

    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_back_to_english_leaves_no_catalog_behind(installed: InstalledLanguage) -> None:
    installed.use(GERMAN)

    assert installed.use(ENGLISH)

    assert texts.unread_count(3) == "3 unread"
    assert not installed.use(ENGLISH)
