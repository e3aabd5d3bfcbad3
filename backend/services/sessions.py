"""Signing in, staying signed in, and ending it.

Source:
    ADR-0008.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.domain.errors import (
    AccountDisabledError,
    AlreadyExistsError,
    InvalidCredentialsError,
    Limit,
    TokenExpiredError,
    TokenInvalidError,
    TokenRevokedError,
    TooManyRequestsError,
)
from backend.domain.people import Person
from backend.services.attempts import Attempts
from backend.services.changes import (
    Change,
    NoteAnswered,
    OpenSession,
    RefreshToken,
    RevokeSession,
    RotateToken,
    Session,
)
from backend.services.ports import (
    Counters,
    NewId,
    NewSecret,
    Now,
    PasswordHasher,
    PeopleReader,
    SessionReader,
    SessionState,
    WriteGateway,
)
from backend.services.tokens import (
    ACCESS_LIFETIME,
    AccessClaims,
    AccessTokens,
    TokenKeys,
    digest_of,
    sign_access,
    successor_of,
)
from backend.services.views import view_user
from common import rest
from common.errors import BomizzelError
from common.ids import DeviceId, UserId
from common.vocabulary import Role

REFRESH_LIFETIME = timedelta(days=30)
RETRY_WINDOW = timedelta(seconds=30)
"""How long a replaced refresh token answers again though its answer was certainly received."""
MAX_REFRESHES = 30
"""Refreshes of one session in a window: a client in a loop must not keep everybody else busy."""
REFRESH_WINDOW = timedelta(minutes=1)
MAX_CHECK_AGE = timedelta(seconds=1)
"""How long a session that was found good is taken to be."""
_MAX_CHECKED = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who holds an access token.

    Attributes:
        role: As it is now, whatever it was when the token was made.
        expires_at: When the token ends.
    """

    user_id: UserId
    role: Role
    device_id: DeviceId | None
    session_id: str
    token_id: str
    expires_at: datetime


