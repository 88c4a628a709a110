"""What a reader takes away from a screen, read back from the clipboard of a browser."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from bench.browsing import settle

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
DESKTOP = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=390, height=844)


def parts_of(address: str) -> tuple[str, str, dict[str, str]]:
    """Return what an address means: the browser writes ``:`` and ``,`` in another way."""
    parts = urlsplit(address)
    return parts.netloc, parts.path, dict(parse_qsl(parts.query))


def wait_for_answer(page: Page) -> None:
    page.get_by_role("heading").first.wait_for()
    settle(page)


def open_share(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Copier le lien")).click()
    page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first.wait_for()


def copied(page: Page, code: int) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    block = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").nth(code)
    block.get_by_role("button").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.parametrize(
    ("address", "viewport"),
    [
        ("/couverture?territoire=region:32&rayon=radius", DESKTOP),
        ("/?territoire=departement:38&calques=qpv,regions&lang=fr", PHONE),
    ],
)
def test_the_link_copied_is_the_address_of_the_view(
    open_page: OpenPage, address: str, viewport: ViewportSize
) -> None:
    page = open_page(address, viewport=viewport)
    wait_for_answer(page)
    open_share(page)
    box = page.get_by_test_id("stPopoverBody").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    link = copied(page, 0)
    assert parts_of(link) == parts_of(page.url)
    answer = page.get_by_role("heading").first.inner_text()
    again = open_page(link.removeprefix("http://" + urlsplit(link).netloc), viewport=viewport)
    wait_for_answer(again)
    expect(again.get_by_role("heading").first).to_have_text(answer)


def test_without_a_secure_context_the_link_can_be_selected(open_page: OpenPage) -> None:
    page = open_page("/couverture?territoire=region:32")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    wait_for_answer(page)
    open_share(page)
    text = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first.locator("code")
    text.select_text()
    selected = page.evaluate("getSelection().toString()").strip()
    assert parts_of(selected) == parts_of(page.url)
