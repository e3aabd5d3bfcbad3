"""Figures of the HTTP interface for Prometheus; no ids of people or tickets as labels."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge

from backend.services.checks import CheckResult, CheckState
from common import rest

_LEVELS = {CheckState.OK: 0, CheckState.DEGRADED: 1, CheckState.FAILED: 2}


class ApiMetrics:
    """What handlers count beyond the requests themselves.

    Attributes:
        malformed: Requests that are no HTTP: refused before anybody looks at them.
        sign_ins: Attempts to sign in with a password, by result: a code, or ``ok``.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.malformed = Counter(
            "bomizzel_http_malformed", "Requests that are no HTTP.", registry=registry
        )
        self.sign_ins = Counter(
            "bomizzel_http_sign_ins", "Sign-ins by result.", ["result"], registry=registry
        )
        self._pages = Counter("bomizzel_sync_pages", "Rooms read by sync.", registry=registry)
        self._entries = Counter(
            "bomizzel_sync_entries", "Entries caught up by sync.", registry=registry
        )
        self._resets = Counter(
            "bomizzel_sync_resets",
            "Cursors that were of no use.",
            ["reason"],
            registry=registry,
        )
        self._checks = Gauge(
            "bomizzel_check_state",
            "State of each check of readiness: 0 ok, 1 degraded, 2 failed.",
            ["check"],
            registry=registry,
        )

    def found(self, checks: Mapping[str, CheckResult]) -> None:
        """Note what the checks of readiness found."""
        for name, result in checks.items():
            self._checks.labels(name).set(_LEVELS[result.state])

    def synced(self, page: rest.SyncPage) -> None:
        """Count what one answer to ``sync`` held."""
        for room in page.rooms.values():
            self._pages.inc()
            self._entries.inc(len(room.entries))
            if room.reset is not None:
                self._resets.labels(room.reset.reason.value).inc()
