"""Why a sign-in did not succeed and what to do about it, for any code, known or not."""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from common.errors import ErrorCode
from desktop.core.certificates import Certificate, CertificateFault, CertificateReport
from desktop.core.errors import ClientCode
from desktop.core.view import SignInState
from desktop.ui.times import duration

translate = QCoreApplication.translate


def trouble_text(state: SignInState) -> str:
    """Return the sentences about the last attempt; empty when nothing is wrong."""
    if state.error is None or state.busy:
        return ""
    if state.error == ErrorCode.TOO_MANY_REQUESTS and state.retry_after_s:
        text = translate("SignIn", "There were too many attempts. Try again in {time}.")
        return text.format(time=duration(timedelta(seconds=state.retry_after_s)))
    if state.certificate is not None:
        return _certificate_text(state.certificate)
    text = _texts().get(state.error, "")
    if text:
        return text
    return translate(
        "SignIn", "Signing in did not succeed ({code}). Tell your administrator this code."
    ).format(code=state.error)


def certificate_summary(report: CertificateReport) -> str:
    """Return in short for whom the certificate is, and who issued it."""
    if not report.chain:
        return ""
    own = report.chain[0]
    text = translate("SignIn", "Certificate of {subject}, issued by {issuer}")
    return text.format(subject=own.subject, issuer=own.issuer)


def certificate_details(report: CertificateReport) -> str:
    """Return everything that is known, as text to send to those who run the server."""
    lines = [
        translate("SignIn", "Server: {host}").format(host=report.host),
        translate("SignIn", "Problem: {code}").format(code=report.code.value),
        translate("SignIn", "Clock of this computer: {time}").format(time=_exact(report.seen_at)),
    ]
    if report.server_time is not None:
        clock = translate("SignIn", "Clock of the server: {time}")
        lines.append(clock.format(time=_exact(report.server_time)))
    for number, certificate in enumerate(report.chain, start=1):
        lines += ["", *_certificate_lines(number, certificate)]
    return "\n".join(lines)


def _certificate_lines(number: int, certificate: Certificate) -> list[str]:
    valid = translate("SignIn", "Valid from {begin} to {end}")
    return [
        translate("SignIn", "Certificate {n}: {subject}").format(
            n=number, subject=certificate.subject
        ),
        translate("SignIn", "Issued by: {issuer}").format(issuer=certificate.issuer),
        valid.format(begin=_exact(certificate.valid_from), end=_exact(certificate.valid_until)),
        f"SHA-256: {certificate.fingerprint}",
    ]


def _certificate_text(report: CertificateReport) -> str:
    if report.is_clock_wrong:
        return _clock_text(report.clock_ahead_by)
    match report.fault:
        case CertificateFault.EXPIRED:
            text = translate(
                "SignIn",
                "The server's certificate expired on {date}, so nothing was sent. "
                "Send the details to your IT: it has to be renewed.",
            )
            return text.format(date=_date(report.chain[0].valid_until) if report.chain else "?")
        case CertificateFault.NOT_YET_VALID:
            text = translate(
                "SignIn",
                "The server's certificate is not valid before {date}, so nothing was sent. "
                "Send the details to your IT.",
            )
            return text.format(date=_date(report.chain[0].valid_from) if report.chain else "?")
        case CertificateFault.OTHER_HOST:
            text = translate(
                "SignIn",
                "The certificate belongs to another server than {host}, so nothing was sent. "
                "Check the address. If it is right, send the details to your IT.",
            )
            return text.format(host=report.host)
        case CertificateFault.NOT_TRUSTED:
            return _untrusted()


def _clock_text(ahead_by: timedelta) -> str:
    if ahead_by > timedelta():
        text = translate(
            "SignIn",
            "The clock of this computer is {time} ahead of the server's, so certificates look "
            "expired. Set date and time, then try again.",
        )
    else:
        text = translate(
            "SignIn",
            "The clock of this computer is {time} behind the server's, so certificates look as "
            "if they were not valid yet. Set date and time, then try again.",
        )
    return text.format(time=duration(abs(ahead_by)))


def _untrusted() -> str:
    return translate(
        "SignIn",
        "Nobody whom this computer trusts vouches for this server, so nothing was sent. "
        "Send the details to your IT.",
    )


def _exact(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _date(at: datetime) -> str:
    local = at.astimezone()
    date = QDate(local.year, local.month, local.day)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def _texts() -> dict[str, str]:
    ended = translate("SignIn", "Your session has ended. Please sign in again.")
    nobody = translate(
        "SignIn",
        "There is no Bomizzel server at this address. Check the address for typing errors.",
    )
    busy = translate("SignIn", "The server is not available right now. Try again in a minute.")
    return {
        ErrorCode.INVALID_CREDENTIALS: translate(
            "SignIn", "The e-mail address or the password is not right. Check both and try again."
        ),
        ErrorCode.ACCOUNT_DISABLED: translate(
            "SignIn", "This account is disabled. An administrator of the help desk can enable it."
        ),
        ErrorCode.TOO_MANY_REQUESTS: translate(
            "SignIn", "There were too many attempts. Wait a minute, then try again."
        ),
        ErrorCode.PERMISSION_DENIED: translate(
            "SignIn", "This account may not use notifications. Please ask your administrator."
        ),
        ErrorCode.INVALID_REQUEST: translate(
            "SignIn", "Enter your e-mail address and your password."
        ),
        ErrorCode.PROTOCOL_UNSUPPORTED: translate(
            "SignIn",
            "This version of Bomizzel is too old for the server. "
            "Update it, or ask your IT to do that.",
        ),
        ErrorCode.AUTHENTICATION_REQUIRED: ended,
        ErrorCode.TOKEN_INVALID: ended,
        ErrorCode.TOKEN_EXPIRED: ended,
        ErrorCode.TOKEN_REVOKED: ended,
        ErrorCode.UNAVAILABLE: busy,
        ErrorCode.INTERNAL: translate(
            "SignIn", "The server has a problem of its own. Try again later."
        ),
        ErrorCode.NOT_FOUND: nobody,
        **_line_texts(),
        ClientCode.NOT_A_SERVER: nobody,
        ClientCode.DRAINING: busy,
    }


def _line_texts() -> dict[str, str]:
    unreachable = translate(
        "SignIn", "The server cannot be reached. Check your network or VPN, then try again."
    )
    return {
        ClientCode.UNREACHABLE: unreachable,
        ClientCode.CLOSED: unreachable,
        ClientCode.NAME_UNKNOWN: translate(
            "SignIn",
            "No server of this name is known here. Check the address for typing errors, "
            "and your network or VPN.",
        ),
        ClientCode.CONNECTION_REFUSED: translate(
            "SignIn",
            "The computer at this address is there, but no server answers on it. "
            "Check the address, or ask your administrator.",
        ),
        ClientCode.TIMED_OUT: translate(
            "SignIn", "The server does not answer. Check your network or VPN, then try again."
        ),
        ClientCode.PROXY_FAILED: translate(
            "SignIn",
            "The proxy that this computer is set to does not let Bomizzel through. "
            "Tell your IT the address of the server.",
        ),
        ClientCode.CERTIFICATE_REFUSED: _untrusted(),
        ClientCode.INVALID_ADDRESS: translate(
            "SignIn", "This is not a server address. It looks like https://help.example.com."
        ),
    }
