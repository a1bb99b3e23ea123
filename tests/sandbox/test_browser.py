"""The stories' browser: reads a page, fills a form, keeps its cookies, follows redirects."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.browser import Browser, NoSuchButton
from sandbox.loopback import listening

PAGE = """<html><head><title>x</title><style>p{}</style></head><body>
<h1>调阅〔2026〕0001</h1><p>地点：餐厅</p><p><a href="/again">看全文</a></p>
<form method="post" action="/decide"><input type="hidden" name="csrf" value="c1">
<label><input type="radio" name="why" value="late">太晚</label>
<label><input type="radio" name="why" value="wrong" checked>不合规</label>
<textarea name="words">原话</textarea>
<button name="verdict" value="approve">同意</button>
<button name="verdict" value="reject">不同意</button>
<button name="verdict" value="gone" disabled>转交</button></form></body></html>"""


async def _page(request: Request) -> Response:
    page = HTMLResponse(PAGE)
    page.set_cookie("seen", request.cookies.get("who", ""))
    return page


async def _decide(request: Request) -> Response:
    async with request.form() as form:
        told = "&".join(f"{k}={v}" for k, v in form.items())
    return RedirectResponse(f"/done?{told}&seen={request.cookies['seen']}", 303)


async def _done(request: Request) -> Response:
    return HTMLResponse(
        "<p>" + "</p><p>".join(f"{k}={v}" for k, v in request.query_params.items())
    )


async def test_a_form_is_pressed_with_everything_in_it() -> None:
    routes = [
        Route("/", _page),
        Route("/again", _page),
        Route("/decide", _decide, methods=["POST"]),
        Route("/done", _done),
    ]
    async with (
        listening(Starlette(routes=routes)) as url,
        Browser({"who": "peiyunqi"}) as browser,
    ):
        page = await browser.open(url)
        assert page.text.splitlines()[:2] == ["调阅〔2026〕0001", "地点：餐厅"]
        assert page.buttons() == ["同意", "不同意"]
        done = await page.presses("同意", words="无异议")
        assert done.text.splitlines() == [
            "csrf=c1",
            "why=wrong",
            "words=无异议",
            "verdict=approve",
            "seen=peiyunqi",
        ]
        with pytest.raises(NoSuchButton):
            await page.presses("转交")
        assert (await page.follows("看全文")).url == f"{url}/again"
