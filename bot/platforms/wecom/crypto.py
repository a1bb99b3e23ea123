"""WeCom's callbacks, sealed for one corp."""

from collections.abc import Mapping
from datetime import datetime

from wechatpy.work import WeChatCrypto

from bot.platforms.tencent.wall import Forged, SealedWall


class Wall(SealedWall):
    """One app's callback secrets. `corp_id` is the receiver every packet must be sealed for."""

    def __init__(self, *, token: str, aes_key: str, corp_id: str) -> None:
        self._crypto = WeChatCrypto(token, aes_key, corp_id)
        super().__init__(token=token, crypto=self._crypto)

    def echo(self, query: Mapping[str, str], now: datetime) -> str:
        """The plaintext WeCom expects when the callback address is saved (GET)."""
        try:
            sealed = query["echostr"]
            self._check(query, sealed, now)
            return str(
                self._crypto.check_signature(
                    query["msg_signature"], query["timestamp"], query["nonce"], sealed
                )
            )
        except Exception:  # noqa: BLE001 - a dozen kinds, and all mean the same
            raise Forged from None
