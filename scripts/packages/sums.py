"""What a download is checked with: sums of all files, and a signature over the sums."""

import hashlib
import subprocess
from pathlib import Path

SUMS = "SHA256SUMS"
SIGN_TIMEOUT_S = 120


def write_sums(folder: Path) -> Path:
    """Write ``SHA256SUMS`` for the files of ``folder``, as ``sha256sum --check`` reads it."""
    files = sorted(path for path in folder.iterdir() if path.name.partition(".")[0] != SUMS)
    sums = folder / SUMS
    sums.write_text("".join(f"{_sha256(path)}  {path.name}\n" for path in files))
    return sums


def sign(sums: Path, key: str) -> Path:
    """Sign the sums with a key of GnuPG's, and return the signature beside them.

    Args:
        sums: What ``write_sums`` wrote.
        key: Fingerprint or address of the key; its passphrase is for GnuPG's own agent.

    Raises:
        subprocess.CalledProcessError: GnuPG cannot sign with it; it said why.
    """
    signature = sums.with_name(f"{sums.name}.asc")
    command = (
        "gpg", "--batch", "--yes", "--armor", "--local-user", key, "--output", signature,
        "--detach-sign", sums,
    )  # fmt: skip
    subprocess.run(command, check=True, timeout=SIGN_TIMEOUT_S)
    return signature


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
