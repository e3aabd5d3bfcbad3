"""The agent as one archive, which a person installs for themselves: no rights are needed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.packages.agent_tree import LINUX, PICTURE
from scripts.packages.deb import Compression
from scripts.packages.frozen import NAME
from scripts.packages.version import source_date

PACK_TIMEOUT_S = 600


def build_portable(payload: Path, to: Path, *, version: str, packed: Compression) -> Path:
    """Build the archive into the folder ``to`` and return its path.

    Args:
        payload: The folder of the frozen program of Linux.
        to: The folder for the archive.
        version: The installed program's folder is named by it.
        packed: How it is compressed; by xz, whatever the method says.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        subprocess.CalledProcessError: It cannot be packed; the reason is on standard error.

    Source:
        https://reproducible-builds.org/docs/archives/
    """
    if not (payload / NAME).is_file():
        raise FileNotFoundError(f"{payload} has no {NAME}")
    name = f"{NAME}_{version}_linux-x86_64"
    archive = to.absolute() / f"{name}.tar.xz"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / name
        shutil.copytree(payload, folder / "program", symlinks=True)
        for script in ("install.sh", "uninstall.sh"):
            shutil.copy(LINUX / "portable" / script, folder / script)
        shutil.copy(LINUX / f"{NAME}.desktop", folder / f"{NAME}.desktop")
        shutil.copy(PICTURE, folder / f"{NAME}.png")
        (folder / "VERSION").write_text(f"{version}\n")
        command = (
            "tar", "--create", "--file", archive, "--directory", temporary,
            f"--use-compress-program=xz -{packed.level}", "--sort=name", "--owner=0", "--group=0",
            "--numeric-owner", "--mode=u=rwX,go=rX", f"--mtime=@{source_date()}", name,
        )  # fmt: skip
        subprocess.run(command, check=True, timeout=PACK_TIMEOUT_S)
    return archive
