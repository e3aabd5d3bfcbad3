"""Fail a test that logs a WARNING or worse which nobody expected.

Two ways to expect one, both with regular expressions searched in ``logger:LEVEL:message``:

* ``@pytest.mark.expected_logs("backend.realtime:WARNING:doorbell lost")`` requires a match;
* ``expected_logs.require(pattern)`` and ``expected_logs.allow(pattern)`` of the fixture, which
  also offers ``expected_logs.records`` to look at the extra fields.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest


@dataclass
class ExpectedLogs:
    """What one test logged and what it may log.

    Attributes:
        records: Every record of level WARNING or worse, in the order they were made.
    """

    records: list[logging.LogRecord] = field(default_factory=list)
    _required: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)

    def require(self, pattern: str) -> None:
        """Fail unless a record matches ``pattern`` by the end of the test."""
        self._required.append(pattern)

    def allow(self, pattern: str) -> None:
        """Accept records that match ``pattern``, and their absence."""
        self._allowed.append(pattern)

    def problems(self) -> list[str]:
        """Return one line for each unexpected record and each expectation not met."""
        lines = [f"{r.name}:{r.levelname}:{r.getMessage()}" for r in self.records]
        patterns = [*self._required, *self._allowed]
        return [
            *(
                f"unexpected {line} ({record.pathname}:{record.lineno})"
                for line, record in zip(lines, self.records, strict=True)
                if not any(re.search(pattern, line) for pattern in patterns)
            ),
            *(
                f"missing {pattern!r}"
                for pattern in self._required
                if not any(re.search(pattern, line) for line in lines)
            ),
        ]


@pytest.fixture(autouse=True)
def expected_logs(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExpectedLogs]:
    expected = ExpectedLogs()
    for mark in request.node.iter_markers("expected_logs"):
        for pattern in mark.args:
            expected.require(pattern)
    handle = logging.Logger.handle

    def recording_handle(logger: logging.Logger, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING and not logger.disabled:
            expected.records.append(record)
        handle(logger, record)

    # Handlers come and go with the logging configuration under test; every record passes here.
    monkeypatch.setattr(logging.Logger, "handle", recording_handle)
    yield expected
    if problems := expected.problems():
        pytest.fail("\n".join(["the log is not what the test expects:", *problems]))
