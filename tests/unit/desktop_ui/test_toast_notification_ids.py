from desktop.adapters.toasts.notification_ids import MAX_IDS, NotificationIds


def test_toast_on_screen_can_be_replaced() -> None:
    ids = NotificationIds()

    ids.shown(7, "t1")
    ids.shown(8, "t2")

    assert ids.on_screen("t1") == 7
    assert ids.on_screen("t3") is None


def test_closed_toast_is_not_replaced_but_can_still_be_clicked_in_a_history() -> None:
    ids = NotificationIds()
    ids.shown(7, "t1")

    ids.closed(7)

    assert ids.on_screen("t1") is None
    assert ids.tag_of(7) == "t1"


def test_notifications_of_other_programs_are_not_ours() -> None:
    ids = NotificationIds()
    ids.shown(7, "t1")

    ids.closed(99)

    assert ids.tag_of(99) is None
    assert ids.on_screen("t1") == 7


def test_late_close_of_an_older_toast_leaves_the_newer_one_of_its_tag() -> None:
    ids = NotificationIds()
    ids.shown(7, "t1")
    ids.shown(8, "t1")

    ids.closed(7)

    assert ids.on_screen("t1") == 8


def test_memory_is_bounded() -> None:
    ids = NotificationIds()

    for number in range(MAX_IDS + 1):
        ids.shown(number, f"t{number}")

    assert ids.tag_of(0) is None
    assert ids.on_screen("t0") is None
    assert ids.newest("t0") is None
    assert ids.tag_of(MAX_IDS) == f"t{MAX_IDS}"


def test_restarted_daemon_knows_none_of_the_ids() -> None:
    ids = NotificationIds()
    ids.shown(7, "t1")

    ids.forget()

    assert ids.tag_of(7) is None
    assert ids.on_screen("t1") is None


def test_list_of_a_desktop_is_cleared_of_the_newest_toast_of_a_tag() -> None:
    ids = NotificationIds()
    ids.shown(7, "t1")
    ids.shown(8, "t1")
    ids.closed(8)

    assert ids.newest("t1") == 8
    assert ids.newest("t2") is None
    ids.forget()
    assert ids.newest("t1") is None
