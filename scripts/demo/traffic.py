"""Plays a working day at a help desk against a running server, quicker than a day.

Customers file tickets, team leads hand them out, employees work on them, mention each other and
escalate: through the same HTTP interface that a web page would use, each as the person they are.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from scripts.demo.helpdesk import HelpDesk

TITLES = (
    "Printer on the 3rd floor jams on every second page",
    "VPN drops every ten minutes since the update",
    "New colleague starts Monday: laptop and accounts",
    "Excel freezes when the quarterly report is opened",
    "Badge does not open the side entrance",
    "Shared calendar shows meetings an hour late",
    "No sound in the video room Aurora",
    "Password reset mail never arrives",
    "Backup of the file server reports an error",
    "Second monitor flickers after docking",
)
NOTES = (
    "Could you have a look? The log shows the same error as last week.",
    "The customer called again, they cannot work without it.",
    "I replaced the cable, please verify.",
    "Needs your approval before I can go on.",
)
WORKING_STATUSES = ("in_progress", "pending", "on_hold", "escalated", "resolved", "open")
PRIORITIES = ("low", "normal", "high", "urgent")


@dataclass
class Traffic:
    """What happens at the desk.

    Attributes:
        customers: Those who file tickets.
        leads: Those who hand out tickets.
        star: The person whose agent is on show: gets a good share of the work.
        colleagues: Everybody who may be given a ticket of a team, by team.
        dice: Chance, so that a run can be repeated.
        acts: How often each act was done; grows as the traffic runs.
    """

    customers: list[HelpDesk]
    leads: list[HelpDesk]
    star: str
    colleagues: dict[str, list[str]]
    dice: random.Random
    acts: Counter[str] = field(default_factory=Counter)

    def run(self, *, acts_per_second: float, stopped: Callable[[], bool]) -> None:
        """Act until ``stopped`` says so; an act that the server refuses is counted and left."""
        choices: list[tuple[str, Callable[[], None], int]] = [
            ("ticket filed", self._file_ticket, 3),
            ("ticket assigned", self._assign, 4),
            ("status changed", self._change_status, 3),
            ("priority changed", self._change_priority, 2),
            ("colleague mentioned", self._mention, 2),
        ]
        weights = [weight for _, _, weight in choices]
        while not stopped():
            name, act, _ = self.dice.choices(choices, weights)[0]
            try:
                act()
            except requests.RequestException as exc:
                name = f"{name}, refused"
                self._renew_if_expired(exc)
            self.acts[name] += 1
            time.sleep(self.dice.expovariate(acts_per_second))

    def _file_ticket(self) -> None:
        customer = self.dice.choice(self.customers)
        queue = self.dice.choice(customer.get("queues")["items"])
        customer.post(
            "tickets",
            title=self.dice.choice(TITLES),
            description="It worked yesterday. I need it for a meeting this afternoon.",
            queueId=queue["id"],
            priority=self.dice.choices(PRIORITIES, (2, 5, 2, 1))[0],
        )

    def _assign(self) -> None:
        lead, ticket = self._open_ticket()
        team = self.colleagues[ticket["teamId"]]
        mine = self.star in team and self.dice.random() < 0.5  # noqa: PLR2004 - half of the work
        assignee = self.star if mine else self.dice.choice(team)
        lead.post(f"tickets/{ticket['id']}/assign", assigneeId=assignee)

    def _change_status(self) -> None:
        lead, ticket = self._open_ticket()
        choices = [status for status in WORKING_STATUSES if status != ticket["status"]]
        lead.patch(f"tickets/{ticket['id']}", status=self.dice.choice(choices))

    def _change_priority(self) -> None:
        lead, ticket = self._open_ticket()
        choices = [priority for priority in PRIORITIES if priority != ticket["priority"]]
        lead.patch(f"tickets/{ticket['id']}", priority=self.dice.choice(choices))

    def _mention(self) -> None:
        lead, ticket = self._open_ticket()
        team = self.colleagues[ticket["teamId"]]
        person = self.star if self.star in team else self.dice.choice(team)
        lead.post(
            f"tickets/{ticket['id']}/notes",
            text=self.dice.choice(NOTES),
            internal=True,
            mentions=[person],
        )

    def _open_ticket(self) -> tuple[HelpDesk, Any]:
        lead = self.dice.choice(self.leads)
        queue = self.dice.choice(lead.get("queues")["items"])
        page = lead.get("tickets", queueId=queue["id"], status="open")
        tickets = page["items"] or lead.get("tickets", queueId=queue["id"])["items"]
        return lead, self.dice.choice(tickets)

    def _renew_if_expired(self, exc: requests.RequestException) -> None:
        if exc.response is not None and exc.response.status_code == requests.codes.unauthorized:
            for person in [*self.customers, *self.leads]:
                person.sign_in()
