"""The service account's callbacks, in safe mode only: sealed for one app id."""

from collections.abc import Mapping
from datetime import datetime

from wechatpy.crypto import WeChatCrypto

from bot.platforms.tencent.wall import Forged, SealedWall


class Wall(SealedWall):
    """The account's callback secrets. Plain packets are refused: anybody on the way could read and
    change them."""

    def __init__(self, *, token: str, aes_key: str, app_id: str) -> None:
        super().__init__(token=token, crypto=WeChatCrypto(token, aes_key, app_id))

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """What WeChat expects when the callback address is saved (GET): its word as it came. The
        signature here covers no word but token, time and nonce, also in safe mode."""
        try:
            self._signed(query, "signature", now)
            return str(query["echostr"])
        except Exception:  # noqa: BLE001 - a dozen kinds, and all mean the same
            raise Forged from None
