"""The page of the API in a browser, and its answers in a page of another site."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from bench.serving import Server
from tests.browser.requests_log import RequestsLog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
READ = """async (address) => {
  const first = await fetch(address);
  const tag = first.headers.get("ETag");
  const again = await fetch(address, {headers: {"If-None-Match": tag}, cache: "no-store"});
  return [(await first.json()).territory, tag, again.status];
}"""


@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_is_whole_without_a_script(open_page: OpenPage, width: int) -> None:
    page = open_page("/api", viewport={"width": width, "height": 844}, java_script_enabled=False)
    expect(page).to_have_url(re.compile(r"/api/v1/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("API de l'atlas des PTCE")
    # The style sheet was let through.
    expect(page.locator("body")).to_have_css("background-color", "rgb(251, 250, 247)")
    page.locator("#coverage summary").click()
    row = page.locator("#coverage tr", has_text="Jusqu'où un pôle rayonne.")
    expect(row).to_contain_text("zone-emploi")
    box = page.locator("html").bounding_box()
    assert box is not None
    assert box["width"] == width
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API of the atlas of PTCE")
    page.get_by_role("link", name="territories?q=rhone alpes").click()
    expect(page.locator("body")).to_contain_text("ancienne-region:82")


def test_a_page_of_another_site_reads_the_figures(
    open_page: OpenPage, site: Server, requests_log: RequestsLog
) -> None:
    # The same machine under another name is another site; its own policy is not in question.
    elsewhere = site.url.replace("localhost", "127.0.0.1")
    requests_log.expected_hosts.add(urlsplit(elsewhere).netloc)
    page = open_page("/api/v1/", bypass_csp=True)
    page.goto(f"{elsewhere}/api/v1/")
    territory, tag, again = page.evaluate(READ, f"{site.url}/api/v1/coverage?territory=region:84")
    assert (territory, again) == ("region:84", 304)
    assert tag.startswith('W/"')
