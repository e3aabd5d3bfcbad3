"""One program a profile: the first gets it, the others speak to the first."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.adapters.instance.client import InstanceSilentError, claim
from desktop.adapters.instance.lock import ProfileLock
from desktop.adapters.instance.messages import Command, Request
from desktop.commands.errors import ProfileBusyError, ProfileUnusableError
from desktop.config import Config
from desktop.logs import configure_logging


def activation(arguments: argparse.Namespace) -> Request:
    """Return what a start with these arguments asks of a program that runs already."""
    return Request(command=Command.ACTIVATE, link=arguments.link, server=arguments.server)


def take(config: Config, request: Request) -> ProfileLock | None:
    """Take the profile and begin its log, or pass ``request`` on to who has it.

    Returns:
        The lock, or None when the other program did what was asked for.

    Raises:
        ProfileBusyError: The other program does not.
        ProfileUnusableError: The folder can be neither used nor made.
    """
    lock = ProfileLock(config.lock_file)
    try:
        reply = claim(lock, request)
        if reply is None:
            configure_logging(config.log_file)
            return lock
    except InstanceSilentError as exc:
        which = f" (process {exc.process_id})" if exc.process_id is not None else ""
        raise ProfileBusyError(
            f"Bomizzel is running already{which}, but does not answer. "
            "End that program, then try again.",
            exc.process_id,
        ) from exc
    except OSError as exc:
        lock.release()
        raise ProfileUnusableError(config.profile, exc) from exc
    if reply.refusal is not None:
        raise ProfileBusyError(
            f"Bomizzel is running already and cannot be shown ({reply.refusal}). "
            "End that program, then try again.",
            holder.process_id if (holder := lock.holder()) is not None else None,
        )
    return None


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """Have the profile for a command that cannot share it.

    Raises:
        ProfileBusyError: Another program has it; it is brought to the front.
        ProfileUnusableError: The folder can be neither used nor made.
    """
    lock = take(config, Request(command=Command.ACTIVATE))
    if lock is None:
        raise ProfileBusyError(
            "Bomizzel is running with this profile: do it there, or end it first."
        )
    with lock:
        yield
