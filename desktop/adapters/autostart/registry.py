"""The registry as autostart needs it, by the standard library. Not run on a real Windows yet."""

import sys

if sys.platform == "win32":
    import winreg

    class WindowsRegistry:
        """Implements ``Registry``."""

        def get(self, key: str, name: str) -> str | None:
            """Return a value, None when there is none."""
            return _text(winreg.HKEY_CURRENT_USER, key, name)

        def get_of_machine(self, key: str, name: str) -> str | None:
            """Return a value of the machine, None when there is none."""
            return _text(winreg.HKEY_LOCAL_MACHINE, key, name)

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

    def _text(hive: int, key: str, name: str) -> str | None:
        try:
            with winreg.OpenKey(hive, key) as opened:
                return str(winreg.QueryValueEx(opened, name)[0])
        except FileNotFoundError:
            return None
