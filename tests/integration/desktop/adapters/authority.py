"""A certificate authority of a test, with real certificates made by openssl."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONFIG = """
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = req_name
[req_name]
"""
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """Signs certificates that nobody believes who does not believe ``certificate``.

    Attributes:
        certificate: Its own, as PEM.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.certificate = folder / "authority.crt"
        (folder / "openssl.cnf").write_text(_CONFIG)
        (folder / "index.txt").touch()
        self._openssl(
            *("req", "-x509", *_KEY, "-days", "3650", "-subj", "/CN=Test Root/O=Contoso"),
            *("-keyout", "authority.key", "-out", "authority.crt"),
        )

    def issue(
        self,
        name: str = "server",
        *,
        host: str = "IP:127.0.0.1",
        valid_from: timedelta = timedelta(days=-1),
        valid_until: timedelta = timedelta(days=1),
        whole_chain: bool = False,
    ) -> Path:
        """Return a certificate for ``host`` with its key; valid relative to now."""
        self._openssl(
            *("req", *_KEY, "-subj", f"/CN={name}/O=Contoso", "-config", "openssl.cnf"),
            *("-addext", f"subjectAltName={host}"),
            *("-keyout", f"{name}.key", "-out", f"{name}.csr"),
        )
        now = datetime.now(UTC)
        self._openssl(
            *("ca", "-batch", "-config", "openssl.cnf", "-notext"),
            *("-cert", "authority.crt", "-keyfile", "authority.key"),
            *("-startdate", f"{now + valid_from:%Y%m%d%H%M%SZ}"),
            *("-enddate", f"{now + valid_until:%Y%m%d%H%M%SZ}"),
            *("-in", f"{name}.csr", "-out", f"{name}.crt"),
        )
        parts = [f"{name}.key", f"{name}.crt", *(["authority.crt"] if whole_chain else [])]
        pem = self._folder / f"{name}.pem"
        pem.write_text("".join((self._folder / part).read_text() for part in parts))
        return pem

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments], cwd=self._folder, check=True, capture_output=True, timeout=20
        )
