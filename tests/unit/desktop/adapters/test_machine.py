import pytest

from desktop.adapters.machine import system_proxy, user_agent


def test_program_names_itself_with_its_version() -> None:
    name, _, rest = user_agent("linux").partition("/")

    assert name == "bomizzel-desktop"
    assert rest[0].isdecimal()
    assert rest.endswith(" (linux)")


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("https://desk.example", "http://proxy.example:3128"),
        ("http://desk.example", None),
        ("https://inside.example:8443", None),
    ],
)
def test_proxy_of_the_machine_is_used_where_it_says_so(
    address: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "inside.example")

    assert system_proxy(address) == proxy


def test_proxy_that_aiohttp_cannot_speak_to_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://proxy.example:1080")

    assert system_proxy("https://desk.example") is None
