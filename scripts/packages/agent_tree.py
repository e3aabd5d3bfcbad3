"""What the agent's packages of Linux put onto a machine, whichever package manager does it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.packages.deb import write_packed
from scripts.packages.frozen import NAME
from scripts.packages.support import support_url
from scripts.packages.version import ROOT

LINUX = ROOT / "packaging" / "linux"
PICTURE = ROOT / "desktop" / "ui" / "resources" / "bomizzel.png"
HOME = f"opt/{NAME}"
METAINFO = "org.bomizzel.desktop.metainfo.xml"
_PICTURE_PX = 96


@contextmanager
def agent_tree(payload: Path) -> Iterator[Path]:
    """Yield a folder that becomes the root of a machine, until the block ends.

    Args:
        payload: The folder of the frozen program of Linux.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        ValueError: The address of help cannot be used.
    """
    if not (payload / NAME).is_file():
        raise FileNotFoundError(f"{payload} has no {NAME}")
    with TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        tree.mkdir(mode=0o755)
        shutil.copytree(payload, tree / HOME, symlinks=True)
        launcher = tree / "usr/bin" / NAME
        launcher.parent.mkdir(parents=True)
        launcher.symlink_to(f"/{HOME}/{NAME}")
        entry = f"{NAME}.desktop"
        copy(LINUX / entry, tree / "usr/share/applications" / entry)
        copy(LINUX / "autostart.desktop", tree / "etc/xdg/autostart" / entry)
        size = f"{_PICTURE_PX}x{_PICTURE_PX}"
        icons = tree / "usr/share/icons/hicolor"
        copy(PICTURE, icons / size / "apps" / f"{NAME}.png")
        for folder, icon in (("scalable", f"{NAME}.svg"), ("symbolic", f"{NAME}-symbolic.svg")):
            copy(LINUX / "icons" / icon, icons / folder / "apps" / icon)
        about = tree / "usr/share/metainfo" / METAINFO
        about.parent.mkdir(parents=True)
        about.write_text(metainfo())
        write_packed(tree / f"usr/share/man/man1/{NAME}.1.gz", (LINUX / f"{NAME}.1").read_text())
        # Policies count only where nobody but root may write.
        (tree / f"etc/{NAME}/policy.d").mkdir(parents=True)
        yield tree


def metainfo() -> str:
    """Return what software centers show, with the address of help where there is one."""
    support = support_url()
    link = "" if support is None else f'  <url type="help">{support}</url>\n'
    return (LINUX / METAINFO).read_text().replace("  @SUPPORT@\n", link)


def set_modes(tree: Path) -> None:
    """Give everything the mode that it has on a machine, whatever the builder's umask was."""
    for path in tree.rglob("*"):
        if not path.is_symlink():
            is_open = path.is_dir() or path == tree / HOME / NAME
            path.chmod(0o755 if is_open else 0o644)


def copy(source: Path, to: Path) -> None:
    """Copy a file to where no folder may be yet."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, to)
