"""Certificates that are fine, or that are refused as a test wants it."""

from desktop.core.certificates import CertificateReport


class FakeCertificates:
    """Reports what it was given.

    Attributes:
        report: What is wrong; None for nothing.
        believed: The file of further authorities that was given last.
        inspected: The servers that were looked at.
    """

    def __init__(self, report: CertificateReport | None = None) -> None:
        self.report = report
        self.believed = ""
        self.inspected: list[str] = []

    def believe(self, authorities: str) -> None:
        self.believed = authorities

    async def inspect(self, server: str) -> CertificateReport | None:
        self.inspected.append(server)
        return self.report
