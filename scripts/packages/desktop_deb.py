"""The desktop's package of Debian: the frozen program, and what desktops know it by."""

import shutil
import tempfile
from pathlib import Path

from scripts.packages.deb import Compression, build_deb, changelog, write_packed
from scripts.packages.frozen import NAME
from scripts.packages.version import ROOT

LINUX = ROOT / "packaging" / "linux"
PICTURE = ROOT / "desktop" / "ui" / "resources" / "bomizzel.png"
HOME = f"opt/{NAME}"
_PICTURE_PX = 96


def build_desktop_deb(payload: Path, to: Path, *, version: str, packed: Compression) -> Path:
    """Build the package into the folder ``to`` and return its path.

    Args:
        payload: The folder of the frozen program of Linux.
        to: The folder for the package.
        version: As Debian compares versions.
        packed: How the files are compressed.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        subprocess.CalledProcessError: It cannot be packed; the reason is on standard error.
    """
    if not (payload / NAME).is_file():
        raise FileNotFoundError(f"{payload} has no {NAME}")
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        tree.mkdir(mode=0o755)
        shutil.copytree(payload, tree / HOME, symlinks=True)
        _put_what_desktops_read(tree)
        _put_documents(tree, version)
        # Policies count only where nobody but root may write.
        (tree / f"etc/{NAME}/policy.d").mkdir(parents=True)
        _set_modes(tree)
        return build_deb(tree, LINUX / "debian", to.absolute(), version=version, packed=packed)


def _put_what_desktops_read(tree: Path) -> None:
    launcher = tree / "usr/bin" / NAME
    launcher.parent.mkdir(parents=True)
    launcher.symlink_to(f"/{HOME}/{NAME}")
    entry = f"{NAME}.desktop"
    _copy(LINUX / entry, tree / "usr/share/applications" / entry)
    _copy(LINUX / "autostart.desktop", tree / "etc/xdg/autostart" / entry)
    size = f"{_PICTURE_PX}x{_PICTURE_PX}"
    _copy(PICTURE, tree / f"usr/share/icons/hicolor/{size}/apps/{NAME}.png")


def _put_documents(tree: Path, version: str) -> None:
    documents = tree / "usr/share/doc" / NAME
    _copy(LINUX / "copyright", documents / "copyright")
    _copy(LINUX / "lintian-overrides", tree / "usr/share/lintian/overrides" / NAME)
    write_packed(tree / f"usr/share/man/man1/{NAME}.1.gz", (LINUX / f"{NAME}.1").read_text())
    write_packed(documents / "changelog.gz", changelog(NAME, version))


def _set_modes(tree: Path) -> None:
    """Give everything the mode that it has on a machine, whatever the builder's umask was."""
    for path in tree.rglob("*"):
        if not path.is_symlink():
            is_open = path.is_dir() or path == tree / HOME / NAME
            path.chmod(0o755 if is_open else 0o644)


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
