from backend.realtime.limits import Admission, Allowance, Limits


def test_an_allowance_grants_its_burst_and_then_its_rate() -> None:
    now_s = 0.0
    allowance = Allowance(burst=2, per_s=0.5, monotonic=lambda: now_s)
    assert [allowance.take() for _ in range(3)] == [True, True, False]

    now_s = 1.9
    assert allowance.take() is False
    now_s = 2.0
    assert allowance.take() is True
    assert allowance.take() is False


def test_an_allowance_does_not_grow_beyond_its_burst() -> None:
    now_s = 0.0
    allowance = Allowance(burst=2, per_s=1, monotonic=lambda: now_s)
    now_s = 1000.0

    assert [allowance.take() for _ in range(3)] == [True, True, False]


def test_admission_counts_by_address_and_in_all() -> None:
    admission = Admission(Limits(unauthenticated_sockets=3, unauthenticated_per_address=2))

    assert [admission.enter(address) for address in ("a", "a", "a", "b", "c")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    admission.leave("a")
    assert admission.enter("c") is True
    assert admission.waiting == 3
