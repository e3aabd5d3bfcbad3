"""The last member of the chain: shows no toast, and therefore cannot fail.

The item is in the notification center and in the badge whatever the toasts do.
"""

from desktop.core.toasts.toast import Toast


class CenterOnly:
    """Leaves the toast to the notification center."""

    name = "center"
    service = "center"

    async def show(self, toast: Toast) -> None:
        """Do nothing: the center has the item already."""

    async def is_silenced(self) -> bool:
        """Return False: there is nothing to be silent."""
        return False

    async def withdraw(self, tag: str) -> None:
        """Do nothing: there is no toast to take away."""

    async def close(self) -> None:
        """Do nothing: nothing was opened."""
