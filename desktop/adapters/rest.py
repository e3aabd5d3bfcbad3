"""The HTTP interface over requests, in a few threads."""

import ssl
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from typing_extensions import override

from common import rest
from common.envelope import encode
from common.ids import AnnouncementId, EventId, QueueId, TeamId, TicketId, UserId
from common.live import QueueMetrics
from common.queue_history import HistoryStep, QueueHistory
from desktop.adapters.address import server_address
from desktop.adapters.answers import Answer, confirm, read
from desktop.adapters.failures import trouble_of
from desktop.adapters.machine import user_agent
from desktop.adapters.trust import system_trust
from desktop.adapters.workers import Workers
from desktop.core.errors import ClientCode, ConnectionLostError

PREFIX = "/api/v1"
THREADS = 4
SPARE_THREADS = 12
"""For a network that comes and goes: requests that were given up may hang in it for a while."""
CONNECT_S = 10.0
READ_S = 20.0
"""Longest silence of the server within one answer; a long poll adds what it asked for."""
MAX_BODY_BYTES = 64 * 1024 * 1024
"""About 100,000 entries, more than one page of ``sync`` can hold in practice."""

_CHUNK_BYTES = 64 * 1024
_MARGIN_S = 5.0
_T = TypeVar("_T")


class RestApi:
    """The interface of one server. Tokens travel in the ``Authorization`` header only.

    Args:
        server: Its address.
        connect_s: How long it may take to accept a connection.
        read_s: How long it may be silent while it answers.
        trust: Gives what connections are checked with.

    Raises:
        ConnectionLostError: The address is not one (cause ``invalid_address``).
    """

    def __init__(
        self,
        server: str,
        *,
        connect_s: float = CONNECT_S,
        read_s: float = READ_S,
        trust: Callable[[], ssl.SSLContext] = system_trust,
    ) -> None:
        """Connect to nothing yet."""
        self._base = server_address(server) + PREFIX
        self._connect_s = connect_s
        self._read_s = read_s
        self._trust = trust
        self._workers = Workers("bomizzel-rest", threads=THREADS, spare=SPARE_THREADS)
        # A session belongs to one thread at a time: to the one that took it from here.
        self._sessions: list[requests.Session] = []

    async def login(self, body: rest.Login) -> rest.Tokens:
        """Sign in."""
        return await self._call(_post("/auth/login", body), _into(rest.Tokens))

    async def refresh(self, refresh_token: str) -> rest.Tokens:
        """Change a refresh token for new tokens; the old one is spent."""
        body = rest.Refresh(refresh_token=refresh_token)
        return await self._call(_post("/auth/refresh", body), _into(rest.Tokens))

    async def logout(self, refresh_token: str) -> None:
        """End the session."""
        await self._call(_post("/auth/logout", rest.Refresh(refresh_token=refresh_token)), confirm)

    async def profile(self, token: str) -> rest.Profile:
        """Return who the person is, and their rooms."""
        return await self._call(_get("/me", token), _into(rest.Profile))

    async def sync(self, token: str, body: rest.Sync) -> rest.SyncPage:
        """Return what came after the cursors."""
        request = _post("/sync", body, token, wait_s=body.wait_seconds)
        return await self._call(request, _into(rest.SyncPage))

    async def tickets(self, token: str, ids: tuple[TicketId, ...]) -> tuple[rest.Ticket, ...]:
        """Return those of at most ``MAX_BATCH`` tickets that the person may read."""
        request = _get("/tickets", token, ids=",".join(ids))
        return (await self._call(request, _into(rest.TicketPage))).items

    async def people(self, token: str, ids: tuple[UserId, ...]) -> tuple[rest.Person, ...]:
        """Return those of at most ``MAX_BATCH`` people that exist."""
        request = _get("/people", token, ids=",".join(ids))
        return (await self._call(request, _into(_People))).items

    async def teams(self, token: str) -> tuple[rest.Team, ...]:
        """Return the teams that the person may hear."""
        return (await self._call(_get("/teams", token), _into(_Teams))).items

    async def presence(self, token: str) -> tuple[UserId, ...]:
        """Return who of the person's colleagues has a device connected."""
        return (await self._call(_get("/presence", token), _into(_Presence))).online

    async def queue_metrics(self, token: str, queue_id: QueueId) -> QueueMetrics:
        """Return the figures of a queue as they are now."""
        return await self._call(_get(f"/queues/{queue_id}/metrics", token), _into(QueueMetrics))

    async def queue_history(
        self, token: str, queue_id: QueueId, *, begin: datetime, step: HistoryStep
    ) -> QueueHistory:
        """Return what happened in a queue from the bucket that holds ``begin`` until now."""
        query = {"from": begin.isoformat(), "step": step.value}
        request = _get(f"/queues/{queue_id}/metrics/history", token, **query)
        return await self._call(request, _into(QueueHistory))

    async def notifications(
        self, token: str, *, before: str | None, limit: int, unread: bool
    ) -> rest.NotificationPage:
        """Return one page of notifications, newest first."""
        query = {"limit": str(limit), "unread": "true" if unread else "false"}
        if before is not None:
            query["before"] = before
        request = _get("/notifications", token, **query)
        return await self._call(request, _into(rest.NotificationPage))

    async def claim(self, token: str, ticket_id: TicketId, *, key: str) -> rest.Ticket:
        """Give the person a ticket that nobody has; ``key`` makes a repetition harmless."""
        request = _post(f"/tickets/{ticket_id}/claim", {}, token, key=key)
        return await self._call(request, _into(rest.Ticket))

    async def announcement(
        self, token: str, team_id: TeamId, announcement_id: AnnouncementId
    ) -> rest.Announcement:
        """Return what somebody said to a team."""
        request = _get(f"/teams/{team_id}/announcements/{announcement_id}", token)
        return await self._call(request, _into(rest.Announcement))

    async def unread(self, token: str) -> rest.Unread:
        """Return how many notifications the server holds as unread."""
        return await self._call(_get("/notifications/unread", token), _into(rest.Unread))

    async def mark_read(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Mark notifications read; ``key`` makes a repetition harmless."""
        request = _post("/notifications/read", rest.Marks(ids=ids), token, key=key)
        await self._call(request, confirm)

    async def mark_unread(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Mark notifications unread again; ``key`` makes a repetition harmless."""
        request = _post("/notifications/unread", rest.UnreadMarks(ids=ids), token, key=key)
        await self._call(request, confirm)

    async def mark_cleared(self, token: str, ids: tuple[EventId, ...], *, key: str) -> None:
        """Take notifications off the list; ``key`` makes a repetition harmless."""
        request = _post("/notifications/clear", rest.Marks(ids=ids), token, key=key)
        await self._call(request, confirm)

    def close(self) -> None:
        """Close the connections that no request uses."""
        while self._sessions:
            self._sessions.pop().close()

    async def _call(self, request: "_Request", parse: Callable[[Answer], _T]) -> _T:
        limit_s = self._connect_s + self._read_s + request.wait_s + _MARGIN_S
        try:
            return await self._workers.run(
                lambda: parse(self._exchange(request)), timeout_s=limit_s
            )
        except TimeoutError as exc:
            raise ConnectionLostError(ClientCode.TIMED_OUT) from exc

    def _exchange(self, request: "_Request") -> Answer:
        """Send ``request`` and return its answer; runs in a thread."""
        try:
            session = self._sessions.pop()
        except IndexError:
            session = _new_session(self._trust)
        try:
            return self._receive(session, request)
        except requests.exceptions.ProxyError as exc:
            raise ConnectionLostError(ClientCode.PROXY_FAILED) from exc
        except (requests.RequestException, ValueError) as exc:
            # The libraries let some of their errors out as plain ValueError.
            raise ConnectionLostError(trouble_of(exc)) from exc
        finally:
            self._sessions.append(session)

    def _receive(self, session: requests.Session, request: "_Request") -> Answer:
        with session.request(
            request.method,
            self._base + request.path,
            data=request.body,
            headers=request.headers,
            auth=request.auth,
            timeout=(self._connect_s, self._read_s + request.wait_s),
            # A password never follows a redirection to somewhere else.
            allow_redirects=False,
            stream=True,
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(_CHUNK_BYTES):
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise ConnectionLostError(ClientCode.NOT_A_SERVER)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, bytes(body))


class _Teams(msgspec.Struct, frozen=True):
    """Answer to ``GET teams``."""

    items: tuple[rest.Team, ...]


class _Presence(msgspec.Struct, frozen=True):
    """Answer to ``GET presence``."""

    online: tuple[UserId, ...]


class _People(msgspec.Struct, frozen=True):
    """Answer to ``GET people``."""

    items: tuple[rest.Person, ...]


class _Auth(AuthBase):
    """Gives a request its token, or none.

    Every request has one of these: without, requests takes a password for this host from the
    person's ``.netrc`` and sends it in place of our token.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token

    @override
    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token is not None:
            r.headers["Authorization"] = f"Bearer {self._token}"
        return r


class _Checked(HTTPAdapter):
    """Believes what ``trust`` believes, and nothing that comes with the library."""

    def __init__(self, trust: Callable[[], ssl.SSLContext]) -> None:
        self._trust = trust
        super().__init__()

    @override
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=self._trust())

    @override
    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, **kwargs, ssl_context=self._trust())

    @override
    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:
        """Do not add the list of certificates that comes with requests."""
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None


@dataclass(frozen=True, slots=True)
class _Request:
    """One request.

    Attributes:
        path: Below the prefix of the interface, with its query.
        wait_s: How long the server was asked to wait before it answers.
    """

    method: str
    path: str
    auth: _Auth
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0


def _get(path: str, token: str, **query: str) -> _Request:
    # Commas stay as they are, so that a full batch fits into the line of a request.
    search = f"?{urlencode(query, safe=',')}" if query else ""
    return _Request("GET", path + search, _Auth(token))


def _post(
    path: str,
    body: object,
    token: str | None = None,
    *,
    key: str | None = None,
    wait_s: float = 0.0,
) -> _Request:
    headers = {"Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return _Request("POST", path, _Auth(token), encode(body), headers, wait_s)


def _into(shape: type[_T]) -> Callable[[Answer], _T]:
    return lambda answer: read(answer, shape)


def _new_session(trust: Callable[[], ssl.SSLContext]) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = user_agent(sys.platform)
    session.headers["Accept"] = "application/json"
    session.mount("https://", _Checked(trust))
    # The interface sets no cookies; those of a proxy's sign-in page are not ours to keep.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return session
