"""Callbacks over HTTP: stored before the empty 200, and one uniform no for everything bad."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
import xmltodict
from starlette.applications import Starlette

from bot.platforms.ports import Noticed, Said, SentFile, Tapped
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.inbound import read
from bot.web.sealed import LIMIT
from bot.web.wecom import Hook, routes
from tests.wecom.test_crypto import BOMB, CD

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AGENT = 1000002
WALL = Wall(**CD)
CORP = CD["corp_id"]


def event(body: str, *, sender: str = "Li", corp: str = CORP, agent: int = AGENT) -> str:
    return (
        f"<xml><ToUserName><![CDATA[{corp}]]></ToUserName>"
        f"<FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>1795338000</CreateTime>{body}<AgentID>{agent}</AgentID></xml>"
    )


def text(content: str, number: int = 1, **whose: object) -> str:
    body = (
        f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>"
        f"<MsgId>{number}</MsgId>"
    )
    return event(body, **whose)  # type: ignore[arg-type]  # as `event` has them


def tap(key: str, task: str = "t", code: str = "rc", options: str = "") -> str:
    return event(
        "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>"
        f"<EventKey><![CDATA[{key}]]></EventKey><TaskId><![CDATA[{task}]]></TaskId>"
        "<CardType><![CDATA[button_interaction]]></CardType>"
        f"<ResponseCode><![CDATA[{code}]]></ResponseCode>{options}"
    )


def named(name: str, key: str = "") -> str:
    return event(
        f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>"
        f"<EventKey><![CDATA[{key}]]></EventKey>"
    )


class Inbox:
    """Rows unique by key, as the product keeps them; may be told to fail."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, bytes]] = {}
        self.broken = False

    async def store(self, key: str, lane: str, body: bytes) -> None:
        if self.broken:
            raise RuntimeError("database is away: secret details")
        self.rows.setdefault(key, (lane, body))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def phone(inbox):
    hook = Hook(wall=WALL, corp_id=CORP, agent_id=AGENT, store=inbox.store)
    app = Starlette(routes=list(routes({"taishan": hook}, lambda: NOW)))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


def sealed(xml: str, *, wall: Wall = WALL, at: datetime = NOW) -> tuple[dict[str, str], bytes]:
    envelope = wall.seal(xml, "nonce", at)
    parts = xmltodict.parse(envelope)["xml"]
    asked = {
        "msg_signature": parts["MsgSignature"],
        "timestamp": parts["TimeStamp"],
        "nonce": parts["Nonce"],
    }
    return asked, envelope.encode()


async def post(phone, xml: str, **how) -> httpx.Response:
    asked, body = sealed(xml, **how)
    return await phone.post("/wecom/taishan", params=asked, content=body)


async def test_the_address_check_gets_the_plain_echo(phone) -> None:
    echo = xmltodict.parse(WALL.seal("1288432023552776189", "n", NOW))["xml"]
    asked = {"timestamp": echo["TimeStamp"], "nonce": "n", "echostr": echo["Encrypt"]}
    signed = {**asked, "msg_signature": echo["MsgSignature"]}
    answer = await phone.get("/wecom/taishan", params=signed)
    assert (answer.status_code, answer.text) == (200, "1288432023552776189")
    refused = await phone.get("/wecom/taishan", params={**signed, "msg_signature": "0" * 40})
    assert refused.status_code == 403
    assert (await phone.get("/wecom/elsewhere", params=signed)).status_code == 403


async def test_a_message_is_stored_and_accepted_with_nothing(phone, inbox) -> None:
    answer = await post(phone, text("调监控"))
    assert (answer.status_code, answer.content) == (200, b"")
    ((key, (lane, body)),) = inbox.rows.items()
    assert (key, lane) == ("m:1", "li")
    assert read(body).what == Said("调监控")


async def test_a_repeated_callback_is_kept_once(phone, inbox) -> None:
    for xml in (text("同意"), tap("v1:ap:12:3:0")):
        for _ in range(4):
            assert (await post(phone, xml)).status_code == 200
    assert len(inbox.rows) == 2


async def test_two_taps_of_one_person_in_one_second_are_both_kept(phone, inbox) -> None:
    await post(phone, tap("v1:ap:12:3:0", "task-a", "code-a"))
    await post(phone, tap("v1:ap:13:1:0", "task-b", "code-b"))
    assert len(inbox.rows) == 2


async def test_a_store_that_fails_asks_for_the_callback_again(phone, inbox) -> None:
    inbox.broken = True
    answer = await post(phone, text("调监控"))
    assert answer.status_code == 500
    assert b"secret" not in answer.content


async def test_an_event_that_means_nothing_to_us_is_accepted_and_forgotten(
    phone, inbox
) -> None:
    assert (await post(phone, named("change_contact"))).status_code == 200
    assert (await post(phone, named("inactive_alert"))).status_code == 200
    assert inbox.rows == {}


