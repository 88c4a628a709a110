"""What any visit must be, whatever the screen shows."""

import pytest

pytestmark = pytest.mark.browser


def test_visit_asks_no_other_host_and_meets_no_error(open_page, requests_log) -> None:  # noqa: ANN001
    page = open_page()
    page.wait_for_selector("[data-testid=stApp]")
    page.frame_locator("iframe[title*=streamlit_folium]").locator(".leaflet-container").wait_for()
    page.wait_for_load_state("networkidle")
    hosts = {host for host, _status, _address in requests_log.answers}
    assert hosts == {requests_log.own_host}
    assert requests_log.refused == []
