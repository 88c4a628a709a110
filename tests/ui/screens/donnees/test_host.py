"""What the host fills in, and what it may hold."""

from urllib.parse import parse_qs, urlsplit

import pytest

from ui.screens.donnees import words
from ui.screens.donnees.host import CONTACT, PUBLISHER, Host, host

HOSTILE = "<b>x</b> {{7*7}} **gras** [lien](javascript:alert(1)) :red[x]"


def test_a_host_that_says_nothing_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PUBLISHER, raising=False)
    monkeypatch.setenv(CONTACT, "  ")
    told = host()
    assert told == Host("", "")
    assert "ne l'a pas indiqué (réglage `ATLAS_PUBLISHER`)" in words.publisher(told)
    assert "ne l'a pas indiqué (réglage `ATLAS_CONTACT`)" in words.contact(told)
    assert "L'hébergeur n'a pas indiqué d'adresse" in words.where_to_send(told, "a", "b")


def test_what_the_host_says_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PUBLISHER, HOSTILE)
    monkeypatch.setenv(CONTACT, HOSTILE)
    for said in (words.publisher(host()), words.contact(host())):
        assert r"\*\*gras\*\*" in said
        assert r"\[lien\]" in said
        assert r"\<b\>" in said
        assert "](" not in said.replace(r"\](", "")


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("ptce@exemple.fr", "mailto:ptce@exemple.fr"),
        ("https://exemple.fr/écrire", "https://exemple.fr/%C3%A9crire"),
        ("javascript:alert(1)", ""),
        ("a@b.fr?bcc=c@d.fr", ""),
        ("01 23 45 67 89", ""),
    ],
)
def test_an_address_is_a_mail_or_a_page_and_else_text(contact: str, address: str) -> None:
    assert Host("", contact).address() == address


def test_a_mail_bears_the_line_if_it_fits() -> None:
    told = Host("", "ptce@exemple.fr")
    address = told.address("Registre : a", "id,name\na,(b) & c\n")
    assert parse_qs(urlsplit(address).query) == {
        "subject": ["Registre : a"],
        "body": ["id,name\na,(b) & c\n"],
    }
    assert not set(address) & set("()[] \n")
    assert (
        told.address("Registre : a", "x" * 3000)
        == "mailto:ptce@exemple.fr?subject=Registre%20%3A%20a"
    )
