from backend.realtime.limits import Admission, Allowance, Limits, Refusal


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
        None,
        None,
        Refusal.UNAUTHENTICATED_OF_ADDRESS,
        None,
        Refusal.UNAUTHENTICATED,
    ]
    admission.recognize("a")
    assert admission.enter("c") is None
    assert admission.waiting == 3


def test_admission_counts_those_with_an_identity_by_address_too() -> None:
    admission = Admission(Limits(sockets_per_address=1))
    assert admission.enter("a") is None
    admission.recognize("a")

    assert admission.enter("a") is Refusal.SOCKETS_OF_ADDRESS
    assert admission.enter("b") is None
    admission.leave("a")
    assert admission.enter("a") is None
