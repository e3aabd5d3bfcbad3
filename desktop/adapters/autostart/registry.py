"""The person's part of the registry, by the standard library. Not run on a real Windows yet."""

import sys

if sys.platform == "win32":
    import winreg

    class WindowsRegistry:
        """Implements ``PersonalRegistry``."""

        def get(self, key: str, name: str) -> str | None:
            """Return a value, None when there is none."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    return str(winreg.QueryValueEx(opened, name)[0])
            except FileNotFoundError:
                return None

        def set(self, key: str, name: str, text: str) -> None:
            """Write a value."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def remove(self, key: str, name: str) -> None:
            """Remove a value if there is one."""
            try:
                with winreg.OpenKey(
                    winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE
                ) as opened:
                    winreg.DeleteValue(opened, name)
            except FileNotFoundError:
                return
