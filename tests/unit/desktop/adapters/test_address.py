import pytest

from desktop.adapters.address import server_address
from desktop.core.errors import ClientCode, ConnectionLostError


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://desk.example.org", "https://desk.example.org"),
        ("  https://Desk.Example.org/  ", "https://desk.example.org"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://täst.example", "https://xn--tst-qla.example"),
    ],
)
def test_address_is_scheme_host_and_port(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "desk.example.org",
        "ftp://desk.example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://:80",
        "https://desk.example.org/help",
        "https://desk.example.org?token=x",
        "https://desk.example.org#x",
        "https://ana:secret@desk.example.org",
        "https://desk.example.org:port",
        "https://desk.example.org:70000",
        "https://desk example.org",
        "https://desk.exa\tmple.org",
        "https://[::1",
        "https://" + "a" * 70 + ".example",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ConnectionLostError) as refused:
        server_address(typed)

    assert refused.value.cause is ClientCode.INVALID_ADDRESS
