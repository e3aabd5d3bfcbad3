"""The keyring in a program of its own, which lives as long as one question.

``keyring`` imports every back end that there is, 17 MB, and is needed three times a day
(ADR-0029).
"""

import asyncio
import logging
import subprocess
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from desktop.adapters.vault_messages import (
    KEYRING_S,
    MAX_LINE_BYTES,
    Answer,
    Question,
    answer_from,
    load_outcome,
    save_outcome,
)
from desktop.core.ports import LoadOutcome, SaveOutcome

_MARGIN_S = 10.0
"""For starting the program and hearing that the keyring did not answer."""
_END_S = 1.0
"""How long the program may take to see that nobody waits any more."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_NOT_READY = Answer("not_ready")

logger = logging.getLogger(__name__)


class ChildVault:
    """Keeps one secret under ``service``, by a program that ``command`` starts.

    Invariants:
        * One question at a time, in the order of the calls.
        * No program is left behind: it is killed with the question, and ends by itself when this
          process does.
        * A program that fails says nothing about the secret.

    Args:
        command: Starts the program; it is told everything else by its standard input.
        service: Name of the entry in the keyring.
        timeout_s: How long to wait for the program, the keyring, and the person who unlocks it.
    """

    def __init__(
        self, command: Sequence[str], service: str, *, timeout_s: float = KEYRING_S + _MARGIN_S
    ) -> None:
        """Start nothing yet."""
        self._command = tuple(command)
        self._service = service
        self._timeout_s = timeout_s
        self._turn = asyncio.Lock()

    async def load(self) -> LoadOutcome:
        """Return the secret; may wait for the person who unlocks the keyring."""
        return load_outcome(await self._ask(Question("load", self._service)))

    async def save(self, secret: str) -> SaveOutcome:
        """Keep ``secret`` in place of the former one."""
        return save_outcome(await self._ask(Question("save", self._service, secret)))

    async def delete(self) -> SaveOutcome:
        """Remove the secret and every part of it."""
        return save_outcome(await self._ask(Question("delete", self._service)))

    async def _ask(self, question: Question) -> Answer:
        try:
            async with asyncio.timeout(self._timeout_s), self._turn:
                answer = await self._exchange(question)
        except TimeoutError:
            logger.warning("keyring does not answer")
            return _NOT_READY
        except (OSError, ValueError) as exc:
            logger.warning("keyring program failed", extra={"reason": type(exc).__name__})
            return _NOT_READY
        for note in answer.notes:
            logger.warning(note.event, extra={"reason": note.reason})
        return answer

    async def _exchange(self, question: Question) -> Answer:
        """Ask a new program.

        Raises:
            OSError: It could not be started, or ended at once.
            ValueError: It did not answer, or not as agreed.
        """
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=MAX_LINE_BYTES,
            creationflags=_NO_WINDOW,
        )
        try:
            return await self._talk(child, question)
        finally:
            await _end(child)

    async def _talk(self, child: Process, question: Question) -> Answer:
        if child.stdin is None or child.stdout is None:
            raise ValueError
        # Stays open: its end tells the program that nobody waits any more.
        child.stdin.write(msgspec.json.encode(question) + b"\n")
        await child.stdin.drain()
        return answer_from(await child.stdout.readline())


async def _end(child: Process) -> None:
    """Let ``child`` end by closing its input, or end it."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        async with asyncio.timeout(_END_S):
            # Its output is read as well: asyncio waits for the pipe as for the process.
            await child.communicate()
    except TimeoutError:
        # Not at once: asyncio loses track of a process that ends while it is killed.
        with suppress(ProcessLookupError):
            child.kill()
        await child.communicate()
