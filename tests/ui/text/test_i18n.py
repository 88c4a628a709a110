"""Each session speaks its own language, and every sentence has its translation."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import BaseError
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from ui.text import catalogue, i18n
from ui.text.i18n import _, choose_language, install, negotiate_language, ngettext

TRANSLATED = [language for language in i18n.LANGUAGES if language != i18n.DEFAULT_LANGUAGE]


@pytest.fixture(autouse=True)
def _french_again() -> Iterator[None]:
    install("fr")
    yield
    install("fr")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_source_is_translated(language: str) -> None:
    template = catalogue.extract_messages()
    assert len(template) > 100, "the extraction found the sentences"
    assert list(catalogue.problems(language, template)) == []
    assert catalogue.main(["check"]) == 0, "python -m ui.text.catalogue update"


def test_french_is_the_default_and_its_own_key() -> None:
    assert i18n.current_language() == "fr"
    assert _("Valeur") == "Valeur"
    install("en")
    assert _("Valeur") == "Value"
    assert _("phrase qui n'existe pas") == "phrase qui n'existe pas"


@pytest.mark.parametrize("count", [0, 1, 1.5, -1, 2, 12, 2.0])
def test_each_language_has_its_own_plural(count: float) -> None:
    forms = (
        "{place} : {count} pôle connu y a son siège",
        "{place} : {count} pôles connus y ont leur siège",
    )
    install("fr")
    assert ngettext(*forms, count) == forms[abs(count) >= 2]
    install("en")
    english = (
        "{place}: {count} known pole has its seat here",
        "{place}: {count} known poles have their seats here",
    )
    assert ngettext(*forms, count) == english[count != 1]
    assert ngettext("sans traduction", "sans traductions", 2) == "sans traductions"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="Langue inconnue"):
        install("de")
    assert i18n.current_language() == "fr"


@pytest.mark.parametrize(
    ("link", "browser", "expected"),
    [
        (None, None, ("fr", False)),
        (None, "", ("fr", False)),
        (None, "en-GB", ("en", False)),
        (None, "fr-CA", ("fr", False)),
        (None, "de", ("fr", False)),
        (None, "de,en;q=0.8,fr;q=0.5", ("en", False)),
        (None, "en;q=0.3, fr;q=0.9", ("fr", False)),
        (None, "en;q=0, de", ("fr", False)),
        (None, "en;q=abc", ("fr", False)),
        (None, ";;;,,q", ("fr", False)),
        ("en", "fr-FR", ("en", False)),
        ("fr", "en", ("fr", False)),
        ("EN", None, ("en", False)),
        ("de", "en", ("en", True)),
        ("", None, ("fr", True)),
        ("{{7*7}}", None, ("fr", True)),
    ],
)
def test_the_link_then_the_browser_then_french(
    link: str | None, browser: str | None, expected: tuple[str, bool]
) -> None:
    assert choose_language(link, browser) == expected
    assert negotiate_language(link, browser) == expected[0]


def test_threads_do_not_share_a_language() -> None:
    barrier = threading.Barrier(8)
    wrong: list[str] = []

    def visit(language: str, word: str) -> None:
        install(language)
        barrier.wait()
        wrong.extend(shown for _turn in range(2000) if (shown := _("Valeur")) != word)

    threads = [
        threading.Thread(target=visit, args=visitor)
        for visitor in [("fr", "Valeur"), ("en", "Value")] * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert i18n.current_language() == "fr"


def _page() -> None:
    import streamlit as st  # noqa: PLC0415 - AppTest runs this function as a file of its own

    from ui.text.i18n import _, install  # noqa: PLC0415

    if st.session_state.get("first", True):
        install("en")

    def remember() -> None:
        st.session_state["said"] = _("Valeur")

    st.session_state["first"] = False
    st.write(_("Valeur"))
    st.button("go", on_click=remember)


def test_a_session_keeps_its_language_in_callbacks_and_reruns() -> None:
    app = AppTest.from_function(_page).run()
    assert app.markdown[0].value == "Value"
    app.button[0].click().run()
    assert app.session_state["said"] == "Value"
    assert app.markdown[0].value == "Value"
    assert i18n.current_language() == "fr"


def test_a_missing_or_damaged_catalogue_leaves_french(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = tmp_path / "damaged.po"
    damaged.write_text('msgid "a"\nmsgstr "b\nnonsense', encoding="utf-8")
    binary = tmp_path / "binary.po"
    binary.write_bytes(b'msgid "\xff\xfe"\n')
    for path in (tmp_path / "absent.po", damaged, binary):
        translations = i18n.read_translations(path)
        assert translations.gettext("Valeur") == "Valeur"
        assert translations.ngettext("un", "des", 0) == "un"
    assert len(caplog.records) == 3


def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue_text: str) -> list[str]:
    """Return the problems of a project of one source file and one catalogue."""
    (tmp_path / "pages").mkdir()
    source = (
        "from ui.text.i18n import _, ngettext\n_('Bonjour {name}')\n_('**Gras**')\n"
        "ngettext('{n} pôle', '{n} pôles', 2)\nN_('plus tard')\n"
    )
    (tmp_path / "pages" / "carte.py").write_text(source, encoding="utf-8")
    path = tmp_path / "en.po"
    path.write_text(catalogue_text, encoding="utf-8")
    monkeypatch.setattr(catalogue, "catalogue_path", lambda _language: path)
    return list(catalogue.problems("en", catalogue.extract_messages(tmp_path)))


PLURAL = 'msgid "{n} pôle"\nmsgid_plural "{n} pôles"\n'
COMPLETE = (
    'msgid "Bonjour {name}"\nmsgstr "Hello {name}"\n\n'
    'msgid "**Gras**"\nmsgstr "**Bold**"\n\n'
    'msgid "plus tard"\nmsgstr "later"\n\n'
    f'{PLURAL}msgstr[0] "{{n}} pole"\nmsgstr[1] "{{n}} poles"\n'
)


def test_a_complete_catalogue_has_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert planted(tmp_path, monkeypatch, COMPLETE) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Hello {name}", "Hello {nom}", "champs ou marques changés"),
        ("Hello {name}", "Hello", "champs ou marques changés"),
        ("Hello {name}", "Hello {name", "accolade non fermée"),
        ("Hello {name}", "", "sans traduction"),
        ("**Bold**", "Bold", "champs ou marques changés"),
        ('"{n} poles"', '""', "sans traduction"),
        ('msgid "plus tard"\nmsgstr "later"\n\n', "", "sans traduction"),
        ('msgid "plus tard"', '#, fuzzy\nmsgid "plus tard"', "à relire"),
        ('msgid "plus tard"', 'msgid "x"\nmsgstr "y"\n\nmsgid "plus tard"', "disparue du source"),
        (
            "msgstr[1]",
            'msgstr[1] "{n} poles"\n\n#~ msgid "x"\n#~ msgstr "y"\n\n#',
            "disparue du source",
        ),
    ],
)
def test_what_a_translator_has_to_do_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, expected: str
) -> None:
    found = planted(tmp_path, monkeypatch, COMPLETE.replace(old, new))
    assert len(found) == 1
    assert expected in found[0]


def test_a_sentence_of_geo_without_translation_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "geo" / "reach").mkdir(parents=True)
    (tmp_path / "geo" / "reach" / "reach.py").write_text(
        "raise FilterError(message('{rule} manque.', rule=quote(rule)))\n"
        "plural_message('{n} cellule', '{n} cellules', 2, n=2)\n",
        encoding="utf-8",
    )
    found = planted(tmp_path, monkeypatch, COMPLETE)
    assert found == [
        "en : sans traduction : '{rule} manque.'.",
        "en : sans traduction : '{n} cellule'.",
    ]


def test_updating_keeps_translations_and_drops_what_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "en.po"
    path.write_text(f'{COMPLETE}\nmsgid "gone"\nmsgstr "x"\n', encoding="utf-8")
    monkeypatch.setattr(catalogue, "catalogue_path", lambda _language: path)
    template = Catalog()
    template.add("Bonjour {name}", locations=[("pages/carte.py", 3)])
    template.add("nouveau", locations=[("ui/x.py", 4)])
    with pytest.raises(BaseError):
        catalogue.pybabel_update("en", template, check=True)
    catalogue.pybabel_update("en", template)
    written = path.read_bytes()
    assert b"pages/carte.py:3" not in written
    catalogue.pybabel_update("en", template, check=True)
    catalogue.pybabel_update("en", template)
    assert path.read_bytes() == written
    with path.open("rb") as file:
        read = read_po(file)
    assert {message.id: message.string for message in read if message.id} == {
        "Bonjour {name}": "Hello {name}",
        "nouveau": "",
    }


def test_the_command_line_lists_problems_then_mends_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "en" / "LC_MESSAGES" / "atlas.po"
    monkeypatch.setattr(catalogue, "catalogue_path", lambda _language: path)
    assert catalogue.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "sans traduction : 'Valeur'" in told
    assert "python -m ui.text.catalogue update" in told
    assert catalogue.main(["update"]) == 0
    with path.open("rb") as file:
        assert "Valeur" in read_po(file)
