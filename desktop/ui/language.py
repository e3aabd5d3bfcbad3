"""The language of the windows: which one holds, and the catalogs that are installed for it."""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop.core.settings.values import LanguageChoice

logger = logging.getLogger(__name__)

CATALOGS = Path(__file__).parent / "translations"
_QT_CATALOGS = QLibraryInfo.LibraryPath.TranslationsPath

_SYSTEM = QLocale.system()


def language_for(choice: LanguageChoice, system: QLocale = _SYSTEM) -> LanguageChoice:
    """Return the language to speak: the one that was chosen, or the system's if we have it."""
    if choice is not LanguageChoice.SYSTEM:
        return choice
    for name in system.uiLanguages():
        known = name.partition("-")[0]
        if known in {LanguageChoice.ENGLISH, LanguageChoice.GERMAN}:
            return LanguageChoice(known)
    return LanguageChoice.ENGLISH


class InstalledLanguage:
    """The catalogs of one language in the application object: ours, and Qt's own for its dialogs.

    ``QCoreApplication.translate`` may be called meanwhile in any thread.
    """

    def __init__(self) -> None:
        """Begin in English, which needs no catalog."""
        self.language = LanguageChoice.ENGLISH
        self._installed: list[QTranslator] = []

    def use(self, choice: LanguageChoice) -> bool:
        """Speak the language of ``choice`` from now on; return whether it is another one."""
        language = language_for(choice)
        if language is self.language:
            return False
        self.language = language
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed.clear()
        if language is not LanguageChoice.ENGLISH:
            self._install("qtbase", QLibraryInfo.path(_QT_CATALOGS))
            self._install("bomizzel", str(CATALOGS))
        QLocale.setDefault(_locale_of(language))
        return True

    def _install(self, name: str, folder: str) -> None:
        translator = QTranslator()
        if translator.load(f"{name}_{self.language.value}", folder):
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)
        else:
            logger.warning("catalog not found", extra={"catalog": name})


def _locale_of(language: LanguageChoice) -> QLocale:
    """Return how dates and numbers are written: as the system does if it speaks the language."""
    if _SYSTEM.name().partition("_")[0] == language.value:
        return _SYSTEM
    return QLocale(language.value)
