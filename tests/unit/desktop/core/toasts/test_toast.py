from desktop.core.toasts.toast import NotShownError


def test_toast_that_is_not_shown_says_why_in_one_word() -> None:
    error = NotShownError("no_place")

    assert error.reason == "no_place"
    assert str(error) == "a toast is not shown: no_place"
