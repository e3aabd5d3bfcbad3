"""Mistakes about other systems: what they send, and what they are sent."""

from scripts.mutations.mutation import Mutation

_IN = "tests/conformance/test_webhooks_in.py"
_OUT = "tests/conformance/test_webhooks_out.py"

MUTATIONS = (
    Mutation(
        name="request-stored-twice",
        breaks="a sender that repeats its request files two tickets",
        file="backend/storage/webhook_writes.py",
        old="yield Expectation(_DELIVERY_BY_KEY, known, (None,), taken)",
        new="yield Expectation(_DELIVERY_BY_KEY, known, (None, delivery.id), taken)",
        tests=(f"{_IN}::test_a_repeated_request_is_stored_once",),
    ),
    Mutation(
        name="request-worked-on-twice",
        breaks="two processes work on the same request",
        file="backend/storage/webhook_writes.py",
        old="yield Expectation(_DELIVERY_VERSION, (delivery.id,), (version,), stale)",
        new="del version",
        tests=(f"{_IN}::test_workers_side_by_side_work_on_each_request_once",),
    ),
    Mutation(
        name="step-done-again",
        breaks="a crash in the middle of a request does its first half twice",
        file="backend/services/webhooks/processing.py",
        old="return replace(self.actor, request=key)",
        new="return replace(self.actor, request=None and key)",
        tests=(f"{_IN}::test_a_crash_at_any_commit_doubles_nothing",),
    ),
    Mutation(
        name="later-news-overtake",
        breaks="what a source said last is overwritten by what it said before",
        file="backend/services/webhooks/processing.py",
        old="                held.add(delivery.source_id)\n",
        new="                pass\n",
        tests=(f"{_IN}::test_later_news_of_a_source_do_not_overtake_what_is_tried_again",),
    ),
    Mutation(
        name="signature-not-checked",
        breaks="whoever knows the address files tickets",
        file="backend/domain/webhooks/signatures.py",
        old="    if not is_signed:\n",
        new="    if not is_signed and not secrets:\n",
        tests=(f"{_IN}::test_unknown_source_and_bad_signature_look_alike",),
    ),
    Mutation(
        name="old-request-again",
        breaks="a request that was listened to can be sent again years later",
        file="backend/domain/webhooks/signatures.py",
        old="return bool(message_id) and matches and is_recent",
        new="return bool(message_id) and matches",
        tests=("tests/unit/backend/domain/webhooks/test_signatures.py",),
    ),
    Mutation(
        name="endpoint-passes-by",
        breaks="an endpoint that was away for a moment misses an event",
        file="backend/services/webhooks/sending.py",
        old="                await self._failed(endpoint, outcome)\n",
        new="                await self._failed(moved, outcome)\n",
        tests=(f"{_OUT}::test_what_was_not_taken_is_sent_again_later_and_nothing_is_passed_by",),
    ),
    Mutation(
        name="two-processes-send",
        breaks="an endpoint gets every event from each process",
        file="backend/storage/webhook_writes.py",
        old="yield Expectation(_ENDPOINT_VERSION, (endpoint.id,), (version,), stale)",
        new="del version",
        tests=(f"{_OUT}::test_one_process_sends_at_a_time",),
    ),
    Mutation(
        name="lost-place-not-noticed",
        breaks="after a backup was restored an endpoint misses events in silence",
        file="backend/services/webhooks/sending.py",
        old="if not head.floor <= endpoint.after <= head.head:",
        new="if not head.floor <= endpoint.after:",
        tests=(f"{_OUT}::test_a_place_beyond_the_end_of_its_room_is_lost",),
    ),
    Mutation(
        name="webhook-into-the-network",
        breaks="who writes down an address makes the server speak with machines behind it",
        file="backend/webhooks/addresses.py",
        old="return address.is_global and not address.is_multicast and address not in _METADATA",
        new="return not address.is_multicast and address not in _METADATA",
        tests=("tests/unit/backend/webhooks/test_addresses.py",),
    ),
)
