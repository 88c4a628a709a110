"""What `ATLAS_POLES` may hold, and what is never repeated of it."""

import pytest

from geo.errors import RegisterError
from loaders.register.address import PRIVATE_VARIABLE, VARIABLE, read_address


@pytest.mark.parametrize("given", [{}, {VARIABLE: ""}, {VARIABLE: "  "}])
def test_nothing_means_the_file(given: dict[str, str]) -> None:
    assert read_address(given) is None


@pytest.mark.parametrize(
    ("url", "kind", "host"),
    [
        ("https://grist.exemple.fr/api/poles.csv?x=1", "https", "grist.exemple.fr"),
        (" https://GRIST.exemple.fr:8443/a ", "https", "grist.exemple.fr"),
        ("https://nom:clef@exemple.fr/a", "https", "exemple.fr"),
        ("postgresql://nom:clef@base.exemple.fr:5433/atlas", "postgresql", "base.exemple.fr"),
        ("postgresql:///atlas", "postgresql", "localhost"),
        ("postgres://base.exemple.fr/atlas?sslmode=require", "postgresql", "base.exemple.fr"),
    ],
)
def test_addresses(url: str, kind: str, host: str) -> None:
    address = read_address({VARIABLE: url})
    assert address is not None
    assert (address.kind, address.host, address.private) == (kind, host, False)
    assert "clef" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        *("poles.csv", "/srv/poles.csv", "file:///etc/passwd", "ftp://exemple.fr/a", "https://"),
        *("https:///chemin", "mysql://nom:clef@exemple.fr/a", "https://exemple.fr:port/clef"),
        *("https://exemple.fr/a\nb", "https://exemple.fr/a b", "https://[clef/a"),
        *("postgresql://", "HTTPS//exemple.fr/clef"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(RegisterError, match=r"^ATLAS_POLES n'est pas une adresse .*\.$") as raised:
        read_address({VARIABLE: url})
    assert "clef" not in str(raised.value)


def test_without_encryption_only_on_an_internal_network() -> None:
    url = "http://grist.interne/poles.csv"
    with pytest.raises(RegisterError, match="ATLAS_POLES_PRIVATE=1"):
        read_address({VARIABLE: url})
    address = read_address({VARIABLE: url, PRIVATE_VARIABLE: "1"})
    assert address is not None
    assert address.private
    with pytest.raises(RegisterError, match="ATLAS_POLES_PRIVATE vaut 1 ou 0"):
        read_address({VARIABLE: url, PRIVATE_VARIABLE: "oui"})
