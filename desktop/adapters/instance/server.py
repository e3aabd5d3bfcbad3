"""Answers other starts of the program, in a thread of its own."""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop.adapters.instance.channels import Channel, ChannelError, Listener
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.messages import (
    FrameError,
    Refusal,
    Reply,
    Request,
    decode,
    encode,
)
from desktop.adapters.instance.system import connect, listen

TIMEOUT_S = 2.0
"""How long a frame may take; both ends are on this machine."""
END_S = 2.0
PAUSE_S = 0.1

OnRequest = Callable[[Request], Reply]
"""Carries a request out; called in the server's thread, may take a few seconds."""

logger = logging.getLogger(__name__)


@contextmanager
def answering(lock: ProfileLock, profile: Path, on_request: OnRequest) -> Iterator[None]:
    """Answer other starts while inside; ``lock`` is held by this process.

    A machine that has no socket for us costs the convenience, not the agent.
    """
    try:
        listener = listen(_name_of(profile), timeout_s=TIMEOUT_S)
    except OSError as exc:
        logger.warning("other starts cannot be answered", extra={"reason": type(exc).__name__})
        yield
        return
    closing = threading.Event()
    thread = threading.Thread(
        target=_serve, args=(listener, on_request, closing), name="bomizzel-instance", daemon=True
    )
    thread.start()
    _publish(lock, listener.address)
    try:
        yield
    finally:
        _publish(lock, "")
        closing.set()
        # What waits for a connection wakes up by one.
        with suppress(ChannelError):
            connect(listener.address, timeout_s=TIMEOUT_S).close()
        thread.join(END_S)
        listener.close()


def _publish(lock: ProfileLock, address: str) -> None:
    try:
        lock.publish(address)
    except OSError as exc:  # The disk is full, say.
        logger.warning("address not published", extra={"reason": type(exc).__name__})


def _serve(listener: Listener, on_request: OnRequest, closing: threading.Event) -> None:
    while not closing.is_set():
        try:
            channel = listener.accept()
        except ChannelError as exc:
            logger.info("start not answered", extra={"reason": str(exc)})
            closing.wait(PAUSE_S)  # Whatever is wrong, it must not keep the processor busy.
            continue
        try:
            _answer(channel, on_request)
        except ChannelError as exc:
            if not closing.is_set():
                logger.info("start not answered", extra={"reason": str(exc)})
        finally:
            channel.close()


def _answer(channel: Channel, on_request: OnRequest) -> None:
    try:
        request = decode(channel.receive(), Request)
    except FrameError:
        reply = Reply(refusal=Refusal.NOT_UNDERSTOOD)
    else:
        reply = on_request(request)
    channel.send(encode(reply))


def _name_of(profile: Path) -> str:
    return hashlib.sha256(str(profile).encode()).hexdigest()[:16]
