from backend.realtime.figures import Throughput


def test_throughput_is_the_mean_of_the_last_ten_seconds() -> None:
    now_s = 100.2
    throughput = Throughput(lambda: now_s)
    throughput.add(5)
    throughput.add(5)
    now_s = 105.0
    throughput.add(10)

    assert throughput.per_second == 2.0
    now_s = 110.9
    assert throughput.per_second == 1.0
    now_s = 200.0
    assert throughput.per_second == 0.0


def test_the_total_is_never_forgotten() -> None:
    now_s = 0.0
    throughput = Throughput(lambda: now_s)
    for second in range(100):
        now_s = float(second)
        throughput.add(2)

    assert throughput.total == 200
