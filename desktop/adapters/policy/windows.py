"""Policies of Windows: values of three registry keys. Not run on a real Windows yet."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

from desktop.core.settings.schema import BY_KEY, Flag
from desktop.core.settings.sources import Document, Fault, Problem, Reading, Source

POLICY_KEY = r"Software\Policies\Bomizzel\Desktop"
PRESET_KEY = r"Software\Bomizzel\Desktop"


class Hive(StrEnum):
    """The parts of the registry that matter here."""

    MACHINE = "HKLM"
    USER = "HKCU"


ReadKey: TypeAlias = Callable[[Hive, str], Mapping[str, object]]
"""Returns the values of a key by name: DWORD as int, SZ as str, MULTI_SZ as list of str.

Raises:
    FileNotFoundError: There is no such key.
    OSError: It may not be read.
"""

_PLACES = {
    Source.MACHINE_POLICY: (Hive.MACHINE, POLICY_KEY),
    Source.USER_POLICY: (Hive.USER, POLICY_KEY),
    Source.PRESET: (Hive.MACHINE, PRESET_KEY),
}
_KEYS = {key.lower(): key for key in BY_KEY}


class WindowsPolicies:
    """Reads group policies, and what the installer wrote.

    The system lets nobody but administrators write to these keys, so nothing is checked here.
    """

    def __init__(self, read_key: ReadKey) -> None:
        """Read nothing yet."""
        self._read_key = read_key

    @property
    def places(self) -> Mapping[Source, str]:
        """Where each source is looked for."""
        return {source: rf"{hive}\{path}" for source, (hive, path) in _PLACES.items()}

    def read(self) -> Mapping[Source, Reading]:
        """Return what is there now."""
        return {source: self._of_key(source, place) for source, place in self.places.items()}

    def _of_key(self, source: Source, place: str) -> Reading:
        try:
            found = self._read_key(*_PLACES[source])
        except FileNotFoundError:
            return Reading()
        except OSError as exc:
            problem = Problem(source, place, Fault.UNREADABLE, detail=exc.strerror or "")
            return Reading(problems=(problem,))
        values = dict(_value(name, value) for name, value in found.items())
        return Reading((Document(place, values),))


def _value(name: str, value: object) -> tuple[str, object]:
    """Return key and value as JSON has them: Windows knows neither letter case nor yes and no."""
    key = _KEYS.get(name.lower(), name)
    if key in BY_KEY and isinstance(BY_KEY[key].kind, Flag) and value in (0, 1):
        return key, bool(value)
    return key, value
