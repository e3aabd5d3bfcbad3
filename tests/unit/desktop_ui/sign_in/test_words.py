from datetime import timedelta

import pytest

from common.errors import ErrorCode
from desktop.core.certificates import CertificateFault
from desktop.core.errors import ClientCode
from desktop.core.view import SignInState
from desktop.ui.sign_in.words import certificate_details, certificate_summary, trouble_text
from tests.unit.desktop.builders import NOON
from tests.unit.desktop.certificates import make_certificate, make_report

pytestmark = pytest.mark.usefixtures("qapp")

PAST = make_certificate(
    valid_from=NOON - timedelta(days=400), valid_until=NOON - timedelta(days=35)
)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (ErrorCode.INVALID_CREDENTIALS, "password"),
        (ErrorCode.ACCOUNT_DISABLED, "disabled"),
        (ErrorCode.TOO_MANY_REQUESTS, "minute"),
        (ErrorCode.TOKEN_REVOKED, "session has ended"),
        (ErrorCode.PROTOCOL_UNSUPPORTED, "Update"),
        (ErrorCode.UNAVAILABLE, "not available"),
        (ClientCode.UNREACHABLE, "cannot be reached"),
        (ClientCode.NAME_UNKNOWN, "No server of this name"),
        (ClientCode.CONNECTION_REFUSED, "no server answers"),
        (ClientCode.TIMED_OUT, "does not answer"),
        (ClientCode.PROXY_FAILED, "proxy"),
        (ClientCode.CERTIFICATE_REFUSED, "IT"),
        (ClientCode.INVALID_ADDRESS, "https://"),
        (ClientCode.NOT_A_SERVER, "no Bomizzel server"),
    ],
)
def test_refused_sign_in_is_explained_with_what_to_do(code: str, word: str) -> None:
    text = trouble_text(SignInState(error=code))

    assert word in text
    assert code not in text


def test_code_of_a_later_server_is_shown_as_it_is() -> None:
    assert "made_up_tomorrow" in trouble_text(SignInState(error="made_up_tomorrow"))


def test_nothing_is_said_while_it_is_tried_again() -> None:
    assert trouble_text(SignInState(error="unreachable", busy=True)) == ""
    assert trouble_text(SignInState()) == ""


def test_too_many_attempts_say_for_how_long_to_wait() -> None:
    state = SignInState(error=ErrorCode.TOO_MANY_REQUESTS, retry_after_s=40)

    assert trouble_text(state).endswith("Try again in 40 seconds.")


@pytest.mark.parametrize(
    ("server_time", "words"),
    [
        (NOON - timedelta(days=60), "60 days ahead"),
        (NOON + timedelta(days=60), "60 days behind"),
    ],
)
def test_wrong_clock_says_by_how_much(server_time: object, words: str) -> None:
    valid_then = make_certificate(
        valid_from=NOON - timedelta(days=61) if "ahead" in words else NOON + timedelta(days=59),
        valid_until=NOON - timedelta(days=59) if "ahead" in words else NOON + timedelta(days=61),
    )
    fault = CertificateFault.EXPIRED if "ahead" in words else CertificateFault.NOT_YET_VALID
    report = make_report(fault=fault, chain=(valid_then,), server_time=server_time)

    assert words in trouble_text(SignInState(error=report.code, certificate=report))


def test_expired_certificate_says_since_when_and_whom_to_tell() -> None:
    report = make_report(fault=CertificateFault.EXPIRED, chain=(PAST,))

    text = trouble_text(SignInState(error=report.code, certificate=report))

    assert "expired on" in text
    assert "IT" in text


def test_certificate_of_another_server_names_the_one_that_was_asked_for() -> None:
    report = make_report(fault=CertificateFault.OTHER_HOST)

    text = trouble_text(SignInState(error=report.code, certificate=report))

    assert "another server than help.example.org" in text


def test_details_hold_what_it_needs() -> None:
    report = make_report(chain=(make_certificate(), PAST))
    details = certificate_details(report)

    for part in (
        "help.example.org",
        "certificate_refused",
        "Contoso Issuing CA 2",
        report.chain[0].fingerprint,
        "Certificate 2",
        "UTC",
    ):
        assert part in details
    assert "issued by Contoso Issuing CA 2" in certificate_summary(report)
