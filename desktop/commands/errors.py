"""What ends a command before its work: sentences for the person at the terminal.

CommandError
    ProfileUnusableError    the folder can be neither used nor made
    ProfileBusyError        another program has the profile
"""

from pathlib import Path

from typing_extensions import override


class CommandError(Exception):
    """Root of these errors; never raised directly."""


class ProfileUnusableError(CommandError):
    """The folder of the profile cannot be used.

    Attributes:
        profile: The folder.
        reason: What the system said.
    """

    def __init__(self, profile: Path, error: OSError) -> None:
        """Remember folder and reason."""
        super().__init__(profile, error)
        self.profile = profile
        self.reason = error.strerror or type(error).__name__

    @override
    def __str__(self) -> str:
        """Return a sentence for the person at the terminal."""
        return f"The profile {self.profile} cannot be used: {self.reason}."


class ProfileBusyError(CommandError):
    """Another program has the profile.

    Attributes:
        process_id: Of that program; None when even that is not known.
    """

    def __init__(self, sentence: str, process_id: int | None = None) -> None:
        """Remember what to do, and who it is."""
        super().__init__(sentence)
        self.process_id = process_id
