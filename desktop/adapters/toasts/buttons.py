"""Which actions of a toast become buttons; pure."""

from desktop.core.toasts.toast import DEFAULT_ACTION, Toast, ToastAction


def default_of(toast: Toast) -> ToastAction | None:
    """Return what a click on the toast itself does; None for nothing."""
    return next((action for action in toast.actions if action.key == DEFAULT_ACTION), None)


def buttons_of(toast: Toast) -> tuple[ToastAction, ...]:
    """Return the actions beside the click, without one that is called the same.

    Each system offers the default in its own way: by a click on the toast or, like
    xfce4-notifyd, by a button. A button of the same name would then be there twice.
    """
    default = default_of(toast)
    label = "" if default is None else default.label
    return tuple(
        action
        for action in toast.actions
        if action.key != DEFAULT_ACTION and action.label != label
    )
