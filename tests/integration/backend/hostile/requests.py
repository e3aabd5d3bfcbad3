"""HTTP that is none, or means harm, by kind: the bytes that are sent."""

import gzip
from collections.abc import Mapping

LOGIN = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: smuggled\r\n\r\n"
_GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
_BOMB = gzip.compress(b"[" * 50_000_000, compresslevel=9)


def _chunks(*sizes: bytes) -> bytes:
    return LOGIN + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(sizes)


def _said(length: bytes, body: bytes = b"{}") -> bytes:
    return LOGIN + b"Content-Length: " + length + b"\r\n\r\n" + body


NOT_HTTP: Mapping[str, bytes] = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(16),
    "zeros": bytes(300) + b"\r\n\r\n",
    "a version of nobody": b"GET /livez HTTP/9.9\r\nHost: x\r\n\r\n",
    "no version": b"GET /livez\r\n\r\n",
    "no method": b" /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a line without end": b"GET /" + b"a" * 70_000,
    "an address without end": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without end": _GET + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    "headers without end": _GET + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\n",
    "a header without colon": _GET + b"nonsense\r\n\r\n",
    "a space before the colon": _GET + b"Content-Length : 5\r\n\r\nhello",
    "a folded header": _GET + b"X-A: b\r\n c\r\n\r\n",
    "a zero in a header": _GET + b"X-A: b\x00c\r\n\r\n",
    "a zero in the address": b"GET /li\x00vez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header whose name is none": _GET + b"X(A): b\r\n\r\n",
}
"""Each is refused, and the connection is closed."""

AMBIGUOUS: Mapping[str, bytes] = {
    "two lengths": LOGIN + b"Content-Length: 2\r\nContent-Length: 44\r\n\r\n{}" + SMUGGLED,
    "two lengths in one": _said(b"2, 44", b"{}" + SMUGGLED),
    "a length and chunks": LOGIN
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks and a length": LOGIN
    + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks that are not last": LOGIN
    + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks twice": LOGIN + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks of another kind": LOGIN + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks behind a tab": LOGIN + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a length below zero": _said(b"-2", b"{}" + SMUGGLED),
    "a length with a sign": _said(b"+2", b"{}" + SMUGGLED),
    "a length in words": _said(b"two", b"{}" + SMUGGLED),
    "a length in another base": _said(b"0x2", b"{}" + SMUGGLED),
    "a length without end": _said(b"9" * 400, b"{}" + SMUGGLED),
    "a chunk without end": _chunks(b"F" * 40 + b"\r\n", SMUGGLED),
    "a chunk below zero": _chunks(b"-2\r\n{}\r\n0\r\n\r\n", SMUGGLED),
    "a chunk in words": _chunks(b"two\r\n{}\r\n0\r\n\r\n", SMUGGLED),
    "a chunk longer than it says": _chunks(b"2\r\n{}{}\r\n0\r\n\r\n", SMUGGLED),
}
"""A proxy in front and the server could take each for two requests: it is none at all."""

_BATCH = b'{"email":"a@b.c","password":"' + b"x" * 1_100_000 + b'"}'

REFUSED_BODIES: Mapping[str, bytes] = {
    "longer than allowed": _said(b"%d" % len(_BATCH), _BATCH),
    "longer than allowed, in chunks": _chunks(
        *(b"10000\r\n" + b"x" * 0x10000 + b"\r\n" for _ in range(20)), b"0\r\n\r\n"
    ),
    "millions of chunks of one byte": _chunks(
        *(b"1\r\n{\r\n" for _ in range(20_000)), b"0\r\n\r\n"
    ),
    "a chunk with an endless extension": _chunks(b"2;" + b"x" * 70_000 + b"\r\n{}\r\n0\r\n\r\n"),
    "an endless trailer": _chunks(b"2\r\n{}\r\n0\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"),
    "a bomb": LOGIN + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(_BOMB) + _BOMB,
    "packed, but not": LOGIN + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "packed by nobody": LOGIN + b"Content-Encoding: zip\r\nContent-Length: 2\r\n\r\n{}",
    "no text": _said(b"6", b'{"\xff":0'),
    "deeper than any stack": _said(b"200000", b"[" * 200_000),
    "a number without end": _said(b"100000", b"9" * 100_000),
    "nothing": _said(b"0", b""),
    "expects what nobody can do": LOGIN + b"Expect: miracle\r\nContent-Length: 2\r\n\r\n{}",
}
"""Each is refused with a status of its own fault, 400 to 499."""

STRANGE: Mapping[str, bytes] = {
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "two hosts": _GET + b"Host: y\r\n\r\n",
    "an address of somewhere else": b"GET http://evil.example/livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "a trace": b"TRACE /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method of nobody": b"DROP /api/v1/tickets HTTP/1.1\r\nHost: x\r\n\r\n",
    "options of everything": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "up the tree": b"GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "up the tree, written out": b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that is no text": b"GET /api/v1/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path that is no text, written out": b"GET /api/v1/%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query that is no text": b"GET /api/v1/tickets?status=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "a slash too many": b"GET //livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "another protocol": _GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "a token that is no text": b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\n"
    b"Authorization: Bearer \xff\xfe\r\n\r\n",
    "an endless token": b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
    + b"a" * 7_000
    + b"\r\n\r\n",
    "a hook that is no text": b"POST /api/v1/webhooks/in/%ff%00 HTTP/1.1\r\nHost: x\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    "a hundred at once": (_GET + b"\r\n") * 100,
    "an answer from a client": b"HTTP/1.1 200 OK\r\n\r\n",
}
"""Each is answered somehow, but never by a fault of the server."""
