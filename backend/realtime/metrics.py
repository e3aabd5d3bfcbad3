"""Figures of the socket side for Prometheus; no ids of people or tickets as labels."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_DELIVERY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
_LAG_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class RealtimeMetrics:
    """All figures of sockets, rooms and the dispatcher.

    Attributes:
        sockets: Authenticated sockets.
        people: People with at least one of them.
        rooms: Rooms with at least one of them.
        sign_ins: Attempts to authenticate, by result: a code, or ``ok``.
        closes: Ends of sockets, by reason.
        refused: Handshakes that were refused, by reason.
        limited: Messages that were refused by a limit, by its name.
        violations: Malformed and unknown messages.
        slow_consumers: Sockets that were closed because they did not read.
        joins: Rooms that were joined on request, by kind.
        denied_joins: Rooms that were asked for in vain, by kind.
        events: Events that the dispatcher saw for the first time.
        frames: Event frames that were put into buffers of sockets.
        holes: Rooms whose missing entries were read from the database.
        looks: Events that no ring had told and the regular look found.
        errors: Events that could not be dispatched.
        recounts: Queues whose tickets were counted to check their figures.
        drift: Figures that did not say what the tickets said, by measure; 0 unless code is wrong.
        lag_s: Time from the decision of a command to its frames in the buffers.
        delivery_s: Time from a commit to its frames in the buffers.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.sockets = Gauge("bomizzel_sockets", "Authenticated sockets.", registry=registry)
        self.people = Gauge("bomizzel_connected_people", "People online.", registry=registry)
        self.rooms = Gauge("bomizzel_active_rooms", "Rooms with sockets.", registry=registry)
        self.sign_ins = Counter(
            "bomizzel_socket_sign_ins", "Sign-ins by result.", ["result"], registry=registry
        )
        self.closes = Counter(
            "bomizzel_socket_closes", "Ends of sockets by reason.", ["reason"], registry=registry
        )
        self.refused = Counter(
            "bomizzel_socket_refused", "Refused handshakes.", ["reason"], registry=registry
        )
        self.limited = Counter(
            "bomizzel_socket_limited", "Messages refused by a limit.", ["limit"], registry=registry
        )
        self.violations = Counter(
            "bomizzel_socket_violations", "Malformed messages.", registry=registry
        )
        self.slow_consumers = Counter(
            "bomizzel_slow_consumers", "Sockets that did not read.", registry=registry
        )
        self.denied_joins = Counter(
            "bomizzel_denied_joins", "Rooms asked for in vain.", ["kind"], registry=registry
        )
        self.joins = Counter(
            "bomizzel_joins", "Rooms joined on request.", ["kind"], registry=registry
        )
        self.events = Counter("bomizzel_events", "Events dispatched.", registry=registry)
        self.frames = Counter("bomizzel_frames", "Event frames queued.", registry=registry)
        self.holes = Counter("bomizzel_dispatch_holes", "Holes read back.", registry=registry)
        self.looks = Counter("bomizzel_dispatch_looks", "Found by looking.", registry=registry)
        self.errors = Counter("bomizzel_dispatch_errors", "Failed events.", registry=registry)
        self.recounts = Counter(
            "bomizzel_metrics_recounts", "Queues counted again.", registry=registry
        )
        self.drift = Counter(
            "bomizzel_metrics_drift", "Figures corrected.", ["measure"], registry=registry
        )
        self.lag_s = Histogram(
            "bomizzel_dispatch_lag_seconds",
            "From decision to buffers.",
            buckets=_LAG_BUCKETS_S,
            registry=registry,
        )
        self.delivery_s = Histogram(
            "bomizzel_delivery_seconds",
            "From commit to buffers of sockets.",
            buckets=_DELIVERY_BUCKETS_S,
            registry=registry,
        )
