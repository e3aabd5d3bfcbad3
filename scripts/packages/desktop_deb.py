"""The desktop's package of Debian: the frozen program, and what desktops know it by."""

from pathlib import Path

from scripts.packages.agent_tree import LINUX, agent_tree, copy, set_modes
from scripts.packages.deb import Compression, build_deb, changelog, write_packed
from scripts.packages.frozen import NAME


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
    with agent_tree(payload) as tree:
        documents = tree / "usr/share/doc" / NAME
        copy(LINUX / "copyright", documents / "copyright")
        copy(LINUX / "lintian-overrides", tree / "usr/share/lintian/overrides" / NAME)
        write_packed(documents / "changelog.gz", changelog(NAME, version))
        set_modes(tree)
        return build_deb(tree, LINUX / "debian", to.absolute(), version=version, packed=packed)
