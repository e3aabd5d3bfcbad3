"""The installer of Windows for a machine: a frozen program, wrapped by wixl on Linux."""

import hashlib
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from scripts.packages.deb import date
from scripts.packages.icon import write_icon
from scripts.packages.support import support_url
from scripts.packages.version import ROOT, source_date

WINDOWS = ROOT / "packaging" / "windows"
PROGRAM = "bomizzel-desktop.exe"
BUILD_TIMEOUT_S = 600

_NAMESPACE = UUID("5f0c3c52-6a4e-4c5b-9a57-3f6f4d0a9d11")
"""Of the codes of products and packages, which follow from what is in them."""


def build_msi(payload: Path, to: Path, *, version: str) -> Path:
    """Build the installer from ``payload`` into the folder ``to`` and return its path.

    Args:
        payload: A folder with the frozen program, ``bomizzel-desktop.exe`` at its top.
        to: The folder for the installer.
        version: Three numbers, the only ones that Windows Installer compares.

    Raises:
        FileNotFoundError: The program is not in ``payload``.
        ValueError: The address of help cannot be used.
        subprocess.CalledProcessError: A step failed; the reason is on standard error.
    """
    check_payload(payload)
    package = to.absolute() / f"bomizzel-desktop-{version}-x64.msi"
    with tempfile.TemporaryDirectory() as temporary:
        # wixl knows only paths that are relative to its own folder.
        folder = Path(temporary)
        shutil.copytree(payload, folder / "payload")
        date(folder / "payload")
        write_icon(folder / "bomizzel-desktop.ico")
        shutil.copy(WINDOWS / "bomizzel-desktop.wxs", folder)
        (folder / "payload.wxs").write_text(payload_source(folder / "payload"))
        _run(
            "wixl", "-a", "x64", "-o", str(package), "bomizzel-desktop.wxs", "payload.wxs",
            "-D", f"Version={version}", "-D", f"ProductCode={product_code(version)}",
            cwd=folder,
        )  # fmt: skip
        additions = (WINDOWS / "additions.sql").read_text().splitlines()
        if (support := support_url()) is not None:
            link = f"VALUES ('ARPHELPLINK', '{support}')"
            additions.append(f"INSERT INTO `Property` (`Property`, `Value`) {link}")
        _run("msibuild", str(package), "-q", *additions, cwd=folder)
        summary = folder / "summary.idt"
        summary.write_text(_summary(package), newline="")
        _run("msibuild", str(package), "-i", str(summary), cwd=folder)
    return package


def check_payload(payload: Path) -> None:
    """Raise ``FileNotFoundError`` if the program of Windows is not in ``payload``."""
    if not (payload / PROGRAM).is_file():
        raise FileNotFoundError(f"{payload} has no {PROGRAM}")


def product_code(version: str) -> str:
    """Return the code by which Windows knows this version, and no other."""
    return str(uuid5(_NAMESPACE, version)).upper()


def payload_source(payload: Path) -> str:
    """Return WiX source with one component for each file: a group ``Payload``."""
    wix = ET.Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    root = ET.SubElement(ET.SubElement(wix, "Fragment"), "DirectoryRef", Id="INSTALLDIR")
    group = ET.SubElement(ET.SubElement(wix, "Fragment"), "ComponentGroup", Id="Payload")
    folders = {payload: root}
    for path in sorted(payload.rglob("*")):
        name = path.relative_to(payload).as_posix()
        key = hashlib.sha256(name.encode()).hexdigest()[:32].upper()
        parent = folders[path.parent]
        if path.is_dir():
            folders[path] = ET.SubElement(parent, "Directory", Id=f"dir{key}", Name=path.name)
            continue
        component = ET.SubElement(parent, "Component", Id=f"cmp{key}", Guid="*", Win64="yes")
        source = f"{payload.name}/{name}"
        ET.SubElement(component, "File", Id=f"fil{key}", KeyPath="yes", Source=source)
        ET.SubElement(group, "ComponentRef", Id=f"cmp{key}")
    return ET.tostring(wix, encoding="unicode")


def _summary(package: Path) -> str:
    """Return the summary of ``package`` with a code and a date that follow from what is in it.

    Source:
        Windows Installer, "Summary Property Descriptions": 9 is the package code, 12 and 13 are
        when it was created and saved.
    """
    moment = datetime.fromtimestamp(source_date(), UTC).strftime("%Y/%m/%d %H:%M:%S")
    lines = _run("msiinfo", "export", str(package), "_SummaryInformation").split("\r\n")
    fields = dict(line.split("\t", 1) for line in lines[3:] if line)
    fields |= {"9": "", "12": moment, "13": moment}
    # The same tables and files are the same package, and anything else is another one.
    tables = ("File", "MsiFileHash", "Property")
    content = [_run("msiinfo", "export", str(package), name) for name in tables]
    code = str(uuid5(_NAMESPACE, "".join((*content, *fields.values())))).upper()
    fields["9"] = f"{{{code}}}"
    return "\r\n".join((*lines[:3], *(f"{k}\t{v}" for k, v in fields.items()), ""))


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, check=True, stdout=subprocess.PIPE, timeout=BUILD_TIMEOUT_S
    )
    return done.stdout.decode()
