"""The registry of Windows, read through the standard library. Not run on a real Windows yet."""

import sys
from collections.abc import Mapping

from desktop.adapters.policy.windows import Hive

MAX_VALUES = 1_000


def read_key(hive: Hive, path: str) -> Mapping[str, object]:
    """Return the values of a key by name, at most ``MAX_VALUES``.

    Raises:
        FileNotFoundError: There is no such key, or no registry.
        OSError: It may not be read.
    """
    if sys.platform == "win32":
        return _values(hive, path)
    raise FileNotFoundError(path)


if sys.platform == "win32":

    def _values(hive: Hive, path: str) -> Mapping[str, object]:
        import winreg  # noqa: PLC0415 - Windows only

        hives = {Hive.MACHINE: winreg.HKEY_LOCAL_MACHINE, Hive.USER: winreg.HKEY_CURRENT_USER}
        # Where 64-bit programs look, which is where group policies write, whatever we are.
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(hives[hive], path, 0, access) as key:
            _, count, _ = winreg.QueryInfoKey(key)
            values = [winreg.EnumValue(key, number) for number in range(min(count, MAX_VALUES))]
        return {name: value for name, value, _ in values}
