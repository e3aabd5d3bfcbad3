"""Rights: who may see, hear and do what.

A customer sees their own tickets and hears their own room. An employee sees the queues of their
teams and those they watch. A team lead is an employee who also manages their teams. An
administrator may do everything.

Source:
    docs/contract.md, the paragraph on roles.
"""

from backend.domain.people import Queue, Standing
from backend.domain.tickets import Ticket
from common.ids import QueueId, TeamId, UserId
from common.vocabulary import Role


def may_see_queue(standing: Standing, queue_id: QueueId, team_id: TeamId) -> bool:
    """Whether the person may read and hear a queue of that team."""
    if standing.role is Role.CUSTOMER:
        return False
    if standing.role is Role.ADMIN:
        return True
    return team_id in standing.teams or queue_id in standing.watched


def may_hear_team(standing: Standing, team_id: TeamId) -> bool:
    """Whether the person may hear a team's room."""
    if standing.role is Role.CUSTOMER:
        return False
    return standing.role is Role.ADMIN or team_id in standing.teams


def may_manage_team(standing: Standing, team_id: TeamId) -> bool:
    """Whether the person may change who is in a team or watches its queues, and address it."""
    if standing.role is Role.ADMIN:
        return True
    return standing.role is Role.TEAM_LEAD and team_id in standing.teams


def may_end_sessions_of(standing: Standing, user_id: UserId) -> bool:
    """Whether the person may see and end the sessions of ``user_id``."""
    return standing.role is Role.ADMIN or standing.user_id == user_id


def may_file(standing: Standing, queue: Queue) -> bool:
    """Whether the person may put a new ticket into ``queue``."""
    return standing.role is Role.CUSTOMER or may_see_queue(standing, queue.id, queue.team_id)


def may_work_on(standing: Standing, ticket: Ticket) -> bool:
    """Whether the person may change the ticket and read its internal notes."""
    return may_see_queue(standing, ticket.queue_id, ticket.team_id)


def may_read(standing: Standing, ticket: Ticket) -> bool:
    """Whether the person may read the ticket."""
    return ticket.requester_id == standing.user_id or may_work_on(standing, ticket)
