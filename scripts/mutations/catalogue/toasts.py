"""Mistakes about interrupting a person: when, how often, and for what."""

from scripts.mutations.mutation import Mutation

_CORE = "tests/unit/desktop/core"
_AGENT = "tests/integration/desktop/agent"
_PRESENTER = f"{_CORE}/notifications/test_presenter.py"
_WAITING = f"{_CORE}/notifications/test_presenter_waiting.py"

MUTATIONS = (
    Mutation(
        name="toast-shown-before-stored",
        breaks="a crash between the two shows a toast twice",
        file="desktop/core/notifications/presenter.py",
        old="        await self._keep(self._center.decided(event_ids, rule))\n"
        "        await self._keep(self._casework.snoozes.over(event_ids))\n"
        "        if rule is Rule.SUMMARY:\n"
        "            await self._toaster.sum_up(toast)\n"
        "        else:\n"
        "            await self._toaster.show(toast)\n",
        new="        if rule is Rule.SUMMARY:\n"
        "            await self._toaster.sum_up(toast)\n"
        "        else:\n"
        "            await self._toaster.show(toast)\n"
        "        await self._keep(self._center.decided(event_ids, rule))\n"
        "        await self._keep(self._casework.snoozes.over(event_ids))\n",
        tests=(
            f"{_PRESENTER}::test_decision_is_on_disk_before_the_toast_is_on_the_screen",
            "tests/faults/test_desktop_crashes.py",
        ),
    ),
    Mutation(
        name="toasts-while-catching-up",
        breaks="who comes back is shown everything that happened meanwhile, one by one",
        file="desktop/core/notifications/presenter.py",
        old="        if self._on_hold:\n            return None\n",
        new="",
        tests=(f"{_PRESENTER}::test_nobody_is_interrupted_while_the_agent_catches_up",),
    ),
    Mutation(
        name="digest-shown-twice",
        breaks="what was in the digest is shown once more, by itself",
        file="desktop/core/notifications/presenter.py",
        old="            shown = [pair for pair in shown if pair[0] not in late]\n",
        new="",
        tests=(f"{_PRESENTER}::test_absence_becomes_one_digest",),
    ),
    Mutation(
        name="read-elsewhere-is-shown",
        breaks="a person is interrupted for what they have read on another device",
        file="desktop/core/notifications/presenter.py",
        old="read = [i.event_id for i in waiting if i.read or i.cleared]",
        new="read = [i.event_id for i in waiting if i.cleared]",
        tests=(f"{_PRESENTER}::test_what_was_read_meanwhile_is_not_in_the_digest",),
    ),
    Mutation(
        name="held-back-forgotten",
        breaks="what came in quiet hours is never told",
        file="desktop/core/notifications/presenter.py",
        old="return (*self._center.undecided(), *self._center.held(), *snoozed)",
        new="return (*self._center.undecided(), *snoozed)",
        tests=(f"{_WAITING}::test_what_quiet_hours_held_back_comes_as_one_digest_at_their_end",),
    ),
    Mutation(
        name="flood-without-end",
        breaks="a flood of events is a flood of toasts",
        file="desktop/core/toasts/flood.py",
        old="        if len(self._shown_at) < MAX_TOASTS:\n",
        new="        if self._shown_at is not None:\n",
        tests=(f"{_PRESENTER}::test_five_thousand_events_in_ten_seconds_never_exceed_the_limit",),
    ),
    Mutation(
        name="told-of-ones-own-act",
        breaks="people are interrupted by what they did themselves",
        file="common/notifications.py",
        old="if isinstance(event, UnknownEvent) or event.actor_id == me.user_id:",
        new="if isinstance(event, UnknownEvent):",
        tests=(
            "tests/unit/common/test_notifications.py::test_nobody_is_notified_of_their_own_act",
        ),
    ),
    Mutation(
        name="silence-not-heard",
        breaks="a change that was to interrupt nobody interrupts",
        file="common/notifications.py",
        old="meaning = _BACKGROUND if is_silent else _meaning(event, me)",
        new="meaning = _BACKGROUND if is_silent is None else _meaning(event, me)",
        tests=("tests/unit/common/test_notifications.py::test_silent_change_notifies_nobody",),
    ),
    Mutation(
        name="quiet-hours-ignored",
        breaks="toasts come in the middle of the night",
        file="desktop/core/toasts/rules.py",
        old="    if moment.quiet_until is not None:\n",
        new="    if moment.quiet_until is moment.at:\n",
        tests=(
            f"{_CORE}/toasts/test_rules.py::test_what_would_interrupt_is_held_back_until_its_cause_is_over",
        ),
    ),
    Mutation(
        name="urgent-is-held-back",
        breaks="an urgent ticket waits until the morning though the person wants to be woken",
        file="desktop/core/toasts/rules.py",
        old="    if urgency is Urgency.CRITICAL and moment.settings.urgent_breaks_through:\n",
        new="    if urgency is None and moment.settings.urgent_breaks_through:\n",
        tests=(
            f"{_CORE}/toasts/test_rules.py::test_what_is_urgent_breaks_through_unless_the_person_forbids_it",
        ),
    ),
    Mutation(
        name="muted-queue-is-shown",
        breaks="a queue that the person muted interrupts",
        file="desktop/core/toasts/rules.py",
        old="    if queue in settings.muted_queues:\n",
        new="    if queue is settings.muted_queues:\n",
        tests=(f"{_CORE}/toasts/test_rules.py::test_what_is_muted_or_off_is_so_however_it_comes",),
    ),
    Mutation(
        name="quiet-hours-end-a-day-early",
        breaks="quiet hours over midnight end before they begin",
        file="desktop/core/toasts/quiet.py",
        old="last_day = day if begins < ends else day + _DAY",
        new="last_day = day",
        tests=(f"{_CORE}/toasts/test_quiet.py",),
    ),
    Mutation(
        name="toast-of-a-settled-ticket-stays",
        breaks="a toast asks to do what a colleague has done",
        file="desktop/core/notifications/presenter.py",
        old="                await self._toaster.withdraw(tag)\n",
        new="                pass\n",
        tests=(
            f"{_PRESENTER}::test_toast_is_withdrawn_when_its_event_is_read_elsewhere",
            f"{_WAITING}::test_toast_is_withdrawn_when_somebody_takes_its_ticket",
        ),
    ),
    Mutation(
        name="snooze-lost-at-the-restart",
        breaks="what was to come back in a while never does",
        file="desktop/core/toasts/snoozes.py",
        old="return Commit(snoozes=dict(self._due))",
        new="return Commit()",
        tests=(
            f"{_CORE}/tickets/test_casework.py::test_snoozes_last_over_a_restart_and_are_bounded",
            f"{_WAITING}::test_snoozed_toast_comes_back_over_a_restart",
        ),
    ),
    Mutation(
        name="snooze-comes-back-for-ever",
        breaks="a snoozed toast comes back again and again",
        file="desktop/core/toasts/snoozes.py",
        old="            del self._due[event_id]\n        return",
        new="            pass\n        return",
        tests=(f"{_WAITING}::test_snoozed_toast_comes_back_once",),
    ),
    Mutation(
        name="outage-told-again-and-again",
        breaks="trouble with the line is a toast every quarter of a minute",
        file="desktop/core/line/outage.py",
        old="            self._is_told = await self._tell(outage(link, self._translate))",
        new="            await self._tell(outage(link, self._translate))",
        tests=(
            f"{_CORE}/line/test_outage.py::test_long_trouble_is_told_once_and_once_when_it_ends",
        ),
    ),
    Mutation(
        name="outage-told-at-once",
        breaks="every short trouble with the line is a toast",
        file="desktop/core/line/outage.py",
        old="self._clock.now() - since >= TOLD_AFTER",
        new="self._clock.now() >= since",
        tests=(f"{_CORE}/line/test_outage.py::test_short_trouble_is_never_told",),
    ),
    Mutation(
        name="forbidden-toasts-shown",
        breaks="toasts that the person switched off in the system are shown some other way",
        file="desktop/adapters/toasts/chain.py",
        old="                if member.name in self._forbidding:\n                    break\n",
        new="",
        tests=(
            "tests/unit/desktop_ui/test_toast_native.py::TestWindows::test_toasts_that_are_switched_off_are_shown_no_other_way",
        ),
    ),
    Mutation(
        name="toast-of-a-hanging-service-lost",
        breaks="a notification service that hangs costs the toast",
        file="desktop/adapters/toasts/chain.py",
        old="asyncio.timeout(self._timeout_s):\n                answer = await call",
        new="asyncio.timeout(self._timeout_s and None):\n                answer = await call",
        tests=(
            "tests/unit/desktop_ui/test_toast_chain.py::test_member_that_hangs_is_left_and_so_is_its_service",
        ),
    ),
    Mutation(
        name="late-for-ever",
        breaks="after an absence everything comes as a digest for ever",
        file="desktop/core/context.py",
        old="        self.follower.is_late = False\n",
        new="",
        tests=(
            (
                f"{_AGENT}/test_delivery.py"
                "::test_what_comes_while_the_agent_is_live_belongs_into_no_digest"
            ),
        ),
    ),
)
