"""Figures of what processes tell each other, for Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge


class BrokerMetrics:
    """All figures of the doorbell between processes.

    Attributes:
        sent: News that were told to the others.
        heard: News that came from the others.
        dropped: News that were not told: the broker is away, or too many waited.
        malformed: Messages and news that could not be read.
        sessions: Connections to the broker that were begun.
    """

    def __init__(self, registry: CollectorRegistry, age_s: Callable[[], float]) -> None:
        """Take part in ``registry``; ``age_s`` returns the age of the last canary heard."""
        age = Gauge("bomizzel_doorbell_age_seconds", "Since the canary.", registry=registry)
        age.set_function(age_s)
        self.sent = Counter("bomizzel_broker_sent", "News told.", registry=registry)
        self.heard = Counter("bomizzel_broker_heard", "News heard.", registry=registry)
        self.dropped = Counter("bomizzel_broker_dropped", "News not told.", registry=registry)
        self.malformed = Counter("bomizzel_broker_malformed", "Unreadable.", registry=registry)
        self.sessions = Counter("bomizzel_broker_sessions", "Connections.", registry=registry)
