"""The pages for phones against forged forms, borrowed sessions and forwarded links.

Asked of every route under /h5/ that the product has: a page added later is covered by being there.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
import pytest
from starlette.routing import Route

from sandbox.browser import Page
from sandbox.town import Town
from tests.hostile.doors import standing
from tests.stories.cases import approved_up_to, filed, phone, the_request

pytestmark = pytest.mark.slow

LOGINS = ("/h5/{school}/login", "/h5/{school}/login/wechat")
REASON = "请补充查看人员\u202e\u200b的姓名"


def routes(here: Town, method: str) -> list[str]:
    found = [
        route.path
        for route in here.product._routes()
        if isinstance(route, Route)
        and route.path.startswith("/h5/")
        and method in (route.methods or ())
    ]
    assert len(found) >= 4
    return found


def filled(here: Town, path: str, link: str) -> str:
    """The route's address for the case that waits for the deputy head."""
    gaps: Mapping[str, str] = {
        "school": "taishan",
        "token": link,
        "number": "1",
        "paper": "1",
        "purpose": "file:footage",
    }
    return here.settings.web.public_url + re.sub(
        r"\{(\w+)(:\w+)?\}", lambda gap: gaps[gap[1]], path
    )


async def asked(here: Town) -> tuple[Page, str]:
    """裴云旗's page, logged in, and the token of his link."""
    await filed(here)
    await approved_up_to(here, "牧星野", "雷默言", "温若谷")
    page = await here.stage["裴云旗"].opens()
    assert page.status == 200
    return page, urlsplit(page.url).path.rsplit("/", 1)[-1]


def seal_on(page: Page) -> str:
    return page.forms[0].fields["seal"][0]


async def test_every_form_wants_our_seal_from_our_page_of_this_session(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    page, link = await asked(taishan)
    mine, before = page.browser._http, await standing(taishan)
    other = await phone(taishan, "雷默言").browser().open(page.url)
    form = {"verdict": "approve", "act": "approve", "tap": "v1:ap:1:1:0"}
    for path in routes(taishan, "POST"):
        url = filled(taishan, path, link)
        elsewhere = "0" * 64 if url == page.url else seal_on(page)
        for who, seal, origin in (
            (stranger, seal_on(page), ""),  # without a session
            (stranger, "", ""),
            (mine, "", ""),
            (mine, "0" * 64, ""),
            (mine, elsewhere, ""),  # of another page
            (mine, seal_on(page), "https://evil.example"),
            (mine, seal_on(page), "null"),
            (other.browser._http, seal_on(page), ""),  # of somebody else's session
        ):
            headers = {"Origin": origin} if origin else {}
            said = {**form, "seal": seal}
            async with who.post(url, data=said, headers=headers, allow_redirects=False) as got:
                assert got.status == 403, (path, seal, origin)
                assert "location" not in got.headers
    assert await standing(taishan) == before
    assert not [d for d in (await the_request(taishan)).decisions if d.step == 3]


async def test_no_page_can_be_framed_kept_or_taken_for_something_else(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    page, link = await asked(taishan)
    before = await standing(taishan)
    for path in routes(taishan, "GET"):
        for who in (page.browser._http, stranger):
            url = filled(taishan, path, link)
            async with who.get(url, allow_redirects=False) as got:
                told, source = got.headers, await got.text()
            assert got.status < 500, path
            assert told["x-content-type-options"] == "nosniff", path
            assert "frame-ancestors 'none'" in told["content-security-policy"], path
            assert "form-action 'self'" in told["content-security-policy"], path
            served_to_all = "{" not in path
            assert served_to_all or told["cache-control"] == "no-store", path
            for cookie in told.getall("set-cookie", []):
                parts = cookie.lower()
                assert "httponly" in parts or "max-age=0" in parts, path
                assert "samesite=lax" in parts, path
            where = told.get("location", "")
            assert not where or urlsplit(where).hostname in (None, "127.0.0.1"), path
            assert who is not stranger or "黑色手机" not in source, path
    assert await standing(taishan) == before


@pytest.mark.parametrize("who", ["雷默言", "科任老师乙"])
async def test_a_forwarded_link_shows_nothing_and_decides_nothing(
    taishan: Town, who: str
) -> None:
    page, _ = await asked(taishan)
    friend = phone(taishan, who, "wecom")
    seen = await friend.browser().open(page.url)
    assert seen.status == 403
    assert "黑色手机" not in seen.text


async def test_a_code_or_state_from_outside_leads_nowhere(
    taishan: Town, stranger: aiohttp.ClientSession
) -> None:
    page, link = await asked(taishan)
    for path in LOGINS:
        for state in ("", "//evil.example", "https://evil.example/", link, "\r\nLocation: x"):
            url = filled(taishan, path, link)
            for who in (stranger, page.browser._http):
                async with who.get(
                    url, params={"code": "x", "state": state}, allow_redirects=False
                ) as got:
                    assert got.status == 403
                    assert "location" not in got.headers
                    assert "diaoyue_reader" not in got.headers.get("set-cookie", "")


async def test_a_session_somebody_planted_is_replaced_by_the_login(taishan: Town) -> None:
    """Fixation: the cookie of before the login is worth nothing after it."""
    page, _ = await asked(taishan)
    planted = {c.key: c.value for c in page.browser._http.cookie_jar}["diaoyue_reader"]
    again = phone(taishan, "裴云旗", "wecom").browser()
    other = await again.open(page.url)
    now = {c.key: c.value for c in again._http.cookie_jar}["diaoyue_reader"]
    assert now != planted
    assert seal_on(other) != seal_on(page)


async def test_a_used_link_decides_nothing_again(taishan: Town) -> None:
    page, _ = await asked(taishan)
    seal = {"seal": [seal_on(page)]}
    await page.presses("同意")
    before = await the_request(taishan)
    for verdict in ("reject", "return", "approve"):
        said = {**seal, "verdict": [verdict], "words": ["另有考虑，请重办"]}
        await page.browser.send("post", page.url, said)
    assert (await the_request(taishan)).decisions == before.decisions


async def test_what_nobody_sees_does_not_reach_a_reason(taishan: Town) -> None:
    page, _ = await asked(taishan)
    said = {"seal": [seal_on(page)], "verdict": ["return"], "words": [REASON]}
    await page.browser.send("post", page.url, said)
    assert (await the_request(taishan)).decisions[-1].reason == "请补充查看人员的姓名"


@pytest.mark.parametrize("how", [{"verdict": ["return"]}, {"act": ["approve"]}])
@pytest.mark.parametrize("field", ["words", "report"])
async def test_no_number_of_a_person_is_taken_on_any_way(
    taishan: Town, how: dict[str, list[str]], field: str
) -> None:
    page, _ = await asked(taishan)
    before = await the_request(taishan)
    said = {"seal": [seal_on(page)], field: ["请找家长 13812345678 核实情况"], **how}
    answer = await page.browser.send("post", page.url, said)
    assert answer.status == 422
    assert await the_request(taishan) == before


@pytest.mark.parametrize("year", ["0001", "9999"])
async def test_a_time_no_picker_writes_changes_nothing(taishan: Town, year: str) -> None:
    page, _ = await asked(taishan)
    ends = {"span.from": [f"{year}-01-01T00:00"], "span.to": [f"{year}-12-31T23:59"]}
    boxes = {f"bound.{key}": ["1"] for key in ("span", "zones", "cameras", "viewers", "copy")}
    said = {"seal": [seal_on(page)], "act": ["narrow"], **boxes, **ends}
    answer = await page.browser.send("post", page.url, said)
    assert answer.status < 500
