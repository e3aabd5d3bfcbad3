"""The address of a server, as a person types it."""

from urllib.parse import urlsplit

from desktop.core.errors import ClientCode, ConnectionLostError

SCHEMES = frozenset({"http", "https"})


def server_address(text: str) -> str:
    """Return scheme, host and port of ``text``, such as ``https://desk.example.org:8443``.

    Anything else in an address is refused rather than ignored: a password in it would end up in
    logs, and a path means that somebody meant another place.

    Raises:
        ConnectionLostError: It is not the address of a server (cause ``invalid_address``).
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as exc:
        raise ConnectionLostError(ClientCode.INVALID_ADDRESS) from exc
    is_plain = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in SCHEMES or not host or not is_plain or not _is_one_word(text):
        raise ConnectionLostError(ClientCode.INVALID_ADDRESS)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" if port is None else f"{parts.scheme}://{shown}:{port}"


def _is_one_word(text: str) -> bool:
    return text.isprintable() and not any(character.isspace() for character in text)
