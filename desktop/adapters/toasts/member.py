"""What one way of showing a toast looks like to the chain, and how it says that it cannot."""

from typing import Protocol

from typing_extensions import override

from desktop.core.toasts.toast import NotShownError, Toast


class ToastError(NotShownError):
    """A member could not show a toast; the chain goes on with the next one.

    Attributes:
        member: Which member, by its ``name``.
        reason: Stable word for the record and the log; holds no text of a toast.
    """

    def __init__(self, member: str, reason: str) -> None:
        """Remember who failed and why."""
        super().__init__(reason)
        self.member = member

    @override
    def __str__(self) -> str:
        """Return a sentence for the log."""
        return f"{self.member} cannot show toasts: {self.reason}"


class ServiceDownError(ToastError):
    """The service behind the member is missing or silent, for every member that uses it."""


class ToastsForbiddenError(ToastError):
    """The person or the organization wants no toasts of this program: nobody else is asked."""


class ToastMember(Protocol):
    """One way of showing toasts.

    Any exception from ``show`` means that nobody sees the toast there.
    """

    @property
    def name(self) -> str:
        """Stable name for the record and the log."""

    @property
    def service(self) -> str:
        """What shows the toasts in the end; members of one service rest together."""

    async def show(self, toast: Toast) -> None:
        """Show ``toast``, in place of an earlier one of the same tag where that is possible."""

    async def is_silenced(self) -> bool:
        """Return whether the system's own do-not-disturb is on; False where it does not say."""

    async def withdraw(self, tag: str) -> None:
        """Take the toast of ``tag`` away where that is possible."""

    async def close(self) -> None:
        """Let go of connections; toasts on screen stay."""
