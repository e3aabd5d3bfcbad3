"""Rights: who may see, hear and do what. Nothing else in the backend looks at a role to decide.

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


def is_staff(role: Role) -> bool:
    """Whether somebody may belong to teams, watch queues and look up people."""
    return role is not Role.CUSTOMER


def may_administer(role: Role) -> bool:
    """Whether somebody may change people, teams and queues, and see how the server is."""
    return role is Role.ADMIN


def may_see_queue(standing: Standing, queue_id: QueueId, team_id: TeamId) -> bool:
    """Whether the person may read and hear a queue of that team."""
    if may_administer(standing.role):
        return True
    belongs = team_id in standing.teams or queue_id in standing.watched
    return is_staff(standing.role) and belongs


def may_hear_team(standing: Standing, team_id: TeamId) -> bool:
    """Whether the person may hear a team's room."""
    if may_administer(standing.role):
        return True
    return is_staff(standing.role) and team_id in standing.teams


def may_manage_team(standing: Standing, team_id: TeamId) -> bool:
    """Whether the person may change who is in a team or watches its queues, and address it."""
    if may_administer(standing.role):
        return True
    return standing.role is Role.TEAM_LEAD and team_id in standing.teams


def may_end_sessions_of(standing: Standing, user_id: UserId) -> bool:
    """Whether the person may see and end the sessions of ``user_id``."""
    return may_administer(standing.role) or standing.user_id == user_id


def may_see_status(standing: Standing) -> bool:
    """Whether the person may see how the server does, and who of their teams is connected."""
    return standing.role in {Role.TEAM_LEAD, Role.ADMIN}


def may_file(standing: Standing, queue: Queue) -> bool:
    """Whether the person may put a new ticket into ``queue``."""
    return not is_staff(standing.role) or may_see_queue(standing, queue.id, queue.team_id)


def may_work_on(standing: Standing, ticket: Ticket) -> bool:
    """Whether the person may change the ticket and read its internal notes."""
    return may_see_queue(standing, ticket.queue_id, ticket.team_id)


def may_read(standing: Standing, ticket: Ticket) -> bool:
    """Whether the person may read the ticket."""
    return ticket.requester_id == standing.user_id or may_work_on(standing, ticket)
