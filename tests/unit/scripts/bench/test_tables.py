import pytest

from scripts.bench.tables import Row, cells, markdown


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        pytest.param(
            Row("cpu", "µs", (4.0, 5.0, 9.0), (10.0,), 0.5), "met", id="half-of-the-peer"
        ),
        pytest.param(Row("cpu", "µs", (5.1,), (10.0,), 0.5), "not met", id="more-than-half"),
        pytest.param(Row("cpu", "ms", (49.0,), (), 50), "met", id="below-the-bound"),
        pytest.param(Row("cpu", "ms", (51.0,), (), 50), "not met", id="above-the-bound"),
        pytest.param(Row("rate", "1/s", (999.0,), (), 1_000, is_floor=True), "not met", id="slow"),
        pytest.param(
            Row("rate", "1/s", (2.0, 1_000.0, 9e9), (), 1_000, is_floor=True), "met", id="fast"
        ),
        pytest.param(Row("growth", "MiB", (5.0,)), "", id="no-budget"),
    ],
)
def test_the_median_is_held_against_the_budget(row: Row, verdict: str) -> None:
    assert row.verdict == verdict


def test_a_row_shows_medians_ranges_and_the_ratio() -> None:
    row = Row("cpu", "µs", (4.0, 5.0, 9.0), (10.0, 20.0, 12_345.6), 0.5)

    assert cells(row) == (
        "cpu", "µs", "5 (4-9)", "20 (10-12,346)", "0.25", "<= 0.5 x", "met"
    )  # fmt: skip


def test_notes_stand_below_the_table() -> None:
    table = markdown([Row("cpu", "µs", (4.0,), note="whole command"), Row("rss", "KiB", (9.0,))])

    assert table.splitlines()[-1] == "- *cpu*: whole command"
    assert "\n| rss | KiB | 9 |" in table
