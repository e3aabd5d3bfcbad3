"""Mistakes about what a person does: marks, clearings, claims, and the count."""

from scripts.mutations.mutation import Mutation

_CORE = "tests/unit/desktop/core"
_AGENT = "tests/integration/desktop/agent"

MUTATIONS = (
    Mutation(
        name="server-counts-otherwise",
        breaks="the badge and the server disagree about what is a notification",
        file="backend/services/hearing.py",
        old="if notification is None or notification.priority is NotificationPriority.LOW:",
        new="if notification is None:",
        tests=("tests/conformance/test_notifications.py::test_count_equals_what_classify_says",),
    ),
    Mutation(
        name="early-mark-forgotten",
        breaks="what was read elsewhere before it came here is unread",
        file="desktop/core/notifications/center.py",
        old="        self._early[event_id] = early[event_id] = mark\n",
        new="        early[event_id] = mark\n",
        tests=(f"{_CORE}/notifications/test_center.py::TestMarksFromOtherDevices",),
    ),
    Mutation(
        name="marks-for-all-not-merged",
        breaks="a mark for all of one room takes back that of another",
        file="desktop/core/notifications/center.py",
        old="max(one.get(room, 0), other.get(room, 0)) for room",
        new="other.get(room, 0) for room",
        tests=(
            f"{_CORE}/notifications/test_center.py::TestMarksFromOtherDevices",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
    Mutation(
        name="answer-confirms-a-later-mark",
        breaks="a mark that was made while an earlier one was sent is never sent",
        file="desktop/core/desk/marks.py",
        old="return [event_id for event_id in chunk if event_id in self._under_way]",
        new="return list(chunk)",
        tests=(
            f"{_CORE}/desk/test_marks.py::test_answer_confirms_nothing_that_was_marked_since",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
    Mutation(
        name="key-of-another-mark",
        breaks="a mark that is made again is answered from memory and not made",
        file="desktop/core/desk/marks.py",
        old="if self._last is None or self._last[:2] != (mark, chunk):",
        new="if self._last is None:",
        tests=(
            f"{_CORE}/desk/test_marks.py::test_same_mark_after_another_one_has_a_key_of_its_own",
        ),
    ),
    Mutation(
        name="clearing-lost-at-the-restart",
        breaks="what was cleared before a crash stays on all other devices",
        file="desktop/core/notifications/marking.py",
        old="return replace(item, cleared=True, unconfirmed=mark)",
        new="return replace(item, cleared=True)",
        tests=(f"{_CORE}/desk/test_marks.py::TestClearing",),
    ),
    Mutation(
        name="clearing-sent-at-once",
        breaks="a clearing that is taken back is gone on all other devices",
        file="desktop/core/desk/clearing.py",
        old="self._clearings.append(_Clearing(event_ids, now_s + UNDO_S))",
        new="self._clearings.append(_Clearing(event_ids, now_s))",
        tests=(f"{_CORE}/desk/test_marks.py::TestClearing",),
    ),
    Mutation(
        name="claim-sent-before-it-is-stored",
        breaks="a claim that a crash interrupted is forgotten, or made twice under two keys",
        file="desktop/core/desk/handling.py",
        old="        await self._context.follower.keep("
        "self._casework.claims.wish(item, self._new_key()))\n"
        "        self._woken.set()\n",
        new="        wished = self._casework.claims.wish(item, self._new_key())\n"
        "        self._woken.set()\n"
        "        await asyncio.sleep(0.01)\n"
        "        await self._context.follower.keep(wished)\n",
        tests=(f"{_CORE}/desk/test_handling.py::test_claim_is_on_disk_before_it_is_sent",),
    ),
    Mutation(
        name="claim-with-a-new-key",
        breaks="a claim whose answer was lost is refused as somebody else's",
        file="desktop/core/desk/handling.py",
        old="wish.ticket_id, key=wish.key)",
        new="wish.ticket_id, key=self._new_key())",
        tests=(
            f"{_CORE}/desk/test_handling.py::test_claim_that_nobody_answered_is_sent_again_with_its_key",
        ),
    ),
    Mutation(
        name="counts-not-compared",
        breaks="a badge that is wrong stays wrong",
        file="desktop/core/line/live.py",
        old="        if unread.count == center.count_on_server:\n",
        new="        if unread.count >= 0:\n",
        tests=(f"{_AGENT}/test_delivery.py",),
    ),
    Mutation(
        name="claim-lost-at-the-restart",
        breaks="a claim that was made without a line is forgotten",
        file="desktop/core/tickets/claims.py",
        old="return Commit(claims=(*self._refused.values(), *self._wishes.values()))",
        new="return Commit(claims=())",
        tests=(f"{_CORE}/desk/test_handling.py", f"{_CORE}/tickets/test_casework.py"),
    ),
    Mutation(
        name="old-news-of-a-ticket",
        breaks="a ticket that a colleague has is offered again",
        file="desktop/core/tickets/board.py",
        old="            if state.version <= before.version:\n                return\n",
        new="",
        tests=(f"{_CORE}/tickets/test_board.py::test_old_news_change_nothing",),
    ),
    Mutation(
        name="ones-own-event-settles",
        breaks="a notification is settled by the event that it is itself",
        file="desktop/core/tickets/board.py",
        old="state.settled_in > version",
        new="state.settled_in >= version",
        tests=(
            f"{_CORE}/tickets/test_board.py::test_event_does_not_settle_the_notification_that_it_is_itself",
        ),
    ),
    Mutation(
        name="mark-refused-for-ever",
        breaks="a mark that the server never takes is sent for ever",
        file="desktop/core/desk/marks.py",
        old="if exc.may_retry or exc.refusal not in _REFUSALS:",
        new="if exc.may_retry or exc.refusal:",
        tests=(f"{_CORE}/desk/test_marks.py::test_mark_that_is_refused_is_taken_back",),
    ),
    Mutation(
        name="cleared-comes-back",
        breaks="what was cleared comes back when its mark is overtaken",
        file="desktop/core/notifications/marking.py",
        old="return Mark.CLEARED if known is Mark.CLEARED else mark",
        new="return mark",
        tests=(
            f"{_CORE}/notifications/test_center.py::TestUnreadElsewhere::test_what_is_cleared_stays_cleared",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
    Mutation(
        name="mark-here-beats-the-server",
        breaks="a mark that the server refused leaves what it covered covered",
        file="desktop/core/notifications/marking.py",
        old="        return replace(item, read_on_server=read)\n",
        new="        return item\n",
        tests=(
            f"{_CORE}/notifications/test_marking.py",
            "tests/unit/desktop/test_mark_machine.py",
        ),
    ),
)
