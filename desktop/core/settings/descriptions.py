"""What each setting is called and does, in English; ``schema`` joins it with the values.

Labels are two to five words, descriptions whole sentences for the person and the administrator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Section(StrEnum):
    """The pages of the settings window, in their order."""

    NOTIFICATIONS = "notifications"
    SOUNDS = "sounds"
    QUIET_TIMES = "quiet_times"
    APPEARANCE = "appearance"
    CONNECTION = "connection"
    START_UP = "start_up"
    DIAGNOSTICS = "diagnostics"


@dataclass(frozen=True, slots=True)
class Description:
    """The words about one setting."""

    section: Section
    label: str
    text: str


SECTION_LABELS: Mapping[Section, str] = MappingProxyType(
    {
        Section.NOTIFICATIONS: "Notifications",
        Section.SOUNDS: "Sounds",
        Section.QUIET_TIMES: "Quiet hours",
        Section.APPEARANCE: "Appearance",
        Section.CONNECTION: "Connection",
        Section.START_UP: "Start-up",
        Section.DIAGNOSTICS: "About and diagnostics",
    }
)

OPTION_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "LanguageChoice": {
            "system": "As the system",
            # Each language by its own name, for those who read no other.
            "en": "English",
            "de": "Deutsch",
        },
        "ThemeChoice": {"system": "As the system", "light": "Light", "dark": "Dark"},
        "Delivery": {"toast": "Pop up", "center": "List only", "off": "Off"},
        "Sound": {"none": "No sound", "system": "Sound of the system"},
        "Weekday": {
            "monday": "Monday",
            "tuesday": "Tuesday",
            "wednesday": "Wednesday",
            "thursday": "Thursday",
            "friday": "Friday",
            "saturday": "Saturday",
            "sunday": "Sunday",
        },
    }
)
"""What the options of a choice are called: name of the choice, then value, to words."""


def _delivery(label: str, happening: str) -> Description:
    return Description(Section.NOTIFICATIONS, label, happening)


DESCRIPTIONS: Mapping[str, Description] = MappingProxyType(
    {
        "server_address": Description(
            Section.CONNECTION,
            "Server address",
            "Address of the server, such as https://help.example.org. "
            "Where the organisation sets it, nobody is asked for it at sign-in.",
        ),
        "extra_certificates": Description(
            Section.CONNECTION,
            "Further certificate authorities",
            "File in PEM format with certificate authorities that are trusted in addition to "
            "those of the system. Only the organisation can set it.",
        ),
        "language": Description(
            Section.APPEARANCE, "Language", "Language of windows, menus and notifications."
        ),
        "theme": Description(Section.APPEARANCE, "Theme", "Whether windows are light or dark."),
        "autostart": Description(
            Section.START_UP,
            "Start at sign-in",
            "Starts the program when you sign in to this computer.",
        ),
        "deliver_assigned": _delivery("Assigned to you", "When a ticket is assigned to you."),
        "deliver_mentioned": _delivery("Mentions", "When somebody mentions you in a note."),
        "deliver_escalated": _delivery("Escalated", "When a ticket of yours is escalated."),
        "deliver_reopened": _delivery("Reopened", "When a ticket of yours is opened again."),
        "deliver_became_urgent": _delivery("Became urgent", "When a ticket becomes urgent."),
        "deliver_new_ticket": _delivery("New tickets", "When a ticket arrives in your queues."),
        "deliver_status_changed": _delivery(
            "Status changed", "When the status of a ticket of yours changes."
        ),
        "deliver_priority_changed": _delivery(
            "Priority changed", "When the priority of a ticket of yours changes."
        ),
        "deliver_announcement": _delivery(
            "Announcements", "When somebody announces something to your teams."
        ),
        "deliver_queues_changed": _delivery(
            "Queues changed", "When you are given queues, or they are taken from you."
        ),
        "alert_queues": Description(
            Section.NOTIFICATIONS,
            "Queues that always pop up",
            "Ids of queues of which everything that notifies pops up.",
        ),
        "quiet_queues": Description(
            Section.NOTIFICATIONS,
            "Queues that never pop up",
            "Ids of queues of which everything is listed and nothing pops up.",
        ),
        "muted_queues": Description(
            Section.NOTIFICATIONS,
            "Muted queues",
            "Ids of queues of which nothing pops up and nothing is listed, "
            "except among what was held back.",
        ),
        "quiet_hours": Description(
            Section.QUIET_TIMES,
            "Keep quiet hours",
            "Holds notifications back during the quiet hours and sums them up at their end.",
        ),
        "quiet_hours_days": Description(
            Section.QUIET_TIMES, "Days", "Days on which quiet hours begin."
        ),
        "quiet_hours_begin": Description(
            Section.QUIET_TIMES, "From", "When quiet hours begin, local time as HH:MM."
        ),
        "quiet_hours_end": Description(
            Section.QUIET_TIMES,
            "Until",
            "When quiet hours end, local time as HH:MM, on the same day or the next one. "
            "The same time as their beginning means the whole day.",
        ),
        "urgent_breaks_through": Description(
            Section.QUIET_TIMES,
            "Urgent breaks through",
            "Shows what is urgent also during quiet hours and while you are not to be disturbed.",
        ),
        "sound_urgent": Description(
            Section.SOUNDS, "Urgent", "What is heard when something urgent pops up."
        ),
        "sound_high": Description(
            Section.SOUNDS, "High priority", "What is heard when something important pops up."
        ),
        "sound_medium": Description(
            Section.SOUNDS, "Medium priority", "What is heard when anything else pops up."
        ),
        "toast_seconds": Description(
            Section.NOTIFICATIONS,
            "Seconds on screen",
            "After how many seconds a notification leaves the screen; what is urgent stays.",
        ),
        "detailed_log": Description(
            Section.DIAGNOSTICS,
            "Detailed log",
            "Also writes to the log file what helps to find faults. "
            "Titles and texts of tickets are never written.",
        ),
    }
)
"""By name of the field in ``Settings``."""
