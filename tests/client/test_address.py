"""Which hub addresses may be used."""

import pytest

from client.address import BadAddress, checked, desk_door


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("hub.example.com", "https://hub.example.com"),
        (" https://hub.example.com/ ", "https://hub.example.com"),
        ("https://hub.example.com:8443/v1/desk?x=1", "https://hub.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_tidied(typed: str, used: str) -> None:
    assert checked(typed) == used


@pytest.mark.parametrize(
    "typed",
    [
        "http://hub.example.com",
        "http://10.0.0.5",
        "ftp://hub.example.com",
        "https://user:pass@hub.example.com",
        "https://hub.example.com:port",
        "",
        "javascript:alert(1)",
    ],
)
def test_what_is_not_encrypted_or_not_an_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        checked(typed)


def test_a_trusted_network_is_allowed_only_when_said_so() -> None:
    assert checked("http://10.0.0.5:8080", insecure_lan=True) == "http://10.0.0.5:8080"


def test_the_desks_door() -> None:
    assert desk_door("https://hub.example.com") == "wss://hub.example.com/v1/desk"
    assert desk_door("http://127.0.0.1:80") == "ws://127.0.0.1:80/v1/desk"
