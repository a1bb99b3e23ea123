"""The stand-in's envelope against published vectors and two implementations of other people."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import xmltodict
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.work import WeChatCrypto

from sandbox.wecom.crypto import BadEnvelope, Envelope, Sealed
from tests.examples import examples

A = Envelope(
    token="QDG6eK",
    aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    receiver="wx5823bf96d3bd56c7",
)
C = Envelope(
    token="hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo",
    aes_key="6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt",
    receiver="ww1436e0e65a779aee",
)
E = Envelope(
    token="any",
    aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    receiver="wxb11529c136998cb6",
)
VECTORS = {
    "A": (
        A,
        "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "1409659589",
        "263014780",
        "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
        "1616140317555161061",
    ),
    "B": (
        A,
        "477715d11cdb4164915debcba66cb864d751f3e6",
        "1409659813",
        "1372623149",
        (
            "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3Qczc"
            "dCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLj"
            "vd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMn"
            "vw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k"
            "22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2Yoy"
            "yH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
        ),
        "hello",
    ),
    "C": (
        C,
        "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb",
        "1476416373",
        "47744683",
        "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6SVHyA==",
        "1288432023552776189",
    ),
    "D": (
        C,
        "0c3914025cb4b4d68103f6bfc8db550f79dcf48e",
        "1476422779",
        "1597212914",
        (
            "Kl7kjoSf6DMD1zh7rtrHjFaDapSCkaOnwu3bqLc5tAybhhMl9pFeK8NslNPVdMwmBQTNoW4mY7AIjeLvEl3NyeTk"
            "AgGzBhzTtRLNshw2AEew+kkYcD+Fq72Kt00fT0WnN87hGrW8SqGc+NcT3mu87Ha3dz1pSDi6GaUA6A0sqfde0VJP"
            "QbZ9U+3JWcoD4Z5jaU0y9GSh010wsHF8KZD24YhmZH4ch4Ka7ilEbjbfvhKkNL65HHL0J6EYJIZUC2pFrdkJ7Mhm"
            "EbU2qARR4iQHE7wy24qy0cRX3Mfp6iELcDNfSsPGjUQVDGxQDCWjayJOpcwocugux082f49HKYg84EpHSGXAyh+/"
            "oxwaWbvL6aSDPOYuPDGOCI8jmnKiypE+"
        ),
        "你好",
    ),
}

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
KEYS = st.binary(min_size=32, max_size=32).map(lambda b: base64.b64encode(b).decode()[:43])


@pytest.mark.parametrize("name", VECTORS)
def test_published_packets_open(name: str) -> None:
    envelope, signature, timestamp, nonce, encrypt, content = VECTORS[name]
    sealed = Sealed(encrypt=encrypt, signature=signature, timestamp=timestamp, nonce=nonce)
    assert content in envelope.open(sealed)


def test_sealing_gives_the_published_bytes() -> None:
    sealed = E.seal("我是中文abcd123", timestamp="1", nonce="2", prefix=b"aaaabbbbccccdddd")
    assert sealed.encrypt == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )


@pytest.mark.parametrize("touched", ["signature", "timestamp", "nonce", "encrypt"])
def test_a_touched_packet_stays_shut(touched: str) -> None:
    sealed = A.seal("调阅", timestamp="1", nonce="2")
    fields = {name: getattr(sealed, name) for name in Sealed.__slots__}
    fields[touched] = fields[touched][:-1] + ("0" if fields[touched][-1] != "0" else "1")
    with pytest.raises(BadEnvelope):
        A.open(Sealed(**fields))


def test_another_corps_packet_stays_shut() -> None:
    other = Envelope(token=A.token, aes_key=A.aes_key, receiver="wwother")
    with pytest.raises(BadEnvelope, match="receiver"):
        A.open(other.seal("调阅", timestamp="1", nonce="2"))


@settings(max_examples=examples(40))
@given(text=TEXTS, key=KEYS)
def test_wechatpy_opens_what_we_seal_and_we_open_what_it_seals(text: str, key: str) -> None:
    ours = Envelope(token="t0ken", aes_key=key, receiver="wwdemo")
    theirs = WeChatCrypto("t0ken", key, "wwdemo")
    sealed = ours.seal(text, timestamp="1772424000", nonce="7")
    packet = f"<xml><Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt></xml>"
    assert theirs.decrypt_message(packet, sealed.signature, "1772424000", "7") == text
    back = xmltodict.parse(theirs.encrypt_message(text, "8", "1772424001"))["xml"]
    answer = Sealed(
        encrypt=back["Encrypt"],
        signature=back["MsgSignature"],
        timestamp=str(back["TimeStamp"]),
        nonce=back["Nonce"],
    )
    assert ours.open(answer) == text


@pytest.mark.node
def test_tencents_own_library_agrees_both_ways() -> None:
    texts = ["", "调阅〔2026〕0001", "🎓" * 40, *("字" * n for n in range(20, 54))]
    asks = []
    for text in texts:
        sealed = C.seal(text, timestamp="1772424000", nonce="9")
        common = {"key": C.aes_key, "token": C.token, "timestamp": "1772424000", "nonce": "9"}
        asks.append({**common, "open": sealed.encrypt})
        asks.append({**common, "corp": C.receiver, "seal": text})
    node, peer = shutil.which("node"), Path(__file__).parent / "foreign" / "peer.js"
    assert node is not None
    done = subprocess.run(  # our own script, fixed arguments
        [node, str(peer)],
        input="\n".join(map(json.dumps, asks)),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 2 * len(texts)
    for text, opened, sealed_by_them in zip(texts, answers[::2], answers[1::2], strict=True):
        assert (opened["message"], opened["id"]) == (text, C.receiver)
        packet = Sealed(
            encrypt=sealed_by_them["encrypt"],
            signature=sealed_by_them["signature"],
            timestamp="1772424000",
            nonce="9",
        )
        assert C.open(packet) == text
