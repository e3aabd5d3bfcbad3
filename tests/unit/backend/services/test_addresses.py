from ipaddress import ip_network

import pytest

from backend.services.addresses import client_address, neighborhood

PROXIES = (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        pytest.param("8.8.8.8", "1.1.1.1", "8.8.8.8", id="a-stranger-may-say-what-it-likes"),
        pytest.param("10.0.0.1", "1.1.1.1", "1.1.1.1", id="our-proxy-is-believed"),
        pytest.param("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1", id="only-what-it-wrote-itself"),
        pytest.param("10.0.0.1", "1.1.1.1, 10.0.0.2", "1.1.1.1", id="a-chain-of-ours"),
        pytest.param("10.0.0.1", "", "10.0.0.1", id="no-header"),
        pytest.param("10.0.0.1", "<script>", "10.0.0.1", id="no-address"),
        pytest.param(None, "1.1.1.1", "", id="a-unix-socket"),
    ],
)
def test_the_client_is_the_last_one_that_a_trusted_proxy_saw(
    peer: str | None, forwarded_for: str, address: str
) -> None:
    assert client_address(peer, forwarded_for, PROXIES) == address


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_neighborhood_is_what_a_client_can_hardly_change(address: str, expected: str) -> None:
    assert neighborhood(address) == expected
