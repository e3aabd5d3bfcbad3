"""Speaks to the program that has the profile already."""

import time
from collections.abc import Callable

from desktop.adapters.instance.channels import ChannelError
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.messages import FrameError, Reply, Request, decode, encode
from desktop.adapters.instance.system import connect

PATIENCE_S = 6.0
"""How long the program that runs may take to answer, its start included."""
PAUSE_S = 0.1


class InstanceSilentError(Exception):
    """A program holds the profile and does not answer.

    Attributes:
        process_id: Of that program; None when even that is not known.
    """

    def __init__(self, process_id: int | None) -> None:
        """Remember who it is."""
        super().__init__(process_id)
        self.process_id = process_id


def claim(
    lock: ProfileLock,
    request: Request,
    *,
    patience_s: float = PATIENCE_S,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Reply | None:
    """Take the profile, or pass ``request`` on to the program that has it.

    Returns:
        None when the lock is this process's now, else what the other program answered.

    Raises:
        InstanceSilentError: It did neither let go nor answer for ``patience_s`` seconds.
        OSError: The file of the lock cannot be used.
    """
    deadline = monotonic() + patience_s
    while not lock.acquire():
        holder = lock.holder()
        left_s = deadline - monotonic()
        if left_s <= 0:
            raise InstanceSilentError(holder.process_id if holder is not None else None)
        if holder is not None and holder.address:
            try:
                return ask(holder.address, request, timeout_s=left_s)
            except (ChannelError, FrameError):
                pass  # It may be ending just now, or starting.
        sleep(PAUSE_S)
    return None


def ask(address: str, request: Request, *, timeout_s: float) -> Reply:
    """Return what the program at ``address`` answers.

    Raises:
        ChannelError: Nobody answers in time.
        FrameError: What came is no answer.
    """
    channel = connect(address, timeout_s=timeout_s)
    try:
        channel.send(encode(request))
        return decode(channel.receive(), Reply)
    finally:
        channel.close()
