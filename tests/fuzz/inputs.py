"""Bad inputs made of good ones, for Hypothesis."""

from hypothesis import strategies as st

from tests.fuzz.target import Target

_JUNK = (
    *(b'"', b"[", b"]", b"{", b"}", b",", b":", b"\n", b"\x00", b"\xff", b"\xed\xa0\x80", b""),
    *(b"\\ud800", b"\\u0000", b"null", b"true", b"1e400", b"-1", b"1.5", b"[]", b'""', b"NaN"),
    *(b"9" * 20, b"9" * 400, b"9" * 5_000, b"[" * 3_000, b'{"a":' * 2_000, b"x" * 300, b"%00"),
    *(b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00+14:00", b"-0000", b"\r\n", b"<!--"),
)
_EDIT = st.tuples(
    st.integers(0, 400), st.integers(0, 12), st.sampled_from(_JUNK) | st.binary(max_size=4)
)


def inputs(target: Target) -> st.SearchStrategy[bytes]:
    """Return a strategy for inputs of ``target``: edited good ones, and any bytes."""
    edits = st.lists(_EDIT, min_size=1, max_size=4)
    return st.builds(_edited, st.sampled_from(target.seeds), edits) | st.binary(max_size=300)


def _edited(good: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Replace, for each edit, so many bytes from a place on."""
    data = bytearray(good)
    for place, count, junk in edits:
        start = place % (len(data) + 1)
        data[start : start + count] = junk
    return bytes(data)
