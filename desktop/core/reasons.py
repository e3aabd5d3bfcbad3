"""Names of the rules, the answers to "why did I (not) get this?"."""

from enum import StrEnum


class Rule(StrEnum):
    """Which rule decided; stored with the item."""

    HIGH_PRIORITY = "high_priority"
    """Shown as a toast of its own: what such a notification is for."""
    KIND_CHOSEN = "kind_chosen"
    """Likewise, because the person wants toasts of this kind."""
    ALERT_QUEUE = "alert_queue"
    """Likewise, because the person wants to hear everything of this queue."""
    URGENT = "urgent"
    """Likewise, through quiet hours or do-not-disturb, because it cannot wait."""
    DIGEST = "digest"
    """Shown in the digest after an absence."""
    SUMMARY = "summary"
    """Shown in the summary of a flood."""
    CENTER_ONLY = "center_only"
    """This kind is listed and makes no toast."""
    QUIET_QUEUE = "quiet_queue"
    """The queue is listed and makes no toast."""
    KIND_OFF = "kind_off"
    """The person wants nothing of this kind: not even listed."""
    MUTED_QUEUE = "muted_queue"
    """The person wants nothing of this queue: not even listed."""
    QUIET_HOURS = "quiet_hours"
    """Held back for the digest at the end of the quiet hours."""
    DO_NOT_DISTURB = "do_not_disturb"
    """Held back for the digest at the end of do-not-disturb."""
    SYSTEM_DO_NOT_DISTURB = "system_do_not_disturb"
    """Held back for the digest at the end of the system's own do-not-disturb."""
    ALREADY_READ = "already_read"
    BEFORE_FIRST_SIGN_IN = "before_first_sign_in"
    LOADED_LATER = "loaded_later"
    """The person asked for older ones."""


UNLISTED = frozenset({Rule.KIND_OFF, Rule.MUTED_QUEUE})
"""Rules that keep a notification off the list and out of the count."""

SUPPRESSING = UNLISTED | {
    Rule.QUIET_QUEUE,
    Rule.QUIET_HOURS,
    Rule.DO_NOT_DISTURB,
    Rule.SYSTEM_DO_NOT_DISTURB,
}
"""Rules that a person has set to hear less, and may want to look into."""
