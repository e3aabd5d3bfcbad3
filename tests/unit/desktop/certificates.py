"""Reports about certificates, with boring defaults."""

from datetime import timedelta
from typing import Any

from desktop.core.certificates import Certificate, CertificateFault, CertificateReport
from tests.unit.desktop.builders import NOON


def make_certificate(**fields: Any) -> Certificate:
    """Return the certificate of a server, valid for a year around noon."""
    defaults: dict[str, Any] = {
        "subject": "help.example.org, Contoso",
        "issuer": "Contoso Issuing CA 2, Contoso",
        "valid_from": NOON - timedelta(days=180),
        "valid_until": NOON + timedelta(days=185),
        "fingerprint": ":".join(f"{number:02X}" for number in range(32)),
    }
    return Certificate(**(defaults | fields))


def make_report(**fields: Any) -> CertificateReport:
    """Return a report that nobody vouches for the server."""
    defaults: dict[str, Any] = {
        "host": "help.example.org",
        "fault": CertificateFault.NOT_TRUSTED,
        "chain": (make_certificate(),),
        "seen_at": NOON,
        "server_time": NOON,
    }
    return CertificateReport(**(defaults | fields))
