"""Names of the rules, the answers to "why did I (not) get this?"."""

from enum import StrEnum


class Rule(StrEnum):
    """Which rule decided; stored with the item."""

    HIGH_PRIORITY = "high_priority"
    """Shown as a toast of its own."""
    DIGEST = "digest"
    """Shown in the digest after an absence."""
    SUMMARY = "summary"
    """Shown in the summary of a flood."""
    CENTER_ONLY = "center_only"
    ALREADY_READ = "already_read"
    BEFORE_FIRST_SIGN_IN = "before_first_sign_in"
    LOADED_LATER = "loaded_later"
    """The person asked for older ones."""
