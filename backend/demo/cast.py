"""The people, teams and queues of the demo, by ids that scripts may rely on."""

from dataclasses import dataclass

from common.ids import QueueId, TeamId, UserId
from common.vocabulary import Role

PASSWORD = "bomizzel-demo"  # noqa: S105 - meant to be known


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team of the demo."""

    id: TeamId
    name: str


@dataclass(frozen=True, slots=True)
class DemoQueue:
    """A queue of the demo, with what people write about there."""

    id: QueueId
    name: str
    team: DemoTeam
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo; ``team`` is None for customers and the administrator."""

    id: UserId
    name: str
    role: Role
    team: DemoTeam | None = None

    @property
    def email(self) -> str:
        """The address that the person signs in with."""
        return f"{self.id}@demo.example"


IT = DemoTeam(TeamId("it-support"), "IT Support")
CARE = DemoTeam(TeamId("customer-care"), "Customer Care")
TEAMS = (IT, CARE)

HARDWARE = DemoQueue(
    QueueId("hardware"),
    "Hardware",
    IT,
    (
        "Printer on the 3rd floor jams on every second page",
        "Laptop battery is empty after an hour",
        "Second monitor flickers after docking",
        "Keyboard types every letter twice",
        "New colleague starts Monday: laptop and phone",
        "No sound in the video room Aurora",
        "Docking station does not charge the laptop",
        "Headset microphone is silent in calls",
        "Badge reader at the side entrance does not answer",
        "Projector in room 2.14 shows a pink picture",
    ),
)
ACCESS = DemoQueue(
    QueueId("accounts"),
    "Accounts & Access",
    IT,
    (
        "VPN drops every ten minutes since the update",
        "Password reset mail never arrives",
        "Access to the finance share for the new trainee",
        "Locked out after the phone was replaced",
        "Shared calendar shows meetings an hour late",
        "Two-factor code is refused on the first try",
        "Mailbox of the former manager must be forwarded",
        "Cannot join the project group in the wiki",
        "Sign-in page loops on the tablet",
        "Contractor account expires tomorrow",
    ),
)
ORDERS = DemoQueue(
    QueueId("orders"),
    "Orders & Billing",
    CARE,
    (
        "Order 48213 was delivered twice",
        "Invoice shows last year's address",
        "Refund for the returned scanner is missing",
        "Delivery is late, the event is on Friday",
        "Wrong quantity on the purchase order",
        "Need the VAT number on the receipt",
        "Card was charged although the order failed",
        "Change of the delivery address before Thursday",
        "Credit note does not match the invoice",
        "Parcel is marked delivered, nobody has it",
    ),
)
PRODUCT = DemoQueue(
    QueueId("product"),
    "Product Questions",
    CARE,
    (
        "Export to CSV leaves out the last column",
        "How do I merge two customer records?",
        "Report shows different totals than the dashboard",
        "App closes when a photo is attached",
        "Can reminders be sent on working days only?",
        "Filter by region returns nothing since Tuesday",
        "Dark mode makes the chart labels unreadable",
        "Which plan includes the audit log?",
        "Import stops at row 5,000",
        "Search does not find names with an umlaut",
    ),
)
QUEUES = (HARDWARE, ACCESS, ORDERS, PRODUCT)

ADMIN = DemoPerson(UserId("alex"), "Alex Moreau", Role.ADMIN)
LEADS = (
    DemoPerson(UserId("lena"), "Lena Vogt", Role.TEAM_LEAD, IT),
    DemoPerson(UserId("marco"), "Marco Bianchi", Role.TEAM_LEAD, CARE),
)
STAR = DemoPerson(UserId("ana"), "Ana Silva", Role.EMPLOYEE, IT)
"""The person whose desktop agent is on show."""
EMPLOYEES = (
    STAR,
    DemoPerson(UserId("ben"), "Ben Okafor", Role.EMPLOYEE, IT),
    DemoPerson(UserId("chloe"), "Chloe Martin", Role.EMPLOYEE, IT),
    DemoPerson(UserId("dev"), "Dev Patel", Role.EMPLOYEE, CARE),
    DemoPerson(UserId("emma"), "Emma Novak", Role.EMPLOYEE, CARE),
    DemoPerson(UserId("felix"), "Felix Braun", Role.EMPLOYEE, CARE),
)
CUSTOMERS = (
    DemoPerson(UserId("grace"), "Grace Kim", Role.CUSTOMER),
    DemoPerson(UserId("henry"), "Henry Jones", Role.CUSTOMER),
    DemoPerson(UserId("ines"), "Inês Costa", Role.CUSTOMER),
)
EVERYBODY = (ADMIN, *LEADS, *EMPLOYEES, *CUSTOMERS)


def lead_of(team: DemoTeam) -> DemoPerson:
    """Return who leads a team."""
    return next(person for person in LEADS if person.team == team)


def staff_of(team: DemoTeam) -> tuple[DemoPerson, ...]:
    """Return who works on a team's tickets."""
    return tuple(person for person in EMPLOYEES if person.team == team)
