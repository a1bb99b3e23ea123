"""A stand-in for a WeChat service account over real HTTP that keeps the real one's rules
(wechat.md §3)."""

from sandbox.wechat.account import Follower, ServiceAccount
from sandbox.wechat.exchange import WeChatExchange
from sandbox.wechat.server import WeChat, serve

__all__ = ["Follower", "ServiceAccount", "WeChat", "WeChatExchange", "serve"]
