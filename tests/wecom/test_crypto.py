"""The published vectors (wechat.md §4) through our wall, both ways, and everything hostile."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha1

import pytest
import xmltodict
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import BaseWeChatCrypto
from wechatpy.crypto.base import BasePrpCrypto

from bot.platforms.tencent.wall import Forged
from bot.platforms.wecom.crypto import Wall
from bot.platforms.wecom.inbound import read
from tests.examples import examples

AB = {
    "token": "QDG6eK",
    "aes_key": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "corp_id": "wx5823bf96d3bd56c7",
}
CD = {
    "token": "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo",
    "aes_key": "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt",
    "corp_id": "ww1436e0e65a779aee",
}
ECHOES = [
    (
        AB,
        "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "1409659589",
        "263014780",
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
        "1616140317555161061",
    ),
    (
        CD,
        "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb",
        "1476416373",
        "47744683",
        "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6SVHyA==",
        "1288432023552776189",
    ),
]
POSTS = [
    (
        AB,
        "477715d11cdb4164915debcba66cb864d751f3e6",
        "1409659813",
        "1372623149",
        (
            "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3Qczcd"
            "CUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd"
            "4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2"
            "r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Nc"
            "x4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uy"
            "PIGHBZZIs2pDBS8R07+qN+E7Q=="
        ),
        "mycreate",
        "hello",
    ),
    (
        CD,
        "0c3914025cb4b4d68103f6bfc8db550f79dcf48e",
        "1476422779",
        "1597212914",
        (
            "Kl7kjoSf6DMD1zh7rtrHjFaDapSCkaOnwu3bqLc5tAybhhMl9pFeK8NslNPVdMwmBQTNoW4mY7AIjeLvEl3NyeTkA"
            "gGzBhzTtRLNshw2AEew+kkYcD+Fq72Kt00fT0WnN87hGrW8SqGc+NcT3mu87Ha3dz1pSDi6GaUA6A0sqfde0VJPQb"
            "Z9U+3JWcoD4Z5jaU0y9GSh010wsHF8KZD24YhmZH4ch4Ka7ilEbjbfvhKkNL65HHL0J6EYJIZUC2pFrdkJ7MhmEbU"
            "2qARR4iQHE7wy24qy0cRX3Mfp6iELcDNfSsPGjUQVDGxQDCWjayJOpcwocugux082f49HKYg84EpHSGXAyh+/oxwa"
            "WbvL6aSDPOYuPDGOCI8jmnKiypE+"
        ),
        "chenjiashun",
        "你好",
    ),
]


def at(stamp: str) -> datetime:
    return datetime.fromtimestamp(int(stamp), UTC)


def query(signature: str, stamp: str, nonce: str, **more: str) -> dict[str, str]:
    return {"msg_signature": signature, "timestamp": stamp, "nonce": nonce, **more}


def envelope(sealed: str) -> bytes:
    return f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


@pytest.mark.parametrize("config, signature, stamp, nonce, sealed, plain", ECHOES)
def test_published_address_checks_open(config, signature, stamp, nonce, sealed, plain) -> None:
    asked = query(signature, stamp, nonce, echostr=sealed)
    assert Wall(**config).echo(asked, at(stamp)) == plain


@pytest.mark.parametrize("config, signature, stamp, nonce, sealed, sender, said", POSTS)
def test_published_callbacks_open(
    config, signature, stamp, nonce, sealed, sender, said
) -> None:
    asked = query(signature, stamp, nonce)
    xml = Wall(**config).open(asked, envelope(sealed), at(stamp))
    inbound = read(xml, corp_id=config["corp_id"])
    assert inbound is not None
    assert (inbound.sender, inbound.what.text) == (sender, said)


def test_what_is_sealed_equals_the_published_cipher_text(monkeypatch) -> None:
    monkeypatch.setattr(BasePrpCrypto, "get_random_string", lambda self: "aaaabbbbccccdddd")
    wall = Wall(
        token="t",
        aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        corp_id="wxb11529c136998cb6",
    )
    sealed = xmltodict.parse(wall.seal("我是中文abcd123", "n", at("1")))["xml"]["Encrypt"]
    assert sealed == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@settings(max_examples=examples(60), deadline=None)
def test_what_is_sealed_opens_again(words) -> None:
    wall = Wall(**AB)
    sealed = xmltodict.parse(wall.seal(words, "n", at("1700000000")))["xml"]
    asked = query(sealed["MsgSignature"], sealed["TimeStamp"], "n")
    assert wall.open(asked, envelope(sealed["Encrypt"]), at("1700000000")) == words


@pytest.mark.parametrize(
    "drift, opens",
    [(0, True), (599, True), (-599, True), (601, False), (-601, False), (86400, False)],
)
def test_a_genuine_packet_is_taken_for_ten_minutes(drift, opens) -> None:
    config, signature, stamp, nonce, sealed, *_ = POSTS[0]
    now = at(stamp) + timedelta(seconds=drift)
    wall = Wall(**config)
    if opens:
        assert wall.open(query(signature, stamp, nonce), envelope(sealed), now)
    else:
        with pytest.raises(Forged):
            wall.open(query(signature, stamp, nonce), envelope(sealed), now)


def signed(sealed: str) -> dict[str, str]:
    """A correct signature over anything: what somebody with the token could do without the key."""
    parts = sorted((AB["token"], "1700000000", "n", sealed))
    return query(sha1("".join(parts).encode()).hexdigest(), "1700000000", "n")


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<xml><Encrypt>&b;</Encrypt></xml>"
)


@pytest.mark.parametrize(
    "asked, body",
    [
        ({}, b""),
        (signed("x"), b""),
        (signed("x"), b"\xff\xfe\x00"),
        (signed("x"), envelope("x")),
        (signed("QUJD"), envelope("QUJD")),
        (signed("A" * 64), envelope("A" * 64)),
        (signed("A" * 43 + "="), envelope("A" * 43 + "=")),
        (signed("x"), b"<xml><Encrypt>x</Encrypt><Encrypt>x</Encrypt></xml>"),
        (signed("x"), b"<xml><Encrypt><a>x</a></Encrypt></xml>"),
        (signed("x"), b"<xml>" * 2000),
        (signed("hahahahahahahaha"), BOMB.encode()),
        ({**signed("x"), "timestamp": "soon"}, envelope("x")),
        ({**signed("x"), "timestamp": "1" * 400}, envelope("x")),
        ({**signed("x"), "msg_signature": "签名"}, envelope("x")),
        ({**signed("x"), "msg_signature": ""}, envelope("x")),
    ],
)
def test_everything_hostile_looks_the_same(asked, body) -> None:
    with pytest.raises(Forged) as caught:
        Wall(**AB).open(asked, body, at("1700000000"))
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None


def test_a_packet_for_another_corp_is_refused() -> None:
    other = Wall(**{**AB, "corp_id": "ww0000000000000000"})
    sealed = xmltodict.parse(other.seal("<xml/>", "n", at("1700000000")))["xml"]
    with pytest.raises(Forged):
        Wall(**AB).open(
            query(sealed["MsgSignature"], "1700000000", "n"),
            envelope(sealed["Encrypt"]),
            at("1700000000"),
        )


def test_the_signature_is_ours_to_compare_before_wechatpy_sees_the_packet(monkeypatch) -> None:
    def never(*_: object) -> str:
        raise AssertionError("handed over without a signature")

    for name in ("_check_signature", "_decrypt_message"):
        monkeypatch.setattr(BaseWeChatCrypto, name, never)
    checked: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: checked.append((a, b)) or a == b)
    config, signature, stamp, nonce, sealed, *_rest = POSTS[0]
    with pytest.raises(Forged):
        Wall(**config).open(query("0" * 40, stamp, nonce), envelope(sealed), at(stamp))
    assert checked == [(signature.encode(), b"0" * 40)]
