"""The program that asks the keyring one question for the agent, by pipes."""

import asyncio
import logging
import os
import sys
import threading

import msgspec
from typing_extensions import override

from desktop.adapters.vault import KeyringVault
from desktop.adapters.vault_messages import MAX_LINE_BYTES, Answer, Note, Question, answer_of


def answer_question() -> bool:
    """Answer the question on standard input; return whether it was one.

    The process ends with whoever asked.
    """
    line = sys.stdin.buffer.readline(MAX_LINE_BYTES)
    try:
        question = msgspec.json.decode(line, type=Question)
    except msgspec.DecodeError:
        return False
    threading.Thread(target=_end_with_the_asker, name="asker", daemon=True).start()
    answer = asyncio.run(_answer(question))
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()
    return True


async def _answer(question: Question) -> Answer:
    notes = _Notes()
    logging.getLogger().addHandler(notes)
    vault = KeyringVault(question.service)
    match question.call:
        case "load":
            return answer_of(await vault.load(), notes.made())
        case "save":
            return answer_of(await vault.save(question.secret), notes.made())
        case "delete":
            return answer_of(await vault.delete(), notes.made())


def _end_with_the_asker() -> None:
    """End this program when the other end of its input is closed."""
    # Not by sys.stdin, whose lock a blocked thread would still hold at the end.
    while os.read(0, 1):
        pass
    os._exit(1)


class _Notes(logging.Handler):
    """Keeps what this program would log, for the one that has a log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._notes: list[Note] = []

    def made(self) -> tuple[Note, ...]:
        """Return the notes so far."""
        return tuple(self._notes)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("desktop."):
            self._notes.append(Note(record.getMessage(), str(getattr(record, "reason", ""))))
