"""Any readers tell the same about the same changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.domain.errors import AlreadyExistsError
from backend.domain.people import Queue, Standing, Team
from backend.domain.tickets import Note
from backend.services.changes import (
    AddNote,
    Change,
    MarkNotifications,
    NoteAnswered,
    OpenSession,
    PatchPerson,
    PatchQueue,
    PatchTeam,
    PutMember,
    PutPerson,
    PutPreferences,
    RefreshToken,
    RemoveMember,
    RemoveWatcher,
    RevokeSession,
    RevokeSessionsOf,
    RotateToken,
    Session,
    Write,
)
from backend.services.ports import LiveSession, SessionState, TicketFilter, Watermark
from common.ids import DeviceId, EventId, NoteId, TicketId, UserId
from common.rooms import user_room
from common.stream import Head
from common.vocabulary import Role, Status
from tests.conformance.conftest import Store
from tests.fakes.changes import ROOMS, filed, make_ticket, retitled
from tests.fakes.clock import NOON
from tests.fakes.desk import ANA, BEN, CLEO, DAN, EVE, FIELD, LAPTOPS, OFFICE, PRINTERS

QUEUE_ROOM, TEAM_ROOM = ROOMS


class TestStreams:
    async def test_epoch_stays(self, store: Store) -> None:
        assert await store.readers.streams.epoch() == await store.readers.streams.epoch()

    async def test_a_room_without_entries_has_head_zero(self, store: Store) -> None:
        heads = await store.readers.streams.heads((user_room(ANA.id),))

        assert heads == {user_room(ANA.id): Head(head=0)}

    async def test_entries_after_a_number_come_in_order_up_to_the_limit(
        self, store: Store
    ) -> None:
        for number in range(1, 6):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))

        page = await store.readers.streams.entries_after(QUEUE_ROOM, 2, 2)

        assert [seq for seq, _ in page] == [3, 4]
        assert b'"t3-v1"' in page[0][1]

    async def test_event_at_a_number(self, store: Store) -> None:
        await store.gateway.commit(filed(make_ticket()))

        assert await store.readers.streams.event_at(QUEUE_ROOM, 1) == "ticket-1-v1"
        assert await store.readers.streams.event_at(QUEUE_ROOM, 2) is None

    async def test_committed_since_a_mark_is_what_was_announced_since(self, store: Store) -> None:
        streams = store.readers.streams
        start = await streams.newest_mark()
        for number in range(1, 5):
            rooms = ROOMS if number % 2 else ROOMS[:1]
            await store.gateway.commit(filed(make_ticket(f"t{number}", number), rooms=rooms))

        everything = await streams.committed_since(start, 10)
        assert list(everything.published) == store.announced
        assert everything.is_cut is False
        nothing = await streams.committed_since(everything.mark, 10)
        assert list(nothing.published) == []
        assert nothing.is_cut is False

    async def test_what_is_known_is_not_told_and_does_not_count(self, store: Store) -> None:
        streams = store.readers.streams
        start = await streams.newest_mark()
        for number in range(1, 5):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))
        known = {one.n for one in store.announced[:2]}

        commits = await streams.committed_since(start, 2, known)

        assert list(commits.published) == store.announced[2:]
        assert commits.is_cut is False

    async def test_more_than_the_limit_is_cut_and_the_mark_covers_all(self, store: Store) -> None:
        streams = store.readers.streams
        start = await streams.newest_mark()
        for number in range(1, 5):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))

        commits = await streams.committed_since(start, 3)

        assert list(commits.published) == store.announced[:3]
        assert commits.is_cut is True
        assert list((await streams.committed_since(commits.mark, 3)).published) == []


class TestTickets:
    async def test_numbers_are_never_given_twice(self, store: Store) -> None:
        numbers = [await store.readers.tickets.next_number() for _ in range(3)]

        assert len(set(numbers)) == 3

    async def test_a_changed_ticket_is_read_as_it_is_now(self, store: Store) -> None:
        ticket = make_ticket()
        await store.gateway.commit(filed(ticket))
        resolved = ticket.change_status(Status.RESOLVED, at=NOON + timedelta(hours=1)).ticket

        await store.gateway.commit(retitled(ticket, "first"))
        stored = await store.readers.tickets.get(ticket.id)
        assert stored is not None
        await store.gateway.commit(
            retitled(replace(resolved, version=2, assignee_id=ANA.id), "second")
        )

        found = await store.readers.tickets.get(ticket.id)
        assert found is not None
        assert (stored.title, found.title, found.version) == ("first", "second", 3)
        assert found.assignee_id == ANA.id
        assert found.resolved_at == NOON + timedelta(hours=1)

    async def test_the_team_of_a_ticket_is_its_queues_team_of_now(self, store: Store) -> None:
        ticket = make_ticket()
        await store.gateway.commit(filed(ticket))

        move = PatchQueue(PRINTERS.id, team_id=OFFICE.id)
        await store.gateway.commit(Change(writes=(move,)))

        found = await store.readers.tickets.get(ticket.id)
        page = await store.readers.tickets.page(TicketFilter(), below=None, limit=1)
        assert found is not None
        assert (found.team_id, page[0].team_id) == (OFFICE.id, OFFICE.id)

    async def test_unknown_tickets_are_left_out(self, store: Store) -> None:
        await store.gateway.commit(filed(make_ticket()))

        found = await store.readers.tickets.many((TicketId("ticket-1"), TicketId("nowhere")))

        assert set(found) == {"ticket-1"}
        assert await store.readers.tickets.many(()) == {}

    async def test_pages_filter_and_run_from_the_newest(self, store: Store) -> None:
        mine = replace(make_ticket("t9", 9), requester_id=EVE.id, assignee_id=ANA.id)
        for number in range(1, 5):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))
        elsewhere = replace(make_ticket("t5", 5), queue_id=LAPTOPS.id)
        await store.gateway.commit(filed(elsewhere))
        await store.gateway.commit(filed(replace(mine, status=Status.PENDING)))

        async def page(shown: TicketFilter, below: int | None = None, limit: int = 9) -> list[int]:
            found = await store.readers.tickets.page(shown, below=below, limit=limit)
            return [ticket.number for ticket in found]

        assert await page(TicketFilter(), limit=3) == [9, 5, 4]
        assert await page(TicketFilter(), below=4) == [3, 2, 1]
        assert await page(TicketFilter(queue_ids=(LAPTOPS.id,))) == [5]
        assert await page(TicketFilter(queue_ids=())) == []
        assert await page(TicketFilter(requester_id=EVE.id)) == [9]
        assert await page(TicketFilter(assignee_id=ANA.id)) == [9]
        assert await page(TicketFilter(status=Status.OPEN)) == [5, 4, 3, 2, 1]

    async def test_notes_come_oldest_first(self, store: Store) -> None:
        ticket = make_ticket()
        await store.gateway.commit(filed(ticket))
        notes = [
            Note(NoteId(f"n{n}"), ticket.id, BEN.id, "words", bool(n % 2), NOON + timedelta(n))
            for n in range(3)
        ]
        for note in notes:
            await store.gateway.commit(Change(writes=(AddNote(note),)))

        assert list(await store.readers.tickets.notes(ticket.id)) == notes

    async def test_history_has_the_events_of_one_ticket(self, store: Store) -> None:
        ticket = make_ticket()
        await store.gateway.commit(filed(ticket))
        await store.gateway.commit(filed(make_ticket("t2", 2)))
        await store.gateway.commit(retitled(ticket, "again"))

        history = await store.readers.tickets.history(ticket.id, 10)

        assert [b"ticket-1-v" in event for event in history] == [True, True]
        assert len(await store.readers.tickets.history(ticket.id, 1)) == 1


class TestPeople:
    async def test_people_are_found_by_id_address_and_name(self, store: Store) -> None:
        people = store.readers.people

        assert await people.person(ANA.id) == ANA
        assert await people.person(UserId("nobody")) is None
        assert await people.person_by_email("ben@example.com") == BEN
        assert await people.person_by_email("nobody@example.com") is None
        assert list(await people.people()) == [ANA, BEN, CLEO, DAN, EVE]
        assert list(await people.people({DAN.id, ANA.id, UserId("nobody")})) == [ANA, DAN]

    async def test_standing_knows_since_when(self, store: Store) -> None:
        await store.gateway.commit(filed(make_ticket()))
        await store.gateway.commit(Change(writes=(PutMember(FIELD.id, CLEO.id),)))
        # Once more changes nothing: the membership began when it began.
        await store.gateway.commit(filed(make_ticket("t2", 2)))
        await store.gateway.commit(Change(writes=(PutMember(FIELD.id, CLEO.id),)))

        assert await store.readers.people.standing(CLEO.id) == Standing(
            CLEO.id, Role.EMPLOYEE, teams={OFFICE.id: 0, FIELD.id: 1}
        )
        assert await store.readers.people.members(FIELD.id) == {ANA.id, BEN.id, CLEO.id}

    async def test_what_is_removed_is_gone(self, store: Store) -> None:
        await store.gateway.commit(
            Change(writes=(RemoveMember(FIELD.id, ANA.id), RemoveWatcher(PRINTERS.id, ANA.id)))
        )

        assert await store.readers.people.standing(ANA.id) == Standing(ANA.id, Role.EMPLOYEE)

    async def test_disabled_and_unknown_people_have_no_standing(self, store: Store) -> None:
        await store.gateway.commit(Change(writes=(PutPerson(replace(ANA, disabled=True)),)))

        assert await store.readers.people.standing(ANA.id) is None
        assert await store.readers.people.standing(UserId("nobody")) is None

    async def test_teams_and_queues_come_by_name(self, store: Store) -> None:
        people = store.readers.people

        assert list(await people.teams()) == [OFFICE, FIELD]
        assert [queue.name for queue in await people.queues()] == [
            "Invoices",
            "Laptops",
            "Printers",
        ]
        assert await people.queue(PRINTERS.id) == PRINTERS
        assert await people.team(FIELD.id) == FIELD

    async def test_parts_of_teams_and_queues_change_one_by_one(self, store: Store) -> None:
        people, gateway = store.readers.people, store.gateway
        for write in (
            PatchTeam(FIELD.id, name="Out there"),
            PatchTeam(FIELD.id, disabled=True),
            PatchQueue(LAPTOPS.id, name="Notebooks"),
            PatchQueue(LAPTOPS.id, team_id=OFFICE.id),
            PatchQueue(LAPTOPS.id, disabled=True),
        ):
            await gateway.commit(Change(writes=(write,)))

        assert await people.team(FIELD.id) == Team(FIELD.id, "Out there", disabled=True)
        notebooks = Queue(LAPTOPS.id, "Notebooks", OFFICE.id, disabled=True)
        assert await people.queue(LAPTOPS.id) == notebooks
        assert notebooks in await people.queues()
        for write in (
            PatchTeam(OFFICE.id, name="Out there"),
            PatchQueue(PRINTERS.id, name="Notebooks"),
        ):
            with pytest.raises(AlreadyExistsError):
                await gateway.commit(Change(writes=(write,)))

    async def test_watchers_of_a_queue(self, store: Store) -> None:
        assert await store.readers.people.watchers(PRINTERS.id) == {ANA.id}
        assert await store.readers.people.watchers(LAPTOPS.id) == frozenset()

    async def test_preferences_are_kept_as_they_were_put(self, store: Store) -> None:
        assert await store.readers.people.preferences(ANA.id) is None

        for document in (b'{"a":1}', b'{"a":2}'):
            await store.gateway.commit(Change(writes=(PutPreferences(ANA.id, document),)))

        assert await store.readers.people.preferences(ANA.id) == b'{"a":2}'


class TestNotifications:
    async def test_an_event_of_two_rooms_is_heard_once(self, store: Store) -> None:
        for number in range(1, 4):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))

        heard = await store.readers.notifications.heard(
            ANA.id, {QUEUE_ROOM: 1, TEAM_ROOM: 2}, read={}, below=None, since=NOON, limit=10
        )

        assert [(one.n, one.positions) for one in heard] == [
            (3, {QUEUE_ROOM: 3, TEAM_ROOM: 3}),
            (2, {QUEUE_ROOM: 2}),
        ]

    async def test_reading_goes_on_below_and_stops_at_the_limit(self, store: Store) -> None:
        for number in range(1, 6):
            await store.gateway.commit(filed(make_ticket(f"t{number}", number)))
        rooms = dict.fromkeys(ROOMS, 0)

        async def ns(below: int | None, since: timedelta = timedelta(0)) -> list[int]:
            heard = await store.readers.notifications.heard(
                ANA.id, rooms, read={}, below=below, since=NOON + since, limit=2
            )
            return [one.n for one in heard]

        assert await ns(None) == [5, 4]
        assert await ns(4) == [3, 2]
        assert await ns(2) == [1]
        assert await ns(None, timedelta(seconds=1)) == []

    async def test_marks_belong_to_one_person(self, store: Store) -> None:
        await store.gateway.commit(filed(make_ticket()))
        mark = MarkNotifications(ANA.id, (EventId("ticket-1-v1"),), {}, cleared=False, at=NOON)
        await store.gateway.commit(Change(writes=(mark,)))
        await store.gateway.commit(Change(writes=(replace(mark, user_id=BEN.id, cleared=True),)))
        # Reading what was cleared does not bring it back.
        await store.gateway.commit(Change(writes=(replace(mark, user_id=BEN.id),)))

        async def marks(user_id: UserId) -> tuple[bool, bool]:
            (heard,) = await store.readers.notifications.heard(
                user_id, {QUEUE_ROOM: 0}, read={}, below=None, since=NOON, limit=10
            )
            return heard.read, heard.cleared

        assert await marks(ANA.id) == (True, False)
        assert await marks(BEN.id) == (True, True)
        assert await marks(CLEO.id) == (False, False)

    async def test_watermarks_only_rise(self, store: Store) -> None:
        for seq, cleared in ((5, False), (3, True), (4, False)):
            mark = MarkNotifications(ANA.id, (), {QUEUE_ROOM: seq}, cleared=cleared, at=NOON)
            await store.gateway.commit(Change(writes=(mark,)))

        assert await store.readers.notifications.watermarks(ANA.id) == {
            QUEUE_ROOM: Watermark(read_seq=5, cleared_seq=3)
        }

    async def test_only_events_of_the_rooms_are_known(self, store: Store) -> None:
        await store.gateway.commit(filed(make_ticket(), rooms=(QUEUE_ROOM,)))
        ids = (EventId("ticket-1-v1"), EventId("nowhere"))
        notifications = store.readers.notifications

        assert await notifications.known((QUEUE_ROOM,), ids) == {"ticket-1-v1"}
        assert await notifications.known((TEAM_ROOM,), ids) == set()
        assert await notifications.place(ids[0]) == 1
        assert await notifications.place(ids[1]) is None


class TestSessions:
    async def test_unknown_sessions_tokens_and_requests(self, store: Store) -> None:
        assert await store.readers.sessions.session("nowhere") is None
        assert await store.readers.sessions.token(b"nothing") is None
        assert await store.readers.requests.answer(ANA.id, "never") is None

    async def test_sessions_and_tokens_are_read_as_they_are_now(self, store: Store) -> None:
        session = Session("s1", ANA.id, DeviceId("laptop"), created_at=NOON)
        bare = Session("s2", ANA.id, None, created_at=NOON)
        first, second = RefreshToken(b"1", "s1", NOON), RefreshToken(b"2", "s1", NOON)
        other = RefreshToken(b"3", "s2", NOON)
        for write in (
            OpenSession(session, first),
            OpenSession(bare, other),
            RotateToken(b"1", second, at=NOON),
            RevokeSession("s2", at=NOON),
        ):
            await store.gateway.commit(Change(writes=(write,)))

        sessions = store.readers.sessions
        assert await sessions.session("s1") == session
        assert await sessions.session("s2") == replace(bare, revoked_at=NOON)
        assert await sessions.token(b"1") == replace(first, replaced_at=NOON)
        assert await sessions.token(b"2") == second

    async def test_state_of_many_sessions_is_one_answer(self, store: Store) -> None:
        many = [Session(f"s{number}", ANA.id, None, created_at=NOON) for number in range(1_100)]
        opened = (OpenSession(one, RefreshToken(one.id.encode(), one.id, NOON)) for one in many)
        of_ben = Session("b1", BEN.id, None, created_at=NOON)
        other = OpenSession(of_ben, RefreshToken(b"b1", "b1", NOON))
        switched_off = PatchPerson(BEN.id, disabled=True)
        ended = RevokeSession("s7", at=NOON)
        await store.gateway.commit(Change(writes=(*opened, other, switched_off, ended)))

        found = await store.readers.sessions.states(
            [*(session.id for session in many), "b1", "nobody"]
        )

        good = SessionState(ANA.id, ANA.role, is_disabled=False, is_ended=False)
        expected = {session.id: good for session in many}
        expected["s7"] = replace(good, is_ended=True)
        expected["b1"] = SessionState(BEN.id, BEN.role, is_disabled=True, is_ended=False)
        assert found == expected
        assert await store.readers.sessions.states([]) == {}

    @pytest.mark.parametrize(
        ("writes", "counts"),
        [
            pytest.param((RevokeSession("s1", at=NOON),), True, id="ended"),
            pytest.param((RevokeSessionsOf(ANA.id, at=NOON),), True, id="all-ended"),
            pytest.param((PatchPerson(BEN.id, disabled=True),), True, id="disabled"),
            pytest.param((PatchPerson(BEN.id, role=Role.CUSTOMER),), True, id="role"),
            pytest.param((PutPerson(replace(BEN, role=Role.CUSTOMER)),), True, id="put"),
            pytest.param((PatchPerson(BEN.id, name="Benno"),), False, id="name"),
            pytest.param((PutPerson(BEN),), False, id="put-as-it-was"),
            pytest.param((RevokeSession("nowhere", at=NOON),), False, id="nothing-ended"),
            pytest.param((NoteAnswered("s1", at=NOON),), False, id="answered"),
        ],
    )
    async def test_each_look_tells_whether_a_right_to_be_here_changed(
        self, store: Store, writes: tuple[Write, ...], *, counts: bool
    ) -> None:
        streams = store.readers.streams
        session = Session("s1", ANA.id, None, created_at=NOON)
        opened = OpenSession(session, RefreshToken(b"1", "s1", NOON))
        await store.gateway.commit(Change(writes=(opened,)))
        mark = await streams.newest_mark()
        before = (await streams.committed_since(mark, 1)).identity_changes

        await store.gateway.commit(Change(writes=writes))

        after = (await streams.committed_since(mark, 1)).identity_changes
        assert (after != before) is counts

    async def test_live_sessions_are_those_that_can_be_renewed(self, store: Store) -> None:
        later, latest = NOON + timedelta(days=1), NOON + timedelta(days=2)
        first = Session("s1", ANA.id, DeviceId("laptop"), created_at=NOON)
        second = Session("s2", ANA.id, None, created_at=later)
        ended = Session("s3", ANA.id, None, created_at=NOON)
        stale = Session("s4", ANA.id, None, created_at=NOON)
        of_ben = Session("s5", BEN.id, None, created_at=NOON)
        for write in (
            OpenSession(second, RefreshToken(b"2", "s2", latest)),
            OpenSession(first, RefreshToken(b"1", "s1", later)),
            RotateToken(b"1", RefreshToken(b"1b", "s1", latest), at=NOON),
            OpenSession(ended, RefreshToken(b"3", "s3", latest)),
            RevokeSession("s3", at=NOON),
            OpenSession(stale, RefreshToken(b"4", "s4", later)),
            OpenSession(of_ben, RefreshToken(b"5", "s5", latest)),
        ):
            await store.gateway.commit(Change(writes=(write,)))

        live = await store.readers.sessions.live(ANA.id, later)

        assert live == [LiveSession(first, latest), LiveSession(second, latest)]