class Sessions:
    """Makes, renews, checks and ends sessions."""

    def __init__(
        self,
        *,
        gateway: WriteGateway,
        sessions: SessionReader,
        people: PeopleReader,
        hasher: PasswordHasher,
        keys: TokenKeys,
        now: Now,
        new_id: NewId,
        new_secret: NewSecret,
        counters: Counters,
    ) -> None:
        """Use these parts."""
        self._gateway = gateway
        self._sessions = sessions
        self._people = people
        self._hasher = hasher
        self._keys = keys
        self._access_tokens = AccessTokens(keys)
        self._now = now
        self._new_id = new_id
        self._new_secret = new_secret
        self._attempts = Attempts(counters)
        self._counters = counters
        self._checked: OrderedDict[str, tuple[datetime, Role]] = OrderedDict()
        self._answered: OrderedDict[str, datetime] = OrderedDict()

    async def login(
        self, email: str, password: str, device: DeviceId | None, *, address: str = ""
    ) -> rest.Tokens:
        """Open a session.

        Args:
            email: In any case, with spaces around it.
            password: As it was typed.
            device: Where the person signs in; None for a client that does not say.
            address: Network address of the client; empty when there is none.

        Raises:
            InvalidCredentialsError: No such pair of e-mail address and password.
            AccountDisabledError: There is, and the account is switched off.
            TooManyRequestsError: Too many failures for this account or from this address.
            OverloadedError: Too many people sign in at this moment.
        """
        account = email.strip().lower()
        async with self._attempts.guess(account, address):
            person = await self._recognized(account, password)
        if person.disabled:
            raise AccountDisabledError
        secret = self._new_secret()
        session = Session(self._new_id(), person.id, device, created_at=self._now())
        token = self._stored(secret, session)
        await self._gateway.commit(Change(writes=(OpenSession(session, token),)))
        await self._require_unchanged(person, session)
        return self._tokens(session, person, secret)

    async def refresh(self, refresh_token: str) -> rest.Tokens:
        """Replace a refresh token, and give an access token with the new one.

        Raises:
            TokenInvalidError: No token of ours.
            TokenExpiredError: It was not used for too long.
            TokenRevokedError: Its session was ended, perhaps just now because it was used twice.
            AccountDisabledError: The account is switched off.
            TooManyRequestsError: This session is refreshed without end.
        """
        token, session, person = await self._token(refresh_token)
        await self._count_refresh(session)
        if token.replaced_at is not None:
            successor = await self._repeated(refresh_token, token, session)
            return self._tokens(session, person, successor, is_renewal=True)
        successor = successor_of(refresh_token, self._keys.current)
        rotation = RotateToken(token.digest, self._stored(successor, session), at=self._now())
        try:
            await self._gateway.commit(Change(writes=(rotation,)))
            self._answered.pop(session.id, None)
        except AlreadyExistsError:
            # Somebody with the same token was quicker by a moment: both get the same successor.
            token, session, person = await self._token(refresh_token)
            successor = await self._repeated(refresh_token, token, session)
        return self._tokens(session, person, successor, is_renewal=True)

    async def logout(self, refresh_token: str) -> None:
        """End the session of a refresh token; what is no such token is ended already."""
        token = await self._sessions.token(digest_of(refresh_token))
        if token is not None:
            await self.end(token.session_id)

    async def verify(self, access_token: str) -> Identity:
        """Return who holds an access token.

        Raises:
            TokenInvalidError: No access token of ours.
            TokenExpiredError: Its time is over.
            TokenRevokedError: Its session was ended.
            AccountDisabledError: The account is switched off.
        """
        claims = self._access_tokens.read(access_token, now=self._now())
        role = await self._role(claims.session_id, claims.user_id)
        if claims.is_renewal:
            await self._note_answered(claims)
        return Identity(
            user_id=claims.user_id,
            role=role,
            device_id=claims.device_id,
            session_id=claims.session_id,
            token_id=claims.token_id,
            expires_at=claims.expires_at,
        )

    async def require_live(self, identity: Identity) -> None:
        """Make sure that a session still stands, for an answer that took its time.

        Raises:
            TokenRevokedError: The session was ended.
            AccountDisabledError: The account is switched off.
        """
        await self._role(identity.session_id, identity.user_id)

    async def states(self, session_ids: Collection[str]) -> dict[str, SessionState]:
        """Return how sessions stand now, all with one question."""
        return await self._sessions.states(session_ids)

    async def end(self, session_id: str) -> None:
        """End one session; whoever asks has checked whose it is."""
        await self._gateway.commit(Change(writes=(RevokeSession(session_id, at=self._now()),)))
        self._checked.pop(session_id, None)

    async def _require_unchanged(self, checked: Person, session: Session) -> None:
        """Take a session back that was opened with a password which is none any more.

        A reset that commits after the session ends it with all others. One that commits between
        the check of the password and the session is seen here.
        """
        person = await self._enabled(checked.id)
        if person.password_hash != checked.password_hash:
            await self.end(session.id)
            raise InvalidCredentialsError

    async def _count_refresh(self, session: Session) -> None:
        count = await self._counters.add(f"refresh:{session.id}", REFRESH_WINDOW)
        if count.times > MAX_REFRESHES:
            raise TooManyRequestsError(Limit.REFRESHES, count.ends_in.total_seconds())

    async def _recognized(self, account: str, password: str) -> Person:
        person = await self._people.person_by_email(account)
        # An unknown address must cost what a wrong password costs, or it could be told apart.
        digest = None if person is None else person.password_hash
        if not await self._hasher.verify(digest, password) or person is None:
            raise InvalidCredentialsError
        return person

    async def _token(self, refresh_token: str) -> tuple[RefreshToken, Session, Person]:
        token = await self._sessions.token(digest_of(refresh_token))
        session = None if token is None else await self._sessions.session(token.session_id)
        if token is None or session is None:
            raise TokenInvalidError
        person = await self._enabled(session.user_id)
        if session.revoked_at is not None:
            raise TokenRevokedError
        if self._now() >= token.expires_at:
            raise TokenExpiredError
        return token, session, person

    async def _note_answered(self, claims: AccessClaims) -> None:
        """Remember that the answer to a renewal arrived, once for each renewal."""
        noted = self._answered.get(claims.session_id)
        if noted is not None and noted >= claims.issued_at:
            return
        try:
            note = NoteAnswered(claims.session_id, at=claims.issued_at)
            await self._gateway.commit(Change(writes=(note,)))
        except BomizzelError:
            return  # The next use notes it.
        self._answered[claims.session_id] = claims.issued_at
        self._answered.move_to_end(claims.session_id)
        if len(self._answered) > _MAX_CHECKED:
            self._answered.popitem(last=False)

    async def _repeated(self, refresh_token: str, token: RefreshToken, session: Session) -> str:
        """Return the successor of a token that was used before, if the answer may be lost.

        It is lost, however long ago, as long as nobody used what was in it: a device that slept,
        or a server that was killed, must not cost a person the session.
        """
        replaced_at = token.replaced_at
        if replaced_at is not None and (
            self._now() - replaced_at <= RETRY_WINDOW or not _is_answered(session, replaced_at)
        ):
            for key in self._keys:
                successor = successor_of(refresh_token, key)
                stored = await self._sessions.token(digest_of(successor))
                if stored is not None and stored.replaced_at is None:
                    return successor
        # Two hold the same token, and one of them should not.
        await self.end(token.session_id)
        raise TokenRevokedError

    async def _role(self, session_id: str, user_id: UserId) -> Role:
        """Return the role of who holds a good session, as of at most a second ago."""
        now = self._now()
        checked = self._checked.get(session_id)
        if checked is not None and timedelta(0) <= now - checked[0] < MAX_CHECK_AGE:
            return checked[1]
        state = (await self._sessions.states((session_id,))).get(session_id)
        if state is None or state.user_id != user_id:
            raise TokenRevokedError
        # Disabling ends the sessions too, and is what the person must be told.
        if state.is_disabled:
            raise AccountDisabledError
        if state.is_ended:
            raise TokenRevokedError
        self._checked[session_id] = (now, state.role)
        self._checked.move_to_end(session_id)
        if len(self._checked) > _MAX_CHECKED:
            self._checked.popitem(last=False)
        return state.role

    async def _enabled(self, user_id: UserId) -> Person:
        # Asked before the session: disabling ends that too, and is what the person must be told.
        person = await self._people.person(user_id)
        if person is None or person.disabled:
            raise AccountDisabledError
        return person

    def _stored(self, refresh_token: str, session: Session) -> RefreshToken:
        expires_at = self._now() + REFRESH_LIFETIME
        return RefreshToken(digest_of(refresh_token), session.id, expires_at)

    def _tokens(
        self, session: Session, person: Person, refresh_token: str, *, is_renewal: bool = False
    ) -> rest.Tokens:
        issued_at = self._now()
        claims = AccessClaims(
            user_id=person.id,
            session_id=session.id,
            device_id=session.device_id,
            token_id=self._new_id(),
            issued_at=issued_at,
            expires_at=issued_at + ACCESS_LIFETIME,
            is_renewal=is_renewal,
        )
        return rest.Tokens(
            access_token=sign_access(claims, self._keys),
            refresh_token=refresh_token,
            expires_in=int(ACCESS_LIFETIME.total_seconds()),
            user=view_user(person),
        )


def _is_answered(session: Session, renewed_at: datetime) -> bool:
    """Return whether the device certainly got the answer to the renewal of that moment."""
    answered_at = session.answered_at
    # Tokens tell when they were issued in whole seconds.
    return answered_at is not None and answered_at >= renewed_at.replace(microsecond=0)
