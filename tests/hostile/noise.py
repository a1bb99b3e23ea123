"""Posts that are almost, or not at all, what a platform sends. A seed makes the same ones again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from bot.alerts.reading import READERS
from bot.platforms.tencent.wall import FRESH
from sandbox.town import AGENT, Town
from sandbox.wecom.callbacks import element
from sandbox.wecom.crypto import Envelope, Sealed

SCHOOL = "taishan"
LONG_AGO = FRESH + timedelta(seconds=1)
MIMES = ("application/json", "text/xml", "application/x-www-form-urlencoded", "multipart/", "")
# What parsers trip over: NUL, half a pair, marks of direction, the byte order mark, a bent UTF-8.
ODD = (b"\0", b"\xed\xa0\x80", "\u202e\u2066\u200f".encode(), b"\xef\xbb\xbf", b"\xc0\xaf")
DEEP = (b"[" * 20_000, b'{"a":' * 20_000, b"<a>" * 10_000, b"<xml>" * 10_000)
JSON = (
    "{}",
    "null",
    "NaN",
    '{"update_id": 1, "update_id": 2}',
    '{"update_id": ' + "9" * 5000 + "}",
    '{"update_id": 1e999}',
    json.dumps({"update_id": 2**80, "message": {"text": "\0" * 9}}),
    json.dumps({"update_id": 7, "callback_query": {"data": "v1:ap:1:1:"}}),
    json.dumps({"version": "4", "alerts": [{"status": "firing", "labels": {}}]}),
)
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
XML = (
    "<xml/>",
    "<xml><Encrypt/></xml>",
    "<xml><Encrypt>AAAA</Encrypt><Encrypt>BBBB</Encrypt></xml>",
    "<xml><Encrypt><a>b</a></Encrypt></xml>",
    f"<!DOCTYPE xml [{LAUGHS}]><xml><Encrypt>&l9;</Encrypt></xml>",
    '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>',
    '<?xml version="1.0" encoding="utf-16"?><xml><Encrypt>x</Encrypt></xml>',
    '<?xml version="1.0" encoding="nonsense"?><xml><Encrypt>x</Encrypt></xml>',
    "<xml><Encrypt><![CDATA[" + "A" * 60_000 + "]]></Encrypt></xml>",
)
STAMPS = ("", "0", "-1", "9" * 40, "１２３", "1e9", "0x10", "1_000", "NaN", "\0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    path: str
    body: bytes
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Make = Callable[[Town, Random], Post]


def posts(here: Town, make: Make, count: int, seed: int) -> Iterator[Post]:
    chance = Random(seed)
    return (make(here, chance) for _ in range(count))


def body(chance: Random, genuine: bytes) -> bytes:
    """Anything at all, or the genuine one cut, bent, doubled or in other letters."""
    at = chance.randrange(len(genuine))
    match chance.randrange(9):
        case 0:
            return chance.randbytes(chance.choice((0, 1, 40, 3000)))
        case 1:
            return chance.choice(DEEP)
        case 2:
            return chance.choice(JSON).encode()
        case 3:
            return chance.choice(XML).encode()
        case 4:
            return genuine[:at]
        case 5:
            return genuine[:at] + chance.choice(ODD) + genuine[at:]
        case 6:
            return genuine + genuine
        case 7:
            return genuine.decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-7")))
    bent = bytearray(genuine)
    for _ in range(chance.choice((1, 2, 9))):
        bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


# -- Telegram --------------------------------------------------------------------------------------

UPDATE = {
    "update_id": 910_001,
    "message": {
        "message_id": 1,
        "date": 1_795_571_400,
        "text": "申请",
        "chat": {"id": 9001001, "type": "private"},
        "from": {"id": 9001001, "is_bot": False, "first_name": "乔木"},
    },
}


def to_telegram(_: Town, chance: Random) -> Post:
    """Whoever does not know the secret, however genuine his update."""
    genuine = json.dumps(UPDATE).encode()
    secret = chance.choice(("", "wrong", "x" * 256, "only-telegram-knows_", "é", " "))
    name = chance.choice(("X-Telegram-Bot-Api-Secret-Token", "Authorization", "Cookie"))
    return Post(
        path=chance.choice((f"/telegram/{SCHOOL}",) * 8 + ("/telegram/nowhere",)),
        body=genuine if chance.random() < 0.3 else body(chance, genuine),
        headers={"Content-Type": chance.choice(MIMES), name: secret},
    )


# -- WeCom and the service account -----------------------------------------------------------------


def to_wecom(here: Town, chance: Random) -> Post:
    corp = here.platforms.wecom.corp
    own = corp.envelope(corp.apps[AGENT])
    other = {"ToUserName": corp.corp_id, "AgentID": AGENT}
    return _sealed_post(here, chance, f"/wecom/{SCHOOL}", own, other)


def to_wechat(here: Town, chance: Random) -> Post:
    account = here.platforms.wechat.account
    return _sealed_post(
        here, chance, f"/wechat/{SCHOOL}", account.envelope, {"ToUserName": account.original_id}
    )


def _sealed_post(
    here: Town, chance: Random, path: str, own: Envelope, addressed: dict[str, object]
) -> Post:
    """Sealed for somebody else, too late, or genuine with something changed afterwards."""
    said = addressed | {
        "FromUserName": "muxingye",
        "CreateTime": int(here.clock.now().timestamp()),
        "MsgType": "text",
        "Content": "帮助",
        "MsgId": 8_100_000_000_000_000 + chance.randrange(10**9),
    }
    xml, now = element("xml", said), int(here.clock.now().timestamp())
    nonce = str(chance.randrange(10**10))
    match chance.randrange(6):
        case 0:  # sealed by somebody who has everything but the right company
            return _posted(
                path,
                replace(own, receiver=chance.choice(("ww" + "f" * 16, "", own.receiver + "0"))),
                xml,
                str(now),
                nonce,
            )
        case 1:  # recorded, and played later or too early
            off = chance.choice((-1, 1)) * int(
                LONG_AGO.total_seconds() + chance.randrange(10**6)
            )
            return _posted(path, own, xml, str(now + off), nonce)
        case 2:  # signed, with a time that is none
            return _posted(path, own, xml, chance.choice(STAMPS), nonce)
        case 3:  # the right words under the wrong token
            return _posted(path, replace(own, token="another"), xml, str(now), nonce)
        case 4:  # the right seal, and words that are no callback
            odd = chance.choice((*XML, *JSON, "", "\0", "<xml><ToUserName/></xml>", xml[:-5]))
            return _posted(path, own, odd, str(now), nonce)
    return _bent(_posted(path, own, xml, str(now), nonce), chance)


def _posted(path: str, by: Envelope, xml: str, stamp: str, nonce: str) -> Post:
    return _as_post(path, by.seal(xml, timestamp=stamp, nonce=nonce))


def _as_post(path: str, packet: Sealed) -> Post:
    return Post(
        path=path,
        body=element("xml", {"ToUserName": "x", "Encrypt": packet.encrypt}).encode(),
        query={
            "msg_signature": packet.signature,
            "signature": packet.signature,
            "timestamp": packet.timestamp,
            "nonce": packet.nonce,
        },
        headers={"Content-Type": "text/xml"},
    )


def _bent(genuine: Post, chance: Random) -> Post:
    """One character of what is signed, or everything."""
    part = chance.choice(("msg_signature", "timestamp", "nonce", "body", "sealed"))
    if part == "body":
        made = body(chance, genuine.body)
        # A change beside the sealed words, or other letters for them, changes nothing and would
        # rightly be taken.
        sealed = _sealed_of(genuine.body)
        same = (sealed, sealed.decode().encode("utf-16-le"))
        return replace(genuine, body=b"" if any(s in made for s in same) else made)
    if part == "sealed":
        sealed = _sealed_of(genuine.body)
        at = chance.randrange(len(sealed))
        other = sealed[:at] + (b"B" if sealed[at : at + 1] == b"A" else b"A") + sealed[at + 1 :]
        return replace(genuine, body=genuine.body.replace(sealed, other))
    said = genuine.query[part]
    at = chance.randrange(len(said))
    other_sign = "1" if said[at] != "1" else "2"
    bent = chance.choice(("", said + "0", said[:at] + other_sign + said[at + 1 :], "\0", "é"))
    return replace(genuine, query={**genuine.query, part: bent})


def _sealed_of(packet: bytes) -> bytes:
    return packet.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0]


# -- monitoring systems ----------------------------------------------------------------------------

ALARM = json.dumps(
    {
        "version": "4",
        "groupKey": "{}",
        "status": "firing",
        "alerts": [
            {
                "status": "firing",
                "labels": {"alertname": "CameraDown", "instance": "CT-01"},
                "startsAt": "2026-11-25T01:00:00Z",
            }
        ],
    }
).encode()


def to_alerts(here: Town, chance: Random) -> Post:
    """Whoever has no token, or another one."""
    given = chance.choice(("", "Bearer ", "Bearer wrong", "Basic eDp5", "Bearer é", "bearer\t"))
    source = chance.choice((*READERS, "nothing", "%00", ".."))
    return Post(
        path=f"/alerts/{chance.choice((SCHOOL, SCHOOL, 'nowhere'))}/{source}",
        body=ALARM if chance.random() < 0.3 else body(chance, ALARM),
        headers={"Content-Type": chance.choice(MIMES), "Authorization": given},
    )


# -- pages -----------------------------------------------------------------------------------------


def to_pages(_: Town, chance: Random) -> Post:
    """Forms of whoever has neither a link nor a session."""
    token = "".join(chance.choices("abcdefghijkl0123456789-_", k=chance.choice((1, 22, 43))))
    form = b"verdict=approve&seal=" + chance.randbytes(8).hex().encode() + b"&reason=%ff%00"
    cookie = f"diaoyue_reader={chance.randbytes(30).hex()}.{chance.randbytes(16).hex()}"
    paths = (f"/h5/{SCHOOL}/r/{token}", f"/h5/nowhere/r/{token}", f"/h5/{SCHOOL}/login")
    return Post(
        path=chance.choice((*paths, paths[0], "/h5/page.css", f"/h5/{SCHOOL}/r/..%2f..%2fetc")),
        body=form if chance.random() < 0.4 else body(chance, form),
        headers={"Content-Type": chance.choice(MIMES), "Cookie": cookie},
    )


DOORS: dict[str, Make] = {
    "telegram": to_telegram,
    "wecom": to_wecom,
    "wechat": to_wechat,
    "alerts": to_alerts,
    "pages": to_pages,
}
