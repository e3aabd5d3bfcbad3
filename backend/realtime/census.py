"""Who is connected to this process and how busy it was: figures for people, kept in memory."""

import asyncio
from collections import Counter, deque
from datetime import timedelta

from backend.realtime.figures import Throughput
from backend.realtime.latency import Latencies
from backend.realtime.limits import Monotonic
from backend.realtime.sessions import SessionRegistry
from backend.services.ports import Now
from backend.services.status import Census, Presence, Sample
from common.ids import UserId
from common.rooms import Room

SAMPLE_S = 5
SAMPLES_KEPT = 15 * 60 // SAMPLE_S
MAX_CLIENTS = 100
"""Versions and platforms that are told apart; what a client says of itself is its own choice."""


class CensusTaker:
    """Counts sockets on request, and notes every five seconds how busy they are."""

    def __init__(
        self,
        *,
        sessions: SessionRegistry,
        latencies: Latencies,
        throughput: Throughput,
        now: Now,
        monotonic: Monotonic,
    ) -> None:
        self._sessions = sessions
        self._latencies = latencies
        self._throughput = throughput
        self._now = now
        self._monotonic = monotonic
        self._samples: deque[Sample] = deque(maxlen=SAMPLES_KEPT)

    async def run(self) -> None:
        """Take samples until cancelled."""
        told, moment = self._throughput.total, self._monotonic()
        while True:
            await asyncio.sleep(SAMPLE_S)
            told_before, told = told, self._throughput.total
            moment_before, moment = moment, self._monotonic()
            self._samples.append(
                Sample(
                    at=self._now(),
                    messages_per_second=(told - told_before) / (moment - moment_before),
                    sockets=self._sessions.authenticated,
                )
            )

    def take(self) -> Census:
        """Return what is known now; costs a walk over all sockets and their rooms."""
        at, moment = self._now(), self._monotonic()
        people: dict[UserId, list[float]] = {}
        rooms: Counter[Room] = Counter()
        clients: Counter[tuple[str, str]] = Counter()
        for session in self._sessions:
            if session.identity is None:
                continue
            people.setdefault(session.identity.user_id, []).append(session.opened_at)
            rooms.update(session.rooms)
            client = session.client
            name = ("", "") if client is None else (client.version, client.platform)
            known = name in clients or len(clients) < MAX_CLIENTS
            clients[name if known else ("", "")] += 1
        return Census(
            at=at,
            people={
                user_id: Presence(len(opened), at - timedelta(seconds=moment - min(opened)))
                for user_id, opened in people.items()
            },
            rooms=rooms,
            clients=clients,
            sockets=sum(len(opened) for opened in people.values()),
            messages_per_second=self._throughput.per_second,
            latency=self._latencies.of_last(),
            samples=tuple(self._samples),
            sample_seconds=SAMPLE_S,
        )
