"""What toasts need of Windows beside WinRT: the registry and the shell. Not run on one yet."""

import sys

APP_USER_MODEL_ID = "Bomizzel.Desktop"


def make_known(app_name: str, icon: str) -> None:
    """Write who ``APP_USER_MODEL_ID`` is into the registry of the person.

    Args:
        app_name: What toasts are headed with.
        icon: Path of a picture; empty for none.

    Raises:
        OSError: It may not be written, or there is no registry.
    """
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        path = rf"Software\Classes\AppUserModelId\{APP_USER_MODEL_ID}"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
            winreg.SetValueEx(key, "DisplayName", 0, winreg.REG_SZ, app_name)
            if icon:
                winreg.SetValueEx(key, "IconUri", 0, winreg.REG_SZ, icon)
    else:
        raise OSError("no registry")


def user_state() -> int:
    """Return the answer of SHQueryUserNotificationState; 0 when there is none."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        state = ctypes.c_int()
        failed = ctypes.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state))
        return 0 if failed else state.value
    return 0
