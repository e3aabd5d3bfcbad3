"""Certificates that are refused, looked at over real TLS; and those of a company, believed."""

import hashlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from common import rest
from common.envelope import encode
from desktop.adapters.certificates import TlsCertificates
from desktop.adapters.rest import RestApi
from desktop.adapters.socket import SioSocket
from desktop.adapters.trust import Trust
from desktop.core.certificates import CertificateFault, CertificateReport
from desktop.core.errors import ClientCode, ConnectionLostError
from tests.integration.desktop.adapters.authority import Authority
from tests.integration.desktop.adapters.web_server import tls_of, web_server

UNREAD = rest.Unread(count=3, by_priority={})


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


class Desk:
    """Answers everything with a count, and remembers what it was asked."""

    def __init__(self, says_it_is: datetime | None = None) -> None:
        self.asked: list[tuple[str, str]] = []
        self._headers = {} if says_it_is is None else {"Date": format_datetime(says_it_is)}

    async def __call__(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path))
        return web.Response(body=encode(UNREAD), headers=self._headers)


@asynccontextmanager
async def serving(certificate: Path, desk: Desk | None = None) -> AsyncIterator[str]:
    async with web_server(desk or Desk(), tls_of(certificate)) as address:
        yield address


async def inspect(address: str) -> CertificateReport:
    report = await TlsCertificates(Trust(), lambda: datetime.now(UTC)).inspect(address)
    assert report is not None
    return report


async def test_stranger_is_named_with_issuer_and_fingerprints(authority: Authority) -> None:
    certificate = authority.issue(whole_chain=True)
    async with serving(certificate) as address:
        report = await inspect(address)

    own, root = report.chain
    pem = (certificate.parent / "server.crt").read_text()
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    assert (report.host, report.fault) == ("127.0.0.1", CertificateFault.NOT_TRUSTED)
    assert (own.subject, own.issuer) == ("server, Contoso", "Test Root, Contoso")
    assert own.fingerprint.replace(":", "") == fingerprint
    assert root.subject == "Test Root, Contoso"
    assert own.valid_from < datetime.now(UTC) < own.valid_until
    assert report.code is ClientCode.CERTIFICATE_REFUSED


async def test_looking_at_a_stranger_sends_nothing_but_a_question_for_the_time(
    authority: Authority,
) -> None:
    desk = Desk()
    async with serving(authority.issue(), desk) as address:
        await inspect(address)

    assert desk.asked == [("HEAD", "/")]


async def test_certificate_that_has_ended_is_told_from_one_that_nobody_believes(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    old = authority.issue("old", valid_from=timedelta(days=-9), valid_until=timedelta(days=-2))
    async with serving(old) as address:
        report = await inspect(address)

    assert report.fault is CertificateFault.EXPIRED
    assert not report.is_clock_wrong
    assert report.code is ClientCode.CERTIFICATE_EXPIRED


async def test_clock_that_is_ahead_is_found_out_by_the_time_of_the_server(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    old = authority.issue("past", valid_from=timedelta(days=-9), valid_until=timedelta(days=-2))
    desk = Desk(says_it_is=datetime.now(UTC) - timedelta(days=3))
    async with serving(old, desk) as address:
        report = await inspect(address)

    assert report.code is ClientCode.CLOCK_WRONG
    assert abs(report.clock_ahead_by - timedelta(days=3)) < timedelta(minutes=1)


async def test_certificate_of_another_server_is_told_apart(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    async with serving(authority.issue("other", host="DNS:mail.example.org")) as address:
        report = await inspect(address)

    assert report.fault is CertificateFault.OTHER_HOST
    assert report.code is ClientCode.CERTIFICATE_FOR_OTHER_HOST


async def test_certificate_that_is_fine_has_no_report(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    async with serving(authority.issue("fine")) as address:
        certificates = TlsCertificates(Trust(), lambda: datetime.now(UTC))

        assert await certificates.inspect(address) is None


async def test_server_that_is_gone_has_no_report() -> None:
    certificates = TlsCertificates(Trust(), lambda: datetime.now(UTC))

    assert await certificates.inspect("https://127.0.0.1:1") is None
    assert await certificates.inspect("http://127.0.0.1:1") is None


async def test_authority_of_the_company_is_believed_as_soon_as_it_is_set(
    authority: Authority,
) -> None:
    trust = Trust()
    async with serving(authority.issue("company")) as address:
        api = RestApi(address, trust=trust.context)
        with pytest.raises(ConnectionLostError) as lost:
            await api.unread("access")
        api.close()
        assert lost.value.cause is ClientCode.CERTIFICATE_REFUSED

        trust.add(str(authority.certificate))

        api = RestApi(address, trust=trust.context)
        assert await api.unread("access") == UNREAD
        api.close()
        # It is no Socket.IO server; but it gets as far as that.
        socket = SioSocket(address, trust=trust.context)
        with pytest.raises(ConnectionLostError) as lost:
            await socket.connect()
        assert lost.value.cause is ClientCode.NOT_A_SERVER


async def test_socket_does_not_believe_without_it(authority: Authority) -> None:
    async with serving(authority.issue("alone")) as address:
        socket = SioSocket(address, trust=Trust().context)
        with pytest.raises(ConnectionLostError) as lost:
            await socket.connect()

    assert lost.value.cause is ClientCode.CERTIFICATE_REFUSED


@pytest.mark.expected_logs("desktop.adapters.trust:WARNING:further certificate authorities.*")
async def test_file_that_cannot_be_read_adds_nobody(authority: Authority, tmp_path: Path) -> None:
    trust = Trust()
    trust.add(str(tmp_path / "missing.pem"))
    async with serving(authority.issue("unread")) as address:
        api = RestApi(address, trust=trust.context)
        with pytest.raises(ConnectionLostError):
            await api.unread("access")
        api.close()
