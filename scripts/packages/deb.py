"""From a tree of files to a package of Debian."""

import gzip
import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.packages.version import reproducible_environment, source_date

BUILD_TIMEOUT_S = 600
SCRIPTS = {"preinst", "postinst", "prerm", "postrm"}


@dataclass(frozen=True, slots=True)
class Compression:
    """How the files in a package are compressed: smaller, or sooner done."""

    method: str
    level: int


SMALL = Compression("xz", 6)
QUICK = Compression("xz", 0)


def build_deb(tree: Path, control: Path, to: Path, *, version: str, packed: Compression) -> Path:
    """Build a package from ``tree``, which becomes the root of a machine.

    Args:
        tree: The files, with the modes they shall have; gets a folder ``DEBIAN``. Folders are
            readable by all, whatever the umask was.
        control: The folder with the control files; in ``control`` the words ``@VERSION@`` and
            ``@INSTALLED_KIB@`` are replaced.
        to: The folder for the package.
        version: As Debian compares versions.
        packed: How the files are compressed.

    Source:
        deb-control(5), Debian Policy 5 and 6.
    """
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    kib = sum(-(-path.lstat().st_size // 1024) for path in tree.rglob("*") if not path.is_dir())
    folder = tree / "DEBIAN"
    folder.mkdir()
    for source in sorted(control.iterdir()):
        written = folder / source.name
        text = source.read_text()
        written.write_text(text.replace("@VERSION@", version).replace("@INSTALLED_KIB@", str(kib)))
        written.chmod(0o755 if source.name in SCRIPTS else 0o644)
    sums = (f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files)
    (folder / "md5sums").write_text("".join(sums))
    (folder / "md5sums").chmod(0o644)
    for path in (tree, *tree.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    date(tree)
    fields = (folder / "control").read_text().splitlines()
    name, architecture = (
        next(line.split(": ", 1)[1] for line in fields if line.startswith(f"{field}: "))
        for field in ("Package", "Architecture")
    )
    package = to / f"{name}_{version}_{architecture}.deb"
    subprocess.run(
        ("dpkg-deb", "--root-owner-group", f"-Z{packed.method}", f"-z{packed.level}",
         "--build", tree, package),
        check=True,
        stdout=subprocess.DEVNULL,
        env=reproducible_environment(),
        timeout=BUILD_TIMEOUT_S,
    )  # fmt: skip
    return package


def date(tree: Path) -> None:
    """Give everything in ``tree`` the date of the source, so that builds are the same."""
    moment = source_date()
    for path in (tree, *tree.rglob("*")):
        os.utime(path, (moment, moment), follow_symlinks=False)


def changelog(name: str, version: str) -> str:
    """Return the changes of a package; Debian Policy 12.7 names and packs them."""
    moment = subprocess.check_output(
        ("date", "--utc", "--rfc-email", f"--date=@{source_date()}"), text=True, timeout=10
    )
    return (
        f"{name} ({version}) stable; urgency=medium\n\n"
        "  * CHANGELOG.md of the project says what changed.\n\n"
        f" -- Bomizzel <support@bomizzel.example>  {moment}"
    )


def write_packed(to: Path, text: str) -> None:
    """Write ``text`` packed by gzip, and the same twice: without a name and a date inside."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(gzip.compress(text.encode(), mtime=0))
    to.chmod(0o644)


def _md5(path: Path) -> str:
    # What dpkg --verify compares; it is no protection.
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
