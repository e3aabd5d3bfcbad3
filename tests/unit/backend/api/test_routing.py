from datetime import datetime
from typing import Annotated

import msgspec
import pytest
from aiohttp.test_utils import make_mocked_request
from msgspec import Meta

from backend.api.routing import Call, Route, Signature, endpoint
from backend.domain.errors import NotFoundError
from common.errors import ContractError
from common.ids import TicketId


class Page(msgspec.Struct):
    limit: Annotated[int, Meta(ge=1)] = 5
    since: Annotated[datetime, Meta(tz=True)] | None = None


async def echo(_call: Call, ticket_id: TicketId, *, query: Page) -> Page:
    """Return the query."""
    assert ticket_id
    return query


async def nothing(_call: Call) -> None:
    """Return nothing."""


def test_a_signature_is_read_off_the_handler() -> None:
    assert Signature.of(echo) == Signature(ids=("ticket_id",), query=Page, body=None, answer=Page)
    assert Signature.of(nothing) == Signature(ids=(), query=None, body=None, answer=None)


def test_a_route_without_answer_has_no_content() -> None:
    assert Route("GET", "/x", nothing).success == 204
    assert Route("GET", "/x", echo).success == 200
    assert Route("GET", "/x", echo).summary == "Return the query."


@pytest.mark.parametrize("ticket_id", ["a!b", "", "x" * 65, "../etc"])
async def test_an_impossible_id_is_refused_before_anything_is_asked(ticket_id: str) -> None:
    request = make_mocked_request("GET", "/x", match_info={"ticket_id": ticket_id})

    with pytest.raises(NotFoundError):
        await endpoint(Route("GET", "/x", echo))(request)


@pytest.mark.parametrize("query", ["limit=0", "limit=soon", "since=0.5", "since=soon"])
async def test_a_query_that_is_not_of_its_shape_is_refused(query: str) -> None:
    request = make_mocked_request("GET", f"/x?{query}", match_info={"ticket_id": "t1"})

    with pytest.raises(ContractError):
        await endpoint(Route("GET", "/x", echo))(request)
