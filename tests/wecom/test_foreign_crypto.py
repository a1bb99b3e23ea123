"""Our wall against Tencent's own `@wecom/crypto`, both ways. Needs Node.js and npm."""

import json
import random
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xmltodict

from bot.platforms.tencent.wall import Forged
from bot.platforms.wecom.crypto import Wall

pytestmark = [pytest.mark.slow, pytest.mark.node]

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# One JSON line in, one out: opens what we sealed, seals what we are to open.
PEER = """
const crypto = require('@wecom/crypto');
const lines = require('readline').createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const { token, key, corp, text, nonce, stamp, encrypt } = JSON.parse(line);
  const opened = crypto.decrypt(key, encrypt);
  const sealed = crypto.encrypt(key, text, corp);
  console.log(JSON.stringify({
    opened: opened.message, id: opened.id, sealed,
    ours: crypto.getSignature(token, stamp, nonce, encrypt),
    theirs: crypto.getSignature(token, stamp, nonce, sealed),
  }));
});
"""


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wecom-crypto")
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Node.js is not here: @wecom/crypto was NOT compared")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
    try:
        subprocess.run(
            [*install, str(folder), "@wecom/crypto@1.0.1"],
            check=True,
            capture_output=True,
            timeout=120,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm brought no package: @wecom/crypto was NOT compared")
    (folder / "peer.js").write_text(PEER, encoding="utf-8")
    return folder


def cases(number: int) -> list[dict[str, str]]:
    chance = random.Random(20261122)
    found = []
    for size in range(number):
        words = "".join(chance.choices("调阅监控<>&]aZ0 \n😀", k=size))
        found.append(
            {
                "token": "".join(chance.choices(ALPHABET, k=chance.randint(3, 32))),
                # The last of the 43 characters holds four bits, and two that must be zero.
                "key": "".join(chance.choices(ALPHABET, k=42)) + "A",
                "corp": "ww" + "".join(chance.choices("0123456789abcdef", k=16)),
                "text": f"<xml><Content>{words}</Content></xml>",
                "nonce": str(chance.randint(0, 10**10)),
                "stamp": STAMP,
            }
        )
    return found


def test_each_opens_what_the_other_sealed(peer: Path) -> None:
    asked = cases(200)
    walls = [
        Wall(token=case["token"], aes_key=case["key"], corp_id=case["corp"]) for case in asked
    ]
    for case, wall in zip(asked, walls, strict=True):
        parts = xmltodict.parse(wall.seal(case["text"], case["nonce"], NOW))["xml"]
        case |= {"encrypt": parts["Encrypt"], "signature": parts["MsgSignature"]}
    told = subprocess.run(
        ["node", "peer.js"],
        cwd=peer,
        input="\n".join(map(json.dumps, asked)) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.splitlines()
    assert len(told) == len(asked)
    for case, wall, line in zip(asked, walls, told, strict=True):
        answer = json.loads(line)
        assert (answer["opened"], answer["id"]) == (case["text"], case["corp"])
        assert answer["ours"] == case["signature"]
        query = {
            "msg_signature": answer["theirs"],
            "timestamp": STAMP,
            "nonce": case["nonce"],
        }
        body = f"<xml><Encrypt><![CDATA[{answer['sealed']}]]></Encrypt></xml>".encode()
        assert wall.open(query, body, NOW) == case["text"]
        stranger = walls[0] if wall is not walls[0] else walls[1]
        with pytest.raises(Forged):
            stranger.open(query, body, NOW)
