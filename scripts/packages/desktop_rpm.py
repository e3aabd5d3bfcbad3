"""The desktop's package for Fedora and its relatives."""

import subprocess
from pathlib import Path

from scripts.packages.agent_tree import LINUX, agent_tree, set_modes
from scripts.packages.deb import Compression, date
from scripts.packages.frozen import NAME
from scripts.packages.version import reproducible_environment

SPECIFICATION = LINUX / f"{NAME}.spec"
BUILD_TIMEOUT_S = 600


def build_desktop_rpm(payload: Path, to: Path, *, version: str, packed: Compression) -> Path:
    """Build the package into the folder ``to`` and return its path.

    Args:
        payload: The folder of the frozen program of Linux.
        to: The folder for the package.
        version: As rpm compares versions.
        packed: How the files are compressed.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        subprocess.CalledProcessError: It cannot be packed; the reason is on standard error.
    """
    with agent_tree(payload) as tree:
        set_modes(tree)
        date(tree)
        work = tree.parent / "work"
        specification = tree.parent / SPECIFICATION.name
        text = SPECIFICATION.read_text()
        specification.write_text(text.replace("@VERSION@", version).replace("@TREE@", str(tree)))
        defined = {
            "_topdir": work,
            "_rpmdir": to.absolute(),
            "_rpmfilename": "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
            "_binary_payload": f"w{packed.level}.xzdio",
        }
        options = [f"--define={name} {value}" for name, value in defined.items()]
        subprocess.run(
            ("rpmbuild", "-bb", "--quiet", "--target=x86_64", *options, specification),
            check=True,
            stdout=subprocess.DEVNULL,
            env=reproducible_environment(),
            timeout=BUILD_TIMEOUT_S,
        )
    return to / f"{NAME}-{version}-1.x86_64.rpm"
