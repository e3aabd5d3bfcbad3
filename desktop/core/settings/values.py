"""The settings of the agent as values: what may be set, and what holds when nobody set it.

Each field of ``Settings`` is one setting; its name in camelCase is its key everywhere.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from common.ids import AN_ID, QueueId
from common.notifications import NotificationKind


class LanguageChoice(StrEnum):
    """Language of the interface."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class ThemeChoice(StrEnum):
    """Whether windows are light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Delivery(StrEnum):
    """How far a notification may go."""

    TOAST = "toast"
    """A toast, the center and the badge."""
    CENTER = "center"
    """The center and the badge."""
    OFF = "off"
    """Neither; it is listed among what was suppressed."""


class Sound(StrEnum):
    """What is heard with a toast."""

    NONE = "none"
    SYSTEM = "system"
    """The sound of the system's theme for such a message."""


class Weekday(StrEnum):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


# The look ahead closes the gap that "$" leaves before a final line feed; JSON Schema has no "\Z".
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"
TimeOfDay = Annotated[str, Meta(pattern=TIME_PATTERN)]
"""Local time of day, ``HH:MM``."""

ServerAddress = Annotated[str, Meta(pattern=r"^(https?://[^\x00-\x20\x7f/?#@]{1,255}/?)?$(?!\n)")]
"""Scheme, host and port, as in ``https://desk.example.org:8443``, or nothing."""

FilePath = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{0,1024}$(?!\n)")]
"""Path of a file, or nothing."""

Queues = Annotated[tuple[Annotated[QueueId, AN_ID], ...], Meta(max_length=500)]
"""Ids of queues."""

ThresholdLine = Annotated[
    str,
    Meta(
        pattern=r"^(\*|[A-Za-z0-9_-]{1,64}) "
        r"(open|unassigned|escalated|oldest_minutes|created_last_hour) "
        r"(-|[0-9]{1,6}) (-|[0-9]{1,6})( notify)?$(?!\n)"
    ),
]
"""A limit for a figure: ``QUEUE FIGURE WARN ALARM [notify]``; see ``core.figures.thresholds``."""

ThresholdLines = Annotated[tuple[ThresholdLine, ...], Meta(max_length=500)]
"""Limits for figures."""

Weekdays = Annotated[tuple[Weekday, ...], Meta(max_length=7)]
"""Days of the week."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """All settings, each with the value that holds by default.

    Attributes:
        server_address: Address of the server; empty when the person has to enter it.
        extra_certificates: File of further certificate authorities (PEM); empty for none.
        autostart: Whether the agent starts with the person's session.
        deliver_assigned: How far notifications of this kind go; likewise the other ``deliver_*``.
        alert_queues: Queues of which everything that notifies comes as a toast.
        quiet_queues: Queues of which nothing comes as a toast.
        muted_queues: Queues of which nothing is even listed, except among what was suppressed.
        thresholds: Limits that color the figures of the dashboard and may notify.
        quiet_hours: Whether toasts wait for the end of the quiet hours, to come as one digest.
        quiet_hours_days: Days on which quiet hours begin.
        quiet_hours_begin: When they begin, local time.
        quiet_hours_end: When they end, on the same day or the next one.
        urgent_breaks_through: Whether what is urgent ignores quiet hours and do-not-disturb.
        sound_urgent: What is heard with a toast that is urgent; likewise the other two.
        toast_seconds: After how many seconds a toast goes that is not urgent.
        detailed_log: Whether the log file also holds what helps to find faults.
    """

    server_address: ServerAddress = ""
    extra_certificates: FilePath = ""
    language: LanguageChoice = LanguageChoice.SYSTEM
    theme: ThemeChoice = ThemeChoice.SYSTEM
    autostart: bool = True
    deliver_assigned: Delivery = Delivery.TOAST
    deliver_mentioned: Delivery = Delivery.TOAST
    deliver_escalated: Delivery = Delivery.TOAST
    deliver_reopened: Delivery = Delivery.TOAST
    deliver_became_urgent: Delivery = Delivery.TOAST
    deliver_new_ticket: Delivery = Delivery.CENTER
    deliver_status_changed: Delivery = Delivery.CENTER
    deliver_priority_changed: Delivery = Delivery.CENTER
    deliver_announcement: Delivery = Delivery.CENTER
    deliver_queues_changed: Delivery = Delivery.CENTER
    alert_queues: Queues = ()
    quiet_queues: Queues = ()
    muted_queues: Queues = ()
    thresholds: ThresholdLines = ()
    quiet_hours: bool = False
    quiet_hours_days: Weekdays = tuple(Weekday)
    quiet_hours_begin: TimeOfDay = "18:00"
    quiet_hours_end: TimeOfDay = "08:00"
    urgent_breaks_through: bool = True
    sound_urgent: Sound = Sound.SYSTEM
    sound_high: Sound = Sound.SYSTEM
    sound_medium: Sound = Sound.NONE
    toast_seconds: Annotated[int, Meta(ge=3, le=60)] = 5
    detailed_log: bool = False

    def delivery_of(self, kind: NotificationKind) -> Delivery:
        """Return how far notifications of ``kind`` go; what is background is never delivered."""
        delivery: Delivery = getattr(self, f"deliver_{kind.value}", Delivery.OFF)
        return delivery
