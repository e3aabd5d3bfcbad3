"""What each setting, page and option is called and does, in the person's language.

Labels are two to five words, descriptions whole sentences for the person and the administrator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from desktop.core.language import Translate


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
    """The words about one setting.

    Attributes:
        label: What it is called.
        text: What it does.
    """

    section: Section
    label: str
    text: str


def section_label(section: Section, translate: Translate) -> str:  # noqa: PLR0911 - one return a page
    """Return the name of a page."""
    match section:
        case Section.NOTIFICATIONS:
            return translate("Settings", "Notifications")
        case Section.SOUNDS:
            return translate("Settings", "Sounds")
        case Section.QUIET_TIMES:
            return translate("Settings", "Quiet hours")
        case Section.APPEARANCE:
            return translate("Settings", "Appearance")
        case Section.CONNECTION:
            return translate("Settings", "Connection")
        case Section.START_UP:
            return translate("Settings", "Start-up")
        case Section.DIAGNOSTICS:
            return translate("Settings", "About and diagnostics")
        case _:
            assert_never(section)


def option_labels(options: type[StrEnum], translate: Translate) -> Mapping[str, str]:
    """Return what the options of a choice are called, by value, in their order."""
    return _option_labels(translate)[options.__name__]


def _option_labels(translate: Translate) -> Mapping[str, Mapping[str, str]]:
    return {
        "LanguageChoice": {
            "system": translate("Settings", "As the system"),
            # Each language by its own name, for those who read no other.
            "en": "English",
            "de": "Deutsch",
        },
        "ThemeChoice": {
            "system": translate("Settings", "As the system"),
            "light": translate("Settings", "Light"),
            "dark": translate("Settings", "Dark"),
        },
        "Delivery": {
            "toast": translate("Settings", "Pop up"),
            "center": translate("Settings", "List only"),
            "off": translate("Settings", "Off"),
        },
        "Sound": {
            "none": translate("Settings", "No sound"),
            "system": translate("Settings", "Sound of the system"),
        },
        "Weekday": {
            "monday": translate("Settings", "Monday"),
            "tuesday": translate("Settings", "Tuesday"),
            "wednesday": translate("Settings", "Wednesday"),
            "thursday": translate("Settings", "Thursday"),
            "friday": translate("Settings", "Friday"),
            "saturday": translate("Settings", "Saturday"),
            "sunday": translate("Settings", "Sunday"),
        },
    }


def descriptions(translate: Translate) -> Mapping[str, Description]:
    """Return the words about every setting, by name of its field in ``Settings``."""
    return {
        "server_address": Description(
            Section.CONNECTION,
            translate("Settings", "Server address"),
            translate(
                "Settings",
                "Address of the server, such as https://help.example.org. Where "
                "the organisation sets it, nobody is asked for it at sign-in.",
            ),
        ),
        "extra_certificates": Description(
            Section.CONNECTION,
            translate("Settings", "Further certificate authorities"),
            translate(
                "Settings",
                "File in PEM format with certificate authorities that are "
                "trusted in addition to those of the system. Only the "
                "organisation can set it.",
            ),
        ),
        "language": Description(
            Section.APPEARANCE,
            translate("Settings", "Language"),
            translate("Settings", "Language of windows, menus and notifications."),
        ),
        "theme": Description(
            Section.APPEARANCE,
            translate("Settings", "Theme"),
            translate("Settings", "Whether windows are light or dark."),
        ),
        "autostart": Description(
            Section.START_UP,
            translate("Settings", "Start at sign-in"),
            translate("Settings", "Starts the program when you sign in to this computer."),
        ),
        "deliver_assigned": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Assigned to you"),
            translate("Settings", "When a ticket is assigned to you."),
        ),
        "deliver_mentioned": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Mentions"),
            translate("Settings", "When somebody mentions you in a note."),
        ),
        "deliver_escalated": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Escalated"),
            translate("Settings", "When a ticket of yours is escalated."),
        ),
        "deliver_reopened": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Reopened"),
            translate("Settings", "When a ticket of yours is opened again."),
        ),
        "deliver_became_urgent": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Became urgent"),
            translate("Settings", "When a ticket becomes urgent."),
        ),
        "deliver_new_ticket": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "New tickets"),
            translate("Settings", "When a ticket arrives in your queues."),
        ),
        "deliver_status_changed": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Status changed"),
            translate("Settings", "When the status of a ticket of yours changes."),
        ),
        "deliver_priority_changed": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Priority changed"),
            translate("Settings", "When the priority of a ticket of yours changes."),
        ),
        "deliver_announcement": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Announcements"),
            translate("Settings", "When somebody announces something to your teams."),
        ),
        "deliver_queues_changed": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Queues changed"),
            translate("Settings", "When you are given queues, or they are taken from you."),
        ),
        "alert_queues": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Queues that always pop up"),
            translate("Settings", "Ids of queues of which everything that notifies pops up."),
        ),
        "quiet_queues": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Queues that never pop up"),
            translate(
                "Settings", "Ids of queues of which everything is listed and nothing pops up."
            ),
        ),
        "muted_queues": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Muted queues"),
            translate(
                "Settings",
                "Ids of queues of which nothing pops up and nothing is listed, "
                "except among what was held back.",
            ),
        ),
        "thresholds": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Limits of figures"),
            translate(
                "Settings",
                "Limits that color the figures of the dashboard, one line each: the id of a "
                "queue or * for every queue, the figure (open, unassigned, escalated, "
                "oldest_minutes or created_last_hour), the value that warns, the value that "
                "alarms, - for none, and notify if a notification is to pop up.",
            ),
        ),
        "quiet_hours": Description(
            Section.QUIET_TIMES,
            translate("Settings", "Keep quiet hours"),
            translate(
                "Settings",
                "Holds notifications back during the quiet hours and sums them up at their end.",
            ),
        ),
        "quiet_hours_days": Description(
            Section.QUIET_TIMES,
            translate("Settings", "Days"),
            translate("Settings", "Days on which quiet hours begin."),
        ),
        "quiet_hours_begin": Description(
            Section.QUIET_TIMES,
            translate("Settings", "From"),
            translate("Settings", "When quiet hours begin, local time as HH:MM."),
        ),
        "quiet_hours_end": Description(
            Section.QUIET_TIMES,
            translate("Settings", "Until"),
            translate(
                "Settings",
                "When quiet hours end, local time as HH:MM, on the same day or "
                "the next one. The same time as their beginning means the whole "
                "day.",
            ),
        ),
        "urgent_breaks_through": Description(
            Section.QUIET_TIMES,
            translate("Settings", "Urgent breaks through"),
            translate(
                "Settings",
                "Shows what is urgent also during quiet hours and while you are "
                "not to be disturbed.",
            ),
        ),
        "sound_urgent": Description(
            Section.SOUNDS,
            translate("Settings", "Urgent"),
            translate("Settings", "What is heard when something urgent pops up."),
        ),
        "sound_high": Description(
            Section.SOUNDS,
            translate("Settings", "High priority"),
            translate("Settings", "What is heard when something important pops up."),
        ),
        "sound_medium": Description(
            Section.SOUNDS,
            translate("Settings", "Medium priority"),
            translate("Settings", "What is heard when anything else pops up."),
        ),
        "toast_seconds": Description(
            Section.NOTIFICATIONS,
            translate("Settings", "Seconds on screen"),
            translate(
                "Settings",
                "After how many seconds a notification leaves the screen; what is urgent stays.",
            ),
        ),
        "detailed_log": Description(
            Section.DIAGNOSTICS,
            translate("Settings", "Detailed log"),
            translate(
                "Settings",
                "Also writes to the log file what helps to find faults. Titles "
                "and texts of tickets are never written.",
            ),
        ),
    }
