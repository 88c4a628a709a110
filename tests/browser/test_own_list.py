"""A person brings her spreadsheet: report, use, comparison, a link given away, a wrong file."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pandas as pd
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from bench.browsing import settle
from bench.serving import ROOT, Server
from tests.geo.lists.writing import as_xlsx
from ui.server.uploads import UPLOADS

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLOW_MS = 60_000


def spreadsheet() -> bytes:
    """Return 300 structures: 280 by their code of today, 20 by one of before."""
    towns = pd.read_parquet(ROOT / "data" / "communes.parquet", columns=["code", "name"])
    other = pd.read_parquet(ROOT / "data" / "autres_noms.parquet")
    former = other[(other["kind"] == "ancienne") & ~other["code"].isin(towns["code"])]
    led = former.groupby("code")["commune"].nunique()
    former = former[former["code"].isin(led[led == 1].index)].drop_duplicates("code")
    drawn = pd.concat([towns.sample(280, random_state=1), former.sample(20, random_state=1)])
    named = [
        (f"Structure {place}", code, name)
        for place, (code, name) in enumerate(zip(drawn["code"], drawn["name"], strict=True))
    ]
    return as_xlsx([("Nom de la structure", "Code Insee", "Commune"), *named])


def bring(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="Ma liste").click(timeout=SLOW_MS)
    expect(page.get_by_text("5 Mo et 20\u202f000 lignes au plus")).to_be_visible()
    send(page, name, content)


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )


def test_list_is_brought_read_used_compared_and_stays_private(open_page: OpenPage) -> None:
    page = open_page("/comparer?territoire=ancienne-region:82&avec=region:11")
    bring(page, "mes-structures.xlsx", spreadsheet())
    dialog = page.get_by_role("dialog")
    report = dialog.locator("p", has_text="300 lignes lues")
    expect(report).to_be_visible(timeout=SLOW_MS)
    expect(dialog.get_by_text("Code Insee » : code Insee de la commune")).to_be_visible()
    placed = re.search(r"(\d+) placées", report.inner_text())
    assert placed is not None
    assert int(placed[1]) >= 295
    before = page.get_by_role("heading", level=3).first.inner_text()
    dialog.get_by_role("button", name="Utiliser à la place du registre").click()
    expect(dialog).not_to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]liste=seule"))
    settle(page)
    expect(page.get_by_role("heading", level=3).first).not_to_have_text(before)
    assert "mes-structures" not in page.url
    page.get_by_role("button", name=re.compile("Copier le lien")).click()
    expect(page.get_by_text("Votre liste n'est pas dans le lien")).to_be_visible()

    other = open_page(page.url.removeprefix(page.url.split("/comparer")[0]))
    expect(other.get_by_text("avec une liste privée, qui ne voyage pas avec lui")).to_be_visible()
    expect(other.get_by_role("heading", level=3).first).to_have_text(before)
    expect(other.get_by_text("mes-structures")).to_have_count(0)


def test_wrong_file_is_refused_in_words_and_the_next_one_is_taken(open_page: OpenPage) -> None:
    page = open_page("/")
    # The browser keeps it back; the page says why where the eye is.
    bring(page, "liste.csv", b"a;b\n" * 1_400_000)
    uploader = page.get_by_test_id("stFileUploader")
    refused = uploader.filter(has=page.locator("[aria-invalid=true]"))
    expect(refused).to_be_visible()
    said = refused.evaluate("element => getComputedStyle(element, '::after').content")
    assert "plus de 5 Mo" in said
    send(page, "liste.xlsx", b"%PDF-1.7 a paper")
    expect(page.get_by_text("liste.xlsx ne se lit pas")).to_be_visible(timeout=SLOW_MS)
    send(page, "liste.csv", b"Nom;Code Insee\nA;07010\n")
    expect(page.get_by_text("1 ligne lue")).to_be_visible(timeout=SLOW_MS)


def test_file_arrives_under_another_root_and_only_while_the_page_asks(
    open_page: OpenPage,
    serve: Callable[..., AbstractContextManager[Server]],
) -> None:
    with serve(base="atlas-ptce") as server:
        page = open_page("/", server=server, viewport=ViewportSize(width=390, height=844))
        page.get_by_test_id("stExpandSidebarButton").click(timeout=SLOW_MS)
        with page.expect_response(re.compile(UPLOADS)) as sent:
            bring(page, "liste.csv", b"Nom;Code Insee\nA;07010\n")
        assert sent.value.status == 204
        address = sent.value.url
        expect(page.get_by_text("1 ligne lue")).to_be_visible(timeout=SLOW_MS)
        # What was sent is freed as soon as it is read.
        assert "UploadedFileManager" not in httpx.get(f"{server.url}/_stcore/metrics").text
        # The session is the same, and its cookie; its page asks for nothing any more.
        token = next(one["value"] for one in page.context.cookies() if "xsrf" in one["name"])
        answer = page.request.put(
            address,
            headers={"X-Xsrftoken": token},
            multipart={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a"}},
        )
        assert answer.status == 403
        assert "Ma liste" in answer.text()
