"""What is wrong with a server's certificate, and whose fault it is. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.core.errors import ClientCode

MAX_CLOCK_ERROR = timedelta(minutes=5)
"""A clock that is off by less is not what makes a certificate invalid, nor worth a word."""


class CertificateFault(StrEnum):
    """Why the machine does not accept a certificate."""

    NOT_TRUSTED = "not_trusted"
    """It was issued by nobody whom the machine trusts."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    OTHER_HOST = "other_host"
    """It belongs to a server of another name."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate that the server showed.

    Attributes:
        subject: Whom it is for, as its issuer calls them.
        issuer: Who vouches for it.
        valid_from: Aware UTC; likewise ``valid_until``.
        fingerprint: SHA-256 in hexadecimal pairs with colons, as browsers show it.
    """

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """What a person can tell the people who can mend it.

    Attributes:
        host: The name that was asked for.
        chain: As the server showed it, its own certificate first; it may lack the root.
        seen_at: When, by this machine's clock.
        server_time: By the server's clock, as far as somebody can be believed whose certificate
            is not accepted; None when it did not say.
    """

    host: str
    fault: CertificateFault
    chain: tuple[Certificate, ...]
    seen_at: datetime
    server_time: datetime | None = None

    @property
    def clock_ahead_by(self) -> timedelta:
        """How far this machine's clock is ahead of the server's; negative when it is behind."""
        return timedelta() if self.server_time is None else self.seen_at - self.server_time

    @property
    def is_clock_wrong(self) -> bool:
        """Whether the certificate would do if this machine's clock showed the server's time."""
        if self.server_time is None or abs(self.clock_ahead_by) < MAX_CLOCK_ERROR:
            return False
        if self.fault not in {CertificateFault.EXPIRED, CertificateFault.NOT_YET_VALID}:
            return False
        return all(c.valid_from <= self.server_time <= c.valid_until for c in self.chain)

    @property
    def code(self) -> ClientCode:
        """What the person is told."""
        if self.is_clock_wrong:
            return ClientCode.CLOCK_WRONG
        return {
            CertificateFault.NOT_TRUSTED: ClientCode.CERTIFICATE_REFUSED,
            CertificateFault.EXPIRED: ClientCode.CERTIFICATE_EXPIRED,
            CertificateFault.NOT_YET_VALID: ClientCode.CERTIFICATE_EXPIRED,
            CertificateFault.OTHER_HOST: ClientCode.CERTIFICATE_FOR_OTHER_HOST,
        }[self.fault]
