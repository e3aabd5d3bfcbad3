"""The set-up of Windows for one person: a frozen program, wrapped by makensis on Linux."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.packages.deb import date
from scripts.packages.icon import write_icon
from scripts.packages.msi import BUILD_TIMEOUT_S, WINDOWS, check_payload
from scripts.packages.support import support_url
from scripts.packages.version import reproducible_environment


def build_nsis(payload: Path, to: Path, *, version: str) -> Path:
    """Build the set-up from ``payload`` into the folder ``to`` and return its path.

    Args:
        payload: A folder with the frozen program, ``bomizzel-desktop.exe`` at its top.
        to: The folder for the set-up.
        version: Three numbers.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        ValueError: The address of help cannot be used.
        subprocess.CalledProcessError: makensis failed; the reason is on its standard error.
    """
    check_payload(payload)
    setup = to.absolute() / f"bomizzel-desktop-{version}-x64-setup.exe"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copytree(payload, folder / "payload")
        write_icon(folder / "bomizzel-desktop.ico")
        shutil.copy(WINDOWS / "bomizzel-desktop.nsi", folder)
        (folder / "payload.nsh").write_text(removal(folder / "payload"))
        date(folder)
        kib = sum(-(-path.stat().st_size // 1024) for path in payload.rglob("*") if path.is_file())
        defined = {
            "VERSION": version,
            "PAYLOAD": "payload",
            "ICON": "bomizzel-desktop.ico",
            "KIB": str(kib),
            "OUTPUT": str(setup),
        }
        if (support := support_url()) is not None:
            defined["SUPPORT_URL"] = support
        subprocess.run(
            ("makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in defined.items()),
             "bomizzel-desktop.nsi"),
            cwd=folder,
            env=reproducible_environment(),
            check=True,
            timeout=BUILD_TIMEOUT_S,
        )  # fmt: skip
    return setup


def removal(payload: Path) -> str:
    """Return a macro of NSIS that removes what is at the top of ``payload``, and nothing else.

    Folders go as a whole, so that nothing of another version stays in them. The folder of the
    installation may be anybody's choice, and hold other things: it is never removed as a whole.
    """
    lines = [
        f'  RMDir /r "$INSTDIR\\{path.name}"'
        if path.is_dir()
        else f'  Delete "$INSTDIR\\{path.name}"'
        for path in sorted(payload.iterdir())
    ]
    return "\n".join(("!macro RemovePayload", *lines, "!macroend", ""))
