"""Start with the session by the rules of freedesktop.org: a file in an autostart folder.

The installer puts one into the system's folder; a file of the same name in the person's folder
takes its place. Desktops let people switch a program off there, and that is left alone: a setting
of ours does not overrule what the person said to the system.

Source:
    Desktop Application Autostart Specification 0.5; Desktop Entry Specification 1.5, "The Exec
    key" and "Possible value types".
"""

from collections.abc import Sequence
from pathlib import Path

FILE_NAME = "bomizzel-desktop.desktop"
MAX_FILE_BYTES = 16 * 1024

_RESERVED = frozenset("\"'\\><~|&;$*?#()` \t\n")
_OFF = "[Desktop Entry]\nType=Application\nName=Bomizzel\nHidden=true\nX-Bomizzel-Setting=off\n"


class LinuxAutostart:
    """The entry of the program in the person's autostart folder.

    Args:
        folder: That folder.
        system_folders: Those of the system, the most important first.
        command: What starts the program.
    """

    def __init__(
        self, folder: Path, *, system_folders: Sequence[Path], command: Sequence[str]
    ) -> None:
        """Touch nothing yet."""
        self._path = folder / FILE_NAME
        self._system_paths = [place / FILE_NAME for place in system_folders]
        self._command = command

    def apply(self, *, is_on: bool) -> None:
        """Start with the session, or not; what the person switched off in the system stays off.

        Raises:
            OSError: The folder cannot be written to.
        """
        there = self._read()
        if there is not None and there != _OFF and is_switched_off(there):
            return
        is_installed = any(path.exists() for path in self._system_paths)
        wanted = None if is_on == is_installed else entry(self._command) if is_on else _OFF
        if wanted is None:
            self._path.unlink(missing_ok=True)
        elif wanted != there:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(wanted, encoding="utf-8")

    def _read(self) -> str | None:
        try:
            with self._path.open(encoding="utf-8", errors="replace") as file:
                return file.read(MAX_FILE_BYTES)
        except FileNotFoundError:
            return None


def entry(command: Sequence[str]) -> str:
    """Return an autostart file that runs ``command``.

    ``TryExec`` makes the desktop ignore it when the program is gone, for the file stays behind
    when the program is removed.
    """
    lines = {
        "Type": "Application",
        "Name": "Bomizzel",
        "Comment": "Notifications of the help desk",
        "Comment[de]": "Benachrichtigungen des Helpdesks",
        "Icon": "bomizzel-desktop",
        "TryExec": _escaped(command[0]),
        "Exec": " ".join(_escaped(_quoted(word)) for word in command),
        "Terminal": "false",
        "StartupNotify": "false",
    }
    return "[Desktop Entry]\n" + "".join(f"{key}={value}\n" for key, value in lines.items())


def is_switched_off(text: str) -> bool:
    """Return whether an autostart file says that it is not to be run."""
    lines = {line.replace(" ", "").lower() for line in text.splitlines()}
    return bool(lines & {"hidden=true", "x-gnome-autostart-enabled=false"})


def _quoted(word: str) -> str:
    """Return ``word`` as one argument of the key Exec, whatever is in it."""
    word = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return word
    for character in '\\"`$':
        word = word.replace(character, f"\\{character}")
    return f'"{word}"'


def _escaped(value: str) -> str:
    """Return ``value`` as a value of a desktop file: the second level of escaping."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
