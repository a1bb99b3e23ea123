"""A stand-in for WeCom over real HTTP that keeps the rules of the real one (wechat.md §2)."""

from sandbox.wecom.corp import App, Client, Clock, Corp, Member, Robot
from sandbox.wecom.exchange import NothingThere, WeComExchange
from sandbox.wecom.faults import Fault
from sandbox.wecom.server import WeCom, serve

__all__ = [
    "App",
    "Client",
    "Clock",
    "Corp",
    "Fault",
    "Member",
    "NothingThere",
    "Robot",
    "WeCom",
    "WeComExchange",
    "serve",
]