OTHER_TOKEN = Wall(**{**CD, "token": "not-the-token"})
OTHER_CORP = Wall(**{**CD, "corp_id": "ww0000000000000000"})
HOSTILE = {
    "another token": (text("x"), {"wall": OTHER_TOKEN}),
    "another corp's seal": (text("x"), {"wall": OTHER_CORP}),
    "another addressee": (text("x", corp="ww0"), {}),
    "another app": (text("x", agent=1), {}),
    "an hour old": (text("x"), {"at": NOW - timedelta(hours=1)}),
    "from the future": (text("x"), {"at": NOW + timedelta(hours=1)}),
    "not XML inside": ("调监控", {}),
    "empty inside": ("", {}),
    "another root": ("<html/>", {}),
    "an entity bomb inside": (BOMB, {}),
    "an external entity inside": (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><MsgType>&f;</MsgType></xml>',
        {},
    ),
    "two senders": (text("x", sender="a]]></FromUserName><FromUserName><![CDATA[b"), {}),
    "a sender with children": (event("").replace("<![CDATA[Li]]>", "<a>1</a>"), {}),
    "no kind": (event(""), {}),
    "two contents": (text("x").replace("<MsgId>", "<Content>y</Content><MsgId>"), {}),
    "a number that is none": (text("x").replace("<MsgId>1", "<MsgId>one"), {}),
    "a picture without its id": (
        event("<MsgType>image</MsgType><MsgId>3</MsgId>"),
        {},
    ),
    "deep nesting": ("<xml>" * 900 + "</xml>" * 900, {}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_everything_hostile_gets_the_same_answer_and_is_not_kept(
    phone, inbox, name
) -> None:
    xml, how = HOSTILE[name]
    answer = await post(phone, xml, **how)
    assert (answer.status_code, answer.content) == (403, b"")
    assert inbox.rows == {}


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"<xml>", b"<xml/>", BOMB.encode(), b"a" * 999]
)
async def test_an_unsigned_body_gets_that_answer_too(phone, inbox, body) -> None:
    for asked in ({}, {"msg_signature": "x", "timestamp": "1795338000", "nonce": "n"}):
        answer = await phone.post("/wecom/taishan", params=asked, content=body)
        assert (answer.status_code, answer.content) == (403, b"")
    assert inbox.rows == {}


async def test_an_unknown_school_looks_like_a_bad_signature(phone) -> None:
    asked, body = sealed(text("x"))
    answer = await phone.post("/wecom/elsewhere", params=asked, content=body)
    assert (answer.status_code, answer.content) == (403, b"")


async def test_an_oversized_body_is_not_read(phone, inbox) -> None:
    asked, body = sealed(text("x" * LIMIT))
    assert (await phone.post("/wecom/taishan", params=asked, content=body)).status_code == 413

    async def drops():
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    assert (
        await phone.post("/wecom/taishan", params=asked, content=drops())
    ).status_code == 413
    assert inbox.rows == {}


OPTIONS = (
    "<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey>"
    "<{0}Ids><{0}Id>o1</{0}Id><{0}Id>o2</{0}Id></{0}Ids></SelectedItem></SelectedItems>"
)
MEANINGS = [
    (text("  同意 \n"), Said("同意")),
    (text(""), Said("")),
    (text("]]]]><![CDATA[>"), Said("]]>")),
    (named("click", "menu.file"), Said("menu.file")),
    (named("enter_agent"), Noticed(what="entered")),
    (named("subscribe"), Noticed(what="joined")),
    (named("unsubscribe"), Noticed(what="left")),
    (named("LOCATION"), None),
    (
        tap("v1:ap:12:3:0", "ap-12", "rc-1"),
        Tapped("v1:ap:12:3:0", {"task_id": "ap-12", "response_code": "rc-1"}, "rc-1"),
    ),
    (
        event(
            "<MsgType>image</MsgType><PicUrl>http://p</PicUrl><MediaId>media</MediaId>"
            "<MsgId>77</MsgId>"
        ),
        SentFile(file="media", name="photo.jpg", mime="image/jpeg"),
    ),
    (
        event(
            "<MsgType>voice</MsgType><MediaId>v</MediaId><Format>amr</Format><MsgId>8</MsgId>"
        ),
        SentFile(file="v", name="voice.amr", mime="audio/amr"),
    ),
    (
        event(
            "<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y>"
            "<Scale>20</Scale><Label>教学楼</Label><MsgId>9</MsgId>"
        ),
        Said("教学楼"),
    ),
]


@pytest.mark.parametrize("xml, what", MEANINGS)
def test_what_a_callback_means(xml, what) -> None:
    inbound = read(xml, corp_id=CORP, agent_id=AGENT)
    assert (inbound.what if inbound else None) == what
    if inbound:
        assert (inbound.sender, inbound.chat, inbound.private) == ("li", "li", True)
        assert inbound.at == datetime.fromtimestamp(1795338000, UTC)


@pytest.mark.parametrize("spelling", ["Option", "Opiton"])
def test_chosen_options_in_both_spellings(spelling) -> None:
    from wechatpy.work import parse_message

    parsed = parse_message(tap("submit", options=OPTIONS.format(spelling)))
    assert parsed.selections == {"q": ("o1", "o2")}


async def test_the_stand_ins_callbacks_arrive(inbox) -> None:
    """The stand-in seals with its own crypto, over real HTTP, and repeats itself."""
    from sandbox import wecom as standin
    from sandbox.loopback import listening

    class StandingClock:
        def now(self) -> datetime:
            return NOW

    corp = standin.Corp(CORP, StandingClock())
    corp.add_app(AGENT, "s", token=CD["token"], aes_key=CD["aes_key"])
    corp.add_member("li", "李卫国")
    hook = Hook(wall=WALL, corp_id=CORP, agent_id=AGENT, store=inbox.store)
    app = Starlette(routes=list(routes({"taishan": hook}, lambda: NOW)))
    async with listening(app) as address, standin.serve(corp) as running:
        await running.connect(AGENT, f"{address}/wecom/taishan")
        corp.faults.repeat = 1
        await running.exchange.say("li", "调监控")
        await running.exchange.send_file("li", "a.jpg", "image/jpeg", b"\xff\xd8123")
        assert running.callbacks.attempts == [200, 200, 200]
    kept = [read(body) for _, body in inbox.rows.values()]
    assert [type(one.what) for one in kept if one] == [Said, SentFile]
