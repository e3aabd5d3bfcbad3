from backend.realtime.latency import MAX_KEPT, WINDOW_S, Latencies


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    latencies = Latencies(lambda: 0.0)
    for hundredth in range(100, 0, -1):
        latencies.add(hundredth / 100)

    found = latencies.of_last()

    assert (found.count, found.p50, found.p95, found.p99) == (100, 0.5, 0.95, 0.99)


def test_one_duration_is_every_percentile() -> None:
    latencies = Latencies(lambda: 0.0)
    latencies.add(0.2)

    found = latencies.of_last()

    assert (found.count, found.p50, found.p95, found.p99) == (1, 0.2, 0.2, 0.2)


def test_what_is_long_ago_does_not_count_and_nothing_grows_without_end() -> None:
    now_s = 1_000.0
    latencies = Latencies(lambda: now_s)
    for _ in range(MAX_KEPT + 1):
        latencies.add(9.0)
    assert latencies.of_last().count == MAX_KEPT

    now_s += WINDOW_S + 1

    assert latencies.of_last().p99 == 0.0
