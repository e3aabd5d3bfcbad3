"""What other programs of the same machine say: second starts, links, the keyring's program."""

from contextlib import suppress

from desktop.adapters.address import server_address
from desktop.adapters.instance.messages import FrameError, Reply, Request, decode, encode
from desktop.adapters.instance.reception import intents_of
from desktop.adapters.vault_messages import answer_from, load_outcome, save_outcome
from desktop.core.errors import ConnectionLostError
from desktop.core.links import ticket_of
from desktop.core.session.session import SignedIn, after_load, secret_of
from tests.fuzz.target import Target


def read_start(data: bytes) -> None:
    """Read what a second start asks, and what a first one answers."""
    with suppress(FrameError):
        request = decode(data, Request)
        assert decode(encode(request), Request) == request
        intents_of(link=request.link, server=request.server)
    with suppress(FrameError):
        reply = decode(data, Reply)
        assert decode(encode(reply), Reply) == reply


def read_link(data: bytes) -> None:
    """Read a link and an address, as a page or a person gives them."""
    text = data.decode("utf-8", "surrogateescape")
    ticket_id = ticket_of(text)
    assert ticket_id is None or ticket_of(f"bomizzel://ticket/{ticket_id}") == ticket_id
    with suppress(ConnectionLostError):
        address = server_address(text)
        assert server_address(address) == address


def read_vault(data: bytes) -> None:
    """Read the answer of the keyring's program, and the session in it."""
    with suppress(ValueError):
        answer = answer_from(data)
        save_outcome(answer)
        found = after_load(load_outcome(answer))
        if isinstance(found, SignedIn):
            secret_of(found.session)


TARGETS = (
    Target(
        "instance",
        read_start,
        (
            b'{"command":"activate","link":"bomizzel://ticket/t1","server":"https://x","version":1}',
            b'{"refusal":"busy","version":1}',
            (
                b'{"status":{"link":"live","signedIn":true,"server":"s","verifiedAt":null,'
                b'"offlineSince":null,"unread":1,"unreadHigh":0,"sessionIsKept":true,'
                b'"version":"1","processId":7,"startedAt":"2026-01-05T09:00:00Z"}}'
            ),
        ),
    ),
    Target(
        "link",
        read_link,
        (b"bomizzel://ticket/t-1_A/", b"https://desk.example.org:8443", b"http://[::1]:8080/"),
    ),
    Target(
        "vault-answer",
        read_vault,
        (
            (
                b'{"outcome":"loaded","secret":"{\\"server\\":\\"s\\",\\"user_id\\":\\"ana\\",'
                b'\\"name\\":\\"A\\",\\"email\\":\\"e\\",\\"access_token\\":\\"a\\",'
                b'\\"refresh_token\\":\\"r\\",\\"expires_at\\":\\"2026-01-05T09:00:00Z\\",'
                b'\\"renew_at\\":\\"2026-01-05T09:00:00Z\\"}","notes":[{"event":"x"}]}\n'
            ),
            b'{"outcome":"not_ready"}\n',
        ),
    ),
)
