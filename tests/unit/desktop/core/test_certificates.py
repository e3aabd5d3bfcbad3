from datetime import timedelta

import pytest

from desktop.core.certificates import CertificateFault
from desktop.core.errors import ClientCode
from tests.unit.desktop.builders import NOON
from tests.unit.desktop.certificates import make_certificate, make_report

PAST = make_certificate(
    valid_from=NOON - timedelta(days=400), valid_until=NOON - timedelta(days=35)
)
FUTURE = make_certificate(
    valid_from=NOON + timedelta(days=35), valid_until=NOON + timedelta(days=400)
)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (CertificateFault.NOT_TRUSTED, ClientCode.CERTIFICATE_REFUSED),
        (CertificateFault.EXPIRED, ClientCode.CERTIFICATE_EXPIRED),
        (CertificateFault.NOT_YET_VALID, ClientCode.CERTIFICATE_EXPIRED),
        (CertificateFault.OTHER_HOST, ClientCode.CERTIFICATE_FOR_OTHER_HOST),
    ],
)
def test_each_fault_is_told_by_a_code_of_its_own(
    fault: CertificateFault, code: ClientCode
) -> None:
    assert make_report(fault=fault).code is code


def test_certificate_that_ended_by_both_clocks_is_the_servers_fault() -> None:
    report = make_report(fault=CertificateFault.EXPIRED, chain=(PAST,))

    assert report.code is ClientCode.CERTIFICATE_EXPIRED


def test_clock_that_is_ahead_of_a_valid_certificate_is_wrong() -> None:
    report = make_report(
        fault=CertificateFault.EXPIRED, chain=(PAST,), server_time=NOON - timedelta(days=60)
    )

    assert report.code is ClientCode.CLOCK_WRONG
    assert report.clock_ahead_by == timedelta(days=60)


def test_clock_that_is_behind_makes_a_certificate_too_young() -> None:
    report = make_report(
        fault=CertificateFault.NOT_YET_VALID, chain=(FUTURE,), server_time=NOON + timedelta(60)
    )

    assert report.code is ClientCode.CLOCK_WRONG
    assert report.clock_ahead_by == -timedelta(days=60)


def test_clock_is_not_blamed_when_nobody_vouches_for_the_server() -> None:
    report = make_report(chain=(PAST,), server_time=NOON - timedelta(days=60))

    assert report.code is ClientCode.CERTIFICATE_REFUSED


def test_server_that_does_not_say_the_time_blames_no_clock() -> None:
    report = make_report(fault=CertificateFault.EXPIRED, chain=(PAST,), server_time=None)

    assert not report.is_clock_wrong
    assert report.clock_ahead_by == timedelta()
