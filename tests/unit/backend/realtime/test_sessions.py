import pytest

from backend.realtime.sessions import SessionRegistry
from tests.unit.backend.realtime.builders import (
    ANA,
    OTHER,
    TEAM,
    make_identity,
    make_metrics,
    make_session,
)


@pytest.fixture
def registry() -> SessionRegistry:
    return SessionRegistry(make_metrics())


def test_a_socket_without_identity_hears_no_room(registry: SessionRegistry) -> None:
    session, _ = make_session()
    registry.add(session)

    with pytest.raises(ValueError, match="identity"):
        registry.enter(session, TEAM)

    assert registry.in_rooms([TEAM]) == set()


def test_a_socket_is_found_by_name_person_and_rooms(registry: SessionRegistry) -> None:
    session, outlet = make_session()
    registry.add(session)
    registry.identify(session, make_identity())
    registry.enter(session, TEAM)
    registry.enter(session, OTHER)

    assert registry.get("s1") is session
    assert registry.of_person(ANA) == (session,)
    assert registry.in_rooms([TEAM, OTHER]) == {session}
    assert outlet.is_known
    assert (len(registry), registry.authenticated, registry.people, registry.rooms) == (1, 1, 1, 2)


def test_a_dropped_socket_leaves_nothing_behind(registry: SessionRegistry) -> None:
    session, _ = make_session()
    registry.add(session)
    registry.identify(session, make_identity())
    registry.enter(session, TEAM)

    assert registry.drop("s1") is session

    assert session.is_gone
    assert (len(registry), registry.authenticated, registry.people, registry.rooms) == (0, 0, 0, 0)
    assert registry.drop("s1") is None


def test_leaving_a_room_twice_is_no_matter(registry: SessionRegistry) -> None:
    session, _ = make_session()
    registry.add(session)
    registry.identify(session, make_identity())
    registry.enter(session, TEAM)

    registry.leave(session, TEAM)
    registry.leave(session, TEAM)

    assert not registry.has(TEAM)


def test_a_socket_that_went_while_it_signed_in_is_nobodys(registry: SessionRegistry) -> None:
    session, _ = make_session()
    registry.add(session)
    registry.drop("s1")

    registry.identify(session, make_identity())

    assert registry.people == 0
    assert registry.sockets_of(ANA) == 0
