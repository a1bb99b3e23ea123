"""The decision page: the link selects, WeCom's login identifies, the desk allows."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from bot.approvals.request import Verdict
from bot.cards import Fact
from bot.people.person import Platform
from bot.platforms.wechat.client import authorize_url as wechat_login
from bot.platforms.wecom.client import authorize_url
from bot.speech import catalogue
from bot.web.desk import Paper
from bot.web.h5 import REASON_LIMIT, Pages
from bot.web.sessions import SESSION, Signer
from tests.wecom.desk import CASE, FakeDesk

TOKEN = "known-" + "x" * 22
CASE_URL = f"/h5/taishan/r/{TOKEN}"
HTTPS = "https://bot.example.edu"


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def authorize(school: str, on: Platform, redirect: str, state: str) -> str:
    if school != "taishan":
        return ""
    if on is Platform.WECHAT:
        return wechat_login(app_id="wx1", redirect=redirect, state=state)
    return authorize_url(corp_id="ww1", agent_id=7, redirect=redirect, state=state)


@dataclass
class Site:
    desk: FakeDesk
    clock: Clock
    app: Starlette
    phones: list[httpx.AsyncClient] = field(default_factory=list)

    def phone(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        phone = httpx.AsyncClient(transport=transport, base_url=HTTPS)
        self.phones.append(phone)
        return phone

    async def logged_in(self, who: str = "li") -> httpx.AsyncClient:
        phone = self.phone()
        await back_from_wecom(phone, await phone.get(CASE_URL), f"code-{who}")
        return phone


@pytest.fixture
async def site():
    desk, clock = FakeDesk(), Clock()
    pages = Pages(
        desk=desk, authorize=authorize, public_url=HTTPS, signer=Signer(b"k" * 32), now=clock
    )
    site = Site(desk, clock, Starlette(routes=list(pages.routes())))
    yield site
    for phone in site.phones:
        await phone.aclose()


def state_of(answer: httpx.Response) -> str:
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


async def back_from_wecom(phone, asked: httpx.Response, code: str) -> httpx.Response:
    return await phone.get("/h5/taishan/login", params={"code": code, "state": state_of(asked)})


def seal_of(page: httpx.Response) -> str:
    return re.search(r'name="seal" value="(\w+)"', page.text)[1]


async def decide(phone, seal: str, verdict: str = "approve", **more: str) -> httpx.Response:
    return await phone.post(CASE_URL, data={"seal": seal, "verdict": verdict, **more})


async def test_a_link_leads_to_wecoms_login_and_back(site) -> None:
    phone = site.phone()
    asked = await phone.get(CASE_URL)
    assert asked.status_code == 302
    target = urlsplit(asked.headers["location"])
    query = parse_qs(target.query)
    assert target.netloc == "open.weixin.qq.com"
    assert query["redirect_uri"] == [f"{HTTPS}/h5/taishan/login"]
    assert re.fullmatch(r"[0-9a-zA-Z]{32,128}", query["state"][0])
    assert TOKEN not in asked.headers["location"]
    back = await back_from_wecom(phone, asked, "code-li")
    assert (back.status_code, back.headers["location"]) == (303, CASE_URL)
    assert (await phone.get(CASE_URL)).status_code == 200


async def test_the_page_shows_the_whole_case(site) -> None:
    page = await (await site.logged_in()).get(CASE_URL)
    parts = [CASE.title, CASE.number, CASE.clock, *CASE.body, *CASE.notes]
    parts += [part for fact in CASE.facts for part in (fact.label, fact.value)]
    parts += [part for rung in CASE.ladder for part in (rung.who, rung.said)]
    parts += [reason for reasons in CASE.reasons.values() for reason in reasons]
    parts += ["同意", "不同意", "退回补充"]
    assert [part for part in parts if part not in page.text] == []
    assert '<html lang="zh-CN">' in page.text


async def test_the_page_speaks_its_readers_language(site) -> None:
    site.desk.case = replace(CASE, language="en")
    page = (await (await site.logged_in()).get(CASE_URL)).text
    assert '<html lang="en">' in page
    assert "Approve" in page
    assert "不同意" not in page


async def test_looking_changes_nothing(site) -> None:
    phone = await site.logged_in()
    for _ in range(5):
        await phone.get(CASE_URL, params={"verdict": "approve"})
        await phone.head(CASE_URL)
    assert site.desk.decisions == []


async def test_one_tap_approves(site) -> None:
    phone = await site.logged_in()
    answer = await decide(phone, seal_of(await phone.get(CASE_URL)))
    assert (answer.status_code, answer.headers["location"]) == (303, CASE_URL)
    assert site.desk.decisions == [(TOKEN, Verdict.APPROVE, "")]
    page = await phone.get(CASE_URL)
    assert "您已同意" in page.text
    assert "<form" not in page.text


async def test_a_decision_sent_twice_counts_once(site) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    answers = [await decide(phone, seal) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(site.desk.decisions) == 1


async def test_a_second_different_decision_is_answered_with_what_stands(site) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    await decide(phone, seal)
    answer = await decide(phone, seal, "reject", reason="与学生事务无关")
    assert answer.status_code == 422
    assert "您已同意" in answer.text
    assert len(site.desk.decisions) == 1


@pytest.mark.parametrize("verdict", ["reject", "return"])
async def test_an_objection_needs_a_reason_and_keeps_the_words(site, verdict) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    empty = await decide(phone, seal, verdict, words="   ")
    assert empty.status_code == 422
    assert catalogue("zh")["h5.reason_needed"] in empty.text
    long = await decide(phone, seal, verdict, words="请写明时间" * (REASON_LIMIT // 5 + 1))
    assert long.status_code == 422
    assert "请写明时间请写明时间" in long.text
    assert site.desk.decisions == []
    both = await decide(phone, seal, verdict, reason="请补充查看人员", words=" 两位 ")
    assert both.status_code == 303
    assert site.desk.decisions == [(TOKEN, Verdict(verdict), "请补充查看人员；两位")]


async def test_a_verdict_nobody_offered_decides_nothing(site) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    for verdict in ("", "APPROVE", "approve ", "delete"):
        assert (await decide(phone, seal, verdict)).status_code == 422
    assert site.desk.decisions == []


async def test_a_forwarded_link_is_closed_to_whoever_was_not_asked(site) -> None:
    other = await site.logged_in("qian")
    page = await other.get(CASE_URL)
    assert page.status_code == 403
    assert CASE.title not in page.text
    # Not even with a seal he could compute himself.
    seal = site_seal(other)
    assert (await decide(other, seal)).status_code == 403
    assert site.desk.decisions == []


def site_seal(phone: httpx.AsyncClient) -> str:
    cookie = phone.cookies["diaoyue_reader"]
    return Signer(b"k" * 32).mark("form", f"{cookie}\n{CASE_URL}")


async def test_an_unknown_link_looks_like_somebody_elses(site) -> None:
    phone = await site.logged_in("qian")
    other = await phone.get(CASE_URL)
    unknown = await phone.get(CASE_URL.replace("known", "never"))
    assert (unknown.status_code, unknown.text) == (other.status_code, other.text)


async def test_an_outsider_and_a_used_code_are_refused(site) -> None:
    phone = site.phone()
    assert (
        await back_from_wecom(phone, await phone.get(CASE_URL), "code-x")
    ).status_code == 403
    await site.logged_in()
    again = site.phone()
    assert (
        await back_from_wecom(again, await again.get(CASE_URL), "code-li")
    ).status_code == 403
    assert (await again.get(CASE_URL)).status_code == 302


async def test_a_login_started_in_another_browser_is_refused(site) -> None:
    mine, theirs = site.phone(), site.phone()
    asked = await theirs.get(CASE_URL)
    assert (await back_from_wecom(mine, asked, "code-li")).status_code == 403
    assert "code-li" in site.desk.members
    assert (await mine.get("/h5/taishan/login")).status_code == 403


async def test_two_links_opened_side_by_side_both_log_in(site) -> None:
    phone = site.phone()
    first = await phone.get(CASE_URL)
    second = await phone.get(CASE_URL + "2")
    assert (await back_from_wecom(phone, first, "code-li")).headers["location"] == CASE_URL
    site.desk.members["code-li"] = "li"
    back = await back_from_wecom(phone, second, "code-li")
    assert back.headers["location"] == CASE_URL + "2"


async def test_a_form_without_our_seal_decides_nothing(site) -> None:
    phone, other = await site.logged_in(), await site.logged_in("qian")
    seal = seal_of(await phone.get(CASE_URL))
    elsewhere = await phone.post(CASE_URL + "2", data={"seal": seal, "verdict": "approve"})
    for answer in (
        await decide(phone, ""),
        await decide(phone, "0" * 64),
        await decide(phone, site_seal(other)),
        await site.phone().post(CASE_URL, data={"seal": seal, "verdict": "approve"}),
        elsewhere,
    ):
        assert answer.status_code == 403
    assert site.desk.decisions == []


async def test_a_form_from_another_site_decides_nothing(site) -> None:
    phone = await site.logged_in()
    form = {"seal": seal_of(await phone.get(CASE_URL)), "verdict": "approve"}
    for origin in ("https://evil.example", "null", "https://bot.example.edu.evil.example"):
        answer = await phone.post(CASE_URL, data=form, headers={"Origin": origin})
        assert answer.status_code == 403
    assert site.desk.decisions == []
    ours = await phone.post(CASE_URL, data=form, headers={"Origin": HTTPS})
    assert ours.status_code == 303


async def test_a_session_ends_and_belongs_to_one_school(site) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    cookie = phone.cookies["diaoyue_reader"]
    there = httpx.Cookies({"diaoyue_reader": cookie})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=site.app), base_url=HTTPS, cookies=there
    ) as same_cookie:
        assert (await same_cookie.get(CASE_URL)).status_code == 200
        elsewhere = await same_cookie.get(CASE_URL.replace("taishan", "lingnan"))
        assert elsewhere.status_code == 403
    site.clock.at += SESSION + timedelta(seconds=1)
    assert (await phone.get(CASE_URL)).status_code == 302
    assert (await decide(phone, seal)).status_code == 403


@pytest.mark.parametrize("spoil", [lambda c: c[:-1] + "x", lambda c: "x" + c, lambda _: "a.b"])
async def test_a_cookie_somebody_changed_is_no_cookie(site, spoil) -> None:
    phone = await site.logged_in()
    cookie = spoil(phone.cookies["diaoyue_reader"])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=site.app),
        base_url=HTTPS,
        cookies={"diaoyue_reader": cookie},
    ) as spoilt:
        assert (await spoilt.get(CASE_URL)).status_code == 302


async def test_cookies_and_headers_are_strict(site) -> None:
    phone = site.phone()
    asked = await phone.get(CASE_URL)
    back = await back_from_wecom(phone, asked, "code-li")
    for answer in (asked, back):
        cookie = answer.headers["set-cookie"].lower()
        for part in ("secure", "httponly", "samesite=lax", "path=/h5/taishan/"):
            assert part in cookie
    page = await phone.get(CASE_URL)
    for answer in (asked, back, page):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    # The policy forbids what the page must therefore not contain.
    assert not re.search(r"<script|<style|\bstyle=|\bon\w+=|https?://", page.text)


async def test_words_of_other_people_stay_words(site) -> None:
    site.desk.case = replace(
        CASE, facts=(Fact(label="申请人", value="<script>alert(1)</script>\"' onload=x"),)
    )
    page = (await (await site.logged_in()).get(CASE_URL)).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "token", ["short", "x" * 600, "..%2f..%2fetc", "known%0d%0aSet-Cookie:x"]
)
async def test_a_link_that_is_none_is_not_followed(site, token) -> None:
    answer = await site.phone().get(f"/h5/taishan/r/{token}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


async def test_an_endless_form_is_not_read(site) -> None:
    phone = await site.logged_in()
    seal = seal_of(await phone.get(CASE_URL))
    assert (await decide(phone, seal, "reject", words="x" * 20_000)).status_code == 413


@pytest.mark.parametrize(
    ("mime", "how", "served"),
    [
        ("image/png", "inline", "image/png"),
        ("application/pdf", "inline", "application/pdf"),
        ("image/svg+xml", "attachment", "application/octet-stream"),
        ("text/html", "attachment", "application/octet-stream"),
    ],
)
async def test_papers_are_shown_and_nothing_among_them_can_run(site, mime, how, served) -> None:
    paper = Paper(id=7, name='照片".png', mime=mime)
    site.desk.case = replace(site.desk.case, papers=(paper,))
    phone = await site.logged_in()
    assert f"{CASE_URL}/papers/7" in (await phone.get(CASE_URL)).text
    answer = await phone.get(f"{CASE_URL}/papers/7")
    assert answer.content == b"bytes"
    assert answer.headers["content-type"] == served
    named = answer.headers["content-disposition"]
    assert named == f"{how}; filename*=UTF-8''%E7%85%A7%E7%89%87%22.png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert site.desk.decisions == []


async def test_papers_are_closed_to_everybody_else(site) -> None:
    site.desk.case = replace(
        site.desk.case, papers=(Paper(id=7, name="a.png", mime="image/png"),)
    )
    for phone in (site.phone(), await site.logged_in("qian")):
        answer = await phone.get(f"{CASE_URL}/papers/7")
        assert (answer.status_code, b"bytes" in answer.content) == (403, False)
    other = await (await site.logged_in()).get(f"{CASE_URL}/papers/8")
    assert other.status_code == 403


async def test_the_stylesheet_comes_from_us(site) -> None:
    page = await (await site.logged_in()).get(CASE_URL)
    address = re.search(r'href="([^"]+\.css[^"]*)"', page.text)[1]
    sheet = await site.phone().get(address)
    assert sheet.headers["content-type"].startswith("text/css")


def test_every_sentence_stands_in_both_languages() -> None:
    ours = {
        language: {key for key in catalogue(language) if key.startswith(("h5.", "wecom."))}
        for language in ("zh", "en")
    }
    assert ours["zh"] == ours["en"]
    assert len(ours["zh"]) > 10


def test_a_short_signing_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Signer(b"short")


async def test_a_link_read_in_wechat_asks_the_service_accounts_login(site) -> None:
    phone = site.phone()
    asked = await phone.get(CASE_URL, params={"in": "wechat"})
    query = parse_qs(urlsplit(asked.headers["location"]).query)
    assert query["appid"] == ["wx1"]
    assert query["redirect_uri"] == [f"{HTTPS}/h5/taishan/login/wechat"]
    with_code = {"code": "code-li", "state": state_of(asked)}
    back = await phone.get("/h5/taishan/login/wechat", params=with_code)
    assert back.headers["location"] == f"{CASE_URL}?in=wechat"
    assert site.desk.logins == [Platform.WECHAT]
    page = await phone.get(CASE_URL)
    decided = await decide(phone, seal_of(page))
    assert decided.headers["location"] == f"{CASE_URL}?in=wechat"


@pytest.mark.parametrize(
    ("browser", "plain"),
    [
        ("Mozilla/5.0 MicroMessenger/8.0.49", ["li"]),
        ("Mozilla/5.0 wxwork/4.1.22 MicroMessenger/7.0.1", []),
    ],
)
async def test_only_who_opens_it_in_plain_wechat_is_taken_to_read_there(
    site, browser, plain
) -> None:
    phone = site.phone()
    phone.headers["User-Agent"] = browser
    await back_from_wecom(phone, await phone.get(CASE_URL), "code-li")
    assert site.desk.plain == plain


async def test_a_browser_is_sent_to_the_login_it_knows(site) -> None:
    phone = site.phone()
    asked = await phone.get(CASE_URL, params={"in": "wechat"})
    await phone.get(
        "/h5/taishan/login/wechat", params={"code": "code-li", "state": state_of(asked)}
    )
    site.clock.at += SESSION + timedelta(seconds=1)
    again = await phone.get(CASE_URL)
    assert parse_qs(urlsplit(again.headers["location"]).query)["appid"] == ["wx1"]
    seal = await phone.post(CASE_URL, params={"in": "wechat"}, data={"seal": "0" * 64})
    assert f'href="{CASE_URL}?in=wechat"' in seal.text


async def test_whoever_does_not_follow_the_account_is_told_to(site) -> None:
    phone = site.phone()
    asked = await phone.get(CASE_URL, params={"in": "wechat"})
    with_code = {"code": "nobodys", "state": state_of(asked)}
    back = await phone.get("/h5/taishan/login/wechat", params=with_code)
    assert back.status_code == 403
    assert catalogue("zh")["h5.no_follower"] in back.text
