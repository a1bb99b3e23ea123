"""What WeChat calls back about: believed only when sealed for us, lately; stored, then answered."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from hashlib import sha1

import aiohttp
import pytest

from bot.cards import Card
from bot.platforms.ports import Noticed, Said, SentFile
from bot.platforms.tencent.wall import FRESH, Forged
from bot.platforms.wechat.crypto import Wall
from bot.platforms.wechat.inbound import read
from bot.platforms.wechat.passive import reply
from bot.web.sealed import LIMIT
from sandbox.wecom.callbacks import element
from sandbox.wecom.crypto import Envelope, Sealed
from tests.wechat.house import APP, WHO, Clock, House, house


def packet(house: House, **more: object) -> str:
    fields = {"MsgType": "text", "Content": "申请", "MsgId": 77, **more}
    at = int(house.clock.now().timestamp())
    ends = {"ToUserName": house.account.original_id, "FromUserName": WHO, "CreateTime": at}
    return element("xml", {**ends, **fields})


async def post(
    house: House, sealed: Sealed, *, body: bytes = b"", school: str = "taishan", **query: str
) -> tuple[int, str]:
    asked = {**house.wechat.callbacks.query(sealed, WHO), **query}
    envelope = element("xml", {"ToUserName": "gh", "Encrypt": sealed.encrypt}).encode()
    url = house.account.callback_url.replace("taishan", school)
    async with (
        aiohttp.ClientSession(trust_env=False) as http,
        http.post(url, params=asked, data=body or envelope) as answer,
    ):
        return answer.status, await answer.text()


# Published: WxJava's WxCryptUtilTest (wechat.md §4, E).
PUBLISHED = (
    "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
)


def test_the_published_packet_opens() -> None:
    clock, key = Clock(), "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    wall = Wall(token="pamtest", aes_key=key, app_id=APP)
    stamp = str(int(clock.now().timestamp()))
    parts = "".join(sorted(("pamtest", stamp, "1320562132", PUBLISHED)))
    query = {
        "timestamp": stamp,
        "nonce": "1320562132",
        "msg_signature": sha1(parts.encode(), usedforsecurity=False).hexdigest(),
    }
    body = element("xml", {"Encrypt": PUBLISHED}).encode()
    assert wall.open(query, body, clock.now()) == "我是中文abcd123"
    other = Wall(token="pamtest", aes_key=key, app_id="wx0000000000000000")
    with pytest.raises(Forged):
        other.open(query, body, clock.now())


def test_what_we_seal_the_published_scheme_opens() -> None:
    clock, key = Clock(), "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    wall = Wall(token="pamtest", aes_key=key, app_id=APP)
    outer = ET.fromstring(wall.seal("<xml>好的</xml>", "n1", clock.now()))
    sealed = Sealed(
        encrypt=outer.findtext("Encrypt", ""),
        signature=outer.findtext("MsgSignature", ""),
        timestamp=outer.findtext("TimeStamp", ""),
        nonce=outer.findtext("Nonce", ""),
    )
    theirs = Envelope(token="pamtest", aes_key=key, receiver=APP)
    assert theirs.open(sealed) == "<xml>好的</xml>"


async def test_saving_the_address_gives_the_word_back_only_to_whoever_knows_the_token(
    here: House,
) -> None:
    await here.wechat.connect(here.account.callback_url)
    here.account.token = "somebody-elses"
    with pytest.raises(ValueError, match="403"):
        await here.wechat.connect(here.account.callback_url)


async def test_the_answer_leaves_with_the_packet_and_costs_nothing_of_the_window(
    here: House,
) -> None:
    await here.wechat.exchange.say(WHO, "申请")
    assert here.screen == ["收到"]
    assert "/cgi-bin/message/custom/send" not in here.account.calls
    assert here.inbound().what == Said("申请")
    assert here.account.violations == []


async def test_a_late_answer_follows_as_a_message() -> None:
    async with house(patience=0.2) as here:
        here.says = None
        await here.wechat.exchange.say(WHO, "申请")
        assert (here.screen, here.wechat.callbacks.attempts) == ([], [200])
        await here.late()
        assert here.screen == ["收到"]
        assert here.account.calls[-1] == "/cgi-bin/message/custom/send"


async def test_a_long_answer_follows_in_its_order(here: House) -> None:
    here.says = (Card(title="甲" * 600), Card(title="乙" * 600))
    await here.wechat.exchange.say(WHO, "待办")
    assert [said[0] for said in here.screen] == ["甲", "乙"]
    assert here.account.violations == []


async def test_several_short_cards_are_one_message(here: House) -> None:
    here.says = tuple(Card(title=f"第{n}件") for n in range(1, 7))
    await here.wechat.exchange.say(WHO, "待办")
    assert len(here.screen) == 1
    assert "第6件" in here.screen[0]


async def test_a_repeated_packet_is_kept_once_and_answered_with_the_same_words(
    here: House,
) -> None:
    sealed = here.wechat.callbacks.sealed(packet(here))
    first, again = await post(here, sealed), await post(here, sealed)
    assert len(here.kept) == 1
    assert (first[0], again[0]) == (200, 200)
    shown = [here.wechat.callbacks._passive(WHO, said) for _, said in (first, again)]
    assert shown == ["收到", "收到"]


async def test_two_menu_items_within_a_second_are_two(here: House) -> None:
    for key in ("申请", "待办", "待办"):
        text = packet(here, MsgType="event", Event="CLICK", EventKey=key, MsgId=0)
        await post(here, here.wechat.callbacks.sealed(text))
    assert [read(body).what for _, _, body in here.kept] == [Said("申请"), Said("待办")]


async def test_what_could_not_be_kept_is_asked_for_again(here: House) -> None:
    here.broken = True
    sealed = here.wechat.callbacks.sealed(packet(here))
    assert (await post(here, sealed))[0] == 500
    here.broken = False
    assert (await post(here, sealed))[0] == 200
    assert len(here.kept) == 1


async def test_a_disk_that_hangs_is_answered_before_wechat_gives_up() -> None:
    async with house(patience=0.2) as here:
        here.hangs = True
        sealed = here.wechat.callbacks.sealed(packet(here))
        assert (await post(here, sealed))[0] == 500
        here.hangs = False
        assert (await post(here, sealed))[0] == 200
        assert len(here.kept) == 1


async def test_nothing_forged_is_kept(here: House) -> None:
    good = here.wechat.callbacks.sealed(packet(here))
    strangers = Envelope(
        token=here.account.token, aes_key=here.account.aes_key, receiver="wx0000000000000000"
    )
    stamp = str(int((here.clock.now() - FRESH - timedelta(seconds=1)).timestamp()))
    xxe = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{packet(here, Content="&e;")}'
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + packet(here)
    forged = {
        "wrong app id": post(
            here, strangers.seal(packet(here), timestamp=good.timestamp, nonce="1")
        ),
        "old": post(here, here.wechat.callbacks.sealed(packet(here), stamp=stamp)),
        "signature": post(here, good, msg_signature="0" * 40),
        # Issue 739 of wechatpy: the plain signature covers no word of the message.
        "plain signature only": post(
            here, good, msg_signature=here.wechat.callbacks.query(good, WHO)["signature"]
        ),
        "entities inside": post(here, here.wechat.callbacks.sealed(xxe)),
        "laughs inside": post(here, here.wechat.callbacks.sealed(laughs)),
        "entities outside": post(here, good, body=xxe.replace("MsgType", "Encrypt").encode()),
        "plain mode": post(here, good, body=packet(here).encode()),
        "not XML": post(here, good, body=b"{}"),
        "nobody": post(here, here.wechat.callbacks.sealed(packet(here, FromUserName=""))),
        "no time": post(here, here.wechat.callbacks.sealed(packet(here, CreateTime="never"))),
        "tag twice": post(
            here,
            here.wechat.callbacks.sealed(
                packet(here).replace("</xml>", "<Content>x</Content></xml>")
            ),
        ),
        "no such school": post(here, good, school="nowhere"),
    }
    answers = {name: (await asked)[0] for name, asked in forged.items()}
    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert here.kept == []


async def test_an_oversized_body_is_not_read(here: House) -> None:
    sealed = here.wechat.callbacks.sealed(packet(here, Content="长" * LIMIT))
    assert (await post(here, sealed))[0] == 413
    assert here.kept == []


async def test_our_words_can_close_no_tag() -> None:
    text = reply("]]></Content><MsgType>evil", to=WHO, account="gh", seconds=1)
    assert ET.fromstring(text).findtext("Content") == "]]></Content><MsgType>evil"


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"MsgType": "text", "Content": " 71 "}, Said("71")),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "待办", "MsgId": 0}, Said("待办")),
        ({"MsgType": "event", "Event": "subscribe", "MsgId": 0}, Noticed(what="followed")),
        (
            {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_1", "MsgId": 0},
            Noticed(what="followed"),
        ),
        ({"MsgType": "event", "Event": "unsubscribe", "MsgId": 0}, Noticed(what="blocked")),
        (
            {
                "MsgType": "event",
                "Event": "TEMPLATESENDJOBFINISH",
                "Status": "failed:user block",
                "MsgId": 0,
            },
            Noticed(what="blocked"),
        ),
        (
            {"MsgType": "image", "PicUrl": "http://x", "MediaId": "m1"},
            SentFile(file="m1", name="photo.jpg", mime="image/jpeg"),
        ),
        (
            {"MsgType": "voice", "MediaId": "m2", "Format": "amr"},
            SentFile(file="m2", name="voice.amr", mime="audio/amr"),
        ),
    ],
)
async def test_what_is_understood(here: House, fields: dict[str, object], what: object) -> None:
    await post(here, here.wechat.callbacks.sealed(packet(here, **fields)))
    assert here.inbound().what == what
    assert (here.inbound().sender, here.inbound().chat) == (WHO, WHO)


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": "event", "Event": "VIEW", "EventKey": "http://x", "MsgId": 0},
        {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "Status": "success", "MsgId": 0},
        {"MsgType": "something_new"},
    ],
)
async def test_what_means_nothing_is_accepted_and_forgotten(
    here: House, fields: dict[str, object]
) -> None:
    answer = await post(here, here.wechat.callbacks.sealed(packet(here, **fields)))
    assert (answer, here.kept) == ((200, "success"), [])
