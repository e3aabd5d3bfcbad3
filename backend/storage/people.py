"""Reads people, teams, queues and how they belong together."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select
from typing_extensions import override

from backend.domain.people import Person, Queue, Standing, Team
from backend.services.changes import Announcement
from backend.services.ports import PeopleReader
from backend.storage import schema
from backend.storage.instants import from_us
from backend.storage.reading import ReadPool
from backend.storage.together import Together
from common.ids import AnnouncementId, QueueId, TeamId, UserId
from common.vocabulary import Role


class SqlPeopleReader(PeopleReader):
    """People of one database."""

    def __init__(self, pool: ReadPool) -> None:
        """Read through ``pool``."""
        self._pool = pool
        self._standings = Together(self._read_standings)

    @override
    async def person(self, user_id: UserId) -> Person | None:
        query = select(schema.person).where(schema.person.c.id == user_id)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _person(row)

    @override
    async def person_by_email(self, email: str) -> Person | None:
        query = select(schema.person).where(schema.person.c.email == email)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _person(row)

    @override
    async def people(self, user_ids: Collection[UserId] | None = None) -> Sequence[Person]:
        columns = schema.person.c
        query = select(schema.person).order_by(columns.name, columns.id)
        if user_ids is not None:
            query = query.where(columns.id.in_(user_ids))
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_person(row) for row in rows]

    @override
    async def standing(self, user_id: UserId) -> Standing | None:
        return (await self.standings((user_id,))).get(user_id)

    @override
    async def standings(self, user_ids: Collection[UserId]) -> dict[UserId, Standing]:
        return await self._standings.ask(user_ids)

    @override
    async def present_standing(self, user_id: UserId) -> Standing | None:
        return await self.standing(user_id)

    @override
    async def members(self, team_id: TeamId) -> frozenset[UserId]:
        columns = schema.team_member.c
        query = select(columns.user_id).where(columns.team_id == team_id)
        ids = await self._pool.run(lambda connection: connection.scalars(query).all())
        return frozenset(map(UserId, ids))

    @override
    async def watchers(self, queue_id: QueueId) -> frozenset[UserId]:
        columns = schema.queue_watcher.c
        query = select(columns.user_id).where(columns.queue_id == queue_id)
        ids = await self._pool.run(lambda connection: connection.scalars(query).all())
        return frozenset(map(UserId, ids))

    @override
    async def team(self, team_id: TeamId) -> Team | None:
        query = select(schema.team).where(schema.team.c.id == team_id)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _team(row)

    @override
    async def teams(self) -> Sequence[Team]:
        query = select(schema.team).order_by(schema.team.c.name)
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_team(row) for row in rows]

    @override
    async def queue(self, queue_id: QueueId) -> Queue | None:
        query = select(schema.queue).where(schema.queue.c.id == queue_id)
        row = await self._pool.run(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _queue(row)

    @override
    async def queues(self) -> Sequence[Queue]:
        query = select(schema.queue).order_by(schema.queue.c.name)
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return [_queue(row) for row in rows]

    @override
    async def preferences(self, user_id: UserId) -> bytes | None:
        columns = schema.preference.c
        query = select(columns.document).where(columns.user_id == user_id)
        return await self._pool.run(lambda connection: connection.scalar(query))

    @override
    async def announcements(
        self, ids: Collection[AnnouncementId]
    ) -> dict[AnnouncementId, Announcement]:
        if not ids:
            return {}
        query = select(schema.announcement).where(schema.announcement.c.id.in_(ids))
        rows = await self._pool.run(lambda connection: connection.execute(query).all())
        return {AnnouncementId(row.id): _announcement(row) for row in rows}

    async def _read_standings(self, user_ids: Sequence[UserId]) -> dict[UserId, Standing]:
        return await self._pool.run(lambda connection: _standings(connection, user_ids))


def _standings(connection: Connection, user_ids: Sequence[UserId]) -> dict[UserId, Standing]:
    person, member, watcher = schema.person.c, schema.team_member.c, schema.queue_watcher.c
    roles = connection.execute(
        select(person.id, person.role).where(person.id.in_(user_ids), person.disabled.is_(False))
    )
    members = connection.execute(
        select(member.user_id, member.team_id, member.since_seq).where(
            member.user_id.in_(user_ids)
        )
    )
    watchers = connection.execute(
        select(watcher.user_id, watcher.queue_id, watcher.since_seq).where(
            watcher.user_id.in_(user_ids)
        )
    )
    teams: defaultdict[UserId, dict[TeamId, int]] = defaultdict(dict)
    watched: defaultdict[UserId, dict[QueueId, int]] = defaultdict(dict)
    for user_id, team_id, since in members:
        teams[user_id][team_id] = since
    for user_id, queue_id, since in watchers:
        watched[user_id][queue_id] = since
    return {
        user_id: Standing(user_id, Role(role), teams[user_id], watched[user_id])
        for user_id, role in roles
    }


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    return Person(
        id=UserId(row.id),
        email=row.email,
        name=row.name,
        role=Role(row.role),
        password_hash=row.password_hash,
        disabled=row.disabled,
    )


def _team(row: Row[*tuple[Any, ...]]) -> Team:
    return Team(id=TeamId(row.id), name=row.name, disabled=row.disabled)


def _queue(row: Row[*tuple[Any, ...]]) -> Queue:
    return Queue(
        id=QueueId(row.id),
        name=row.name,
        team_id=TeamId(row.team_id),
        disabled=row.disabled,
    )


def _announcement(row: Row[*tuple[Any, ...]]) -> Announcement:
    return Announcement(
        id=AnnouncementId(row.id),
        team_id=TeamId(row.team_id),
        author_id=UserId(row.author_id),
        text=row.text,
        created_at=from_us(row.created_at),
    )
