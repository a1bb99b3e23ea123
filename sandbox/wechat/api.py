"""The calls of api.weixin.qq.com that a service account makes, one function each.

Each gives the answer's fields without `errcode`, or raises `Refused`.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.wechat import rules
from sandbox.wechat.account import MenuItem, ServiceAccount
from sandbox.wechat.codes import (
    BAD_APPID,
    BAD_GRANT,
    BAD_MEDIA_TYPE,
    BAD_OPENID,
    BAD_SECRET,
    BAD_SIZE,
    BAD_TEMPLATE,
    UNAUTHORISED,
    UNTRUSTED_ADDRESS,
)
from sandbox.wecom.codes import Refused

Answer = dict[str, Any]
Call = Callable[[ServiceAccount, Mapping[str, Any]], Answer]

ONCE = timedelta(minutes=10)  # client_msg_id
PICTURE = 10 * 1024 * 1024
ENDINGS = (".jpg", ".jpeg", ".png", ".gif")


def stable_token(account: ServiceAccount, body: Mapping[str, Any]) -> Answer:
    _known(account, body, "client_credential")
    token, seconds = account.granted(afresh=bool(body.get("force_refresh")))
    return {"access_token": token, "expires_in": seconds}


def token(account: ServiceAccount, query: Mapping[str, Any]) -> Answer:
    """The old way: every call makes the former token die."""
    _known(account, query, "client_credential")
    made, seconds = account.granted(afresh=True)
    return {"access_token": made, "expires_in": seconds}


def _known(account: ServiceAccount, asked: Mapping[str, Any], grant: str) -> None:
    if asked.get("grant_type") != grant:
        raise Refused(BAD_GRANT)
    if asked.get("appid") != account.app_id:
        raise Refused(BAD_APPID)
    if asked.get("secret") != account.secret:
        raise Refused(BAD_SECRET)
    if not account.trusted:
        raise Refused(UNTRUSTED_ADDRESS)


def _addressed(account: ServiceAccount, body: Mapping[str, Any]) -> str:
    openid = str(body.get("touser") or "")
    if openid not in account.followers:
        raise Refused(BAD_OPENID)
    return openid


def custom_send(account: ServiceAccount, body: Mapping[str, Any]) -> Answer:
    openid = _addressed(account, body)
    kind, content = rules.custom(body)
    if kind == "image":
        account.kept_media(content["media_id"])
    account.spend_window(openid)
    account.put(openid, kind, content)
    return {}


def template_send(account: ServiceAccount, body: Mapping[str, Any]) -> Answer:
    if not account.verified:
        raise Refused(UNAUTHORISED)
    openid = _addressed(account, body)
    follower = account.followed(openid)
    fields = account.templates.get(str(body.get("template_id") or ""))
    if fields is None:
        raise Refused(BAD_TEMPLATE)
    told = rules.filled(fields, body.get("data") or {})
    repeated = _repeated(account, openid, str(body.get("client_msg_id") or ""))
    if not repeated and not follower.blocks_templates:
        url = str(body.get("url") or "")
        account.put(openid, "template", {"fields": told, "url": url})
    return {"msgid": secrets.randbelow(10**18), "told": follower.blocks_templates}


def _repeated(account: ServiceAccount, openid: str, once: str) -> bool:
    now, key = account.clock.now(), (openid, once)
    if not once or account.once.get(key, now) > now:
        return bool(once)
    account.once[key] = now + ONCE
    return False


def menu_create(account: ServiceAccount, body: Mapping[str, Any]) -> Answer:
    account.menu = tuple(
        MenuItem(name=i["name"], kind=i.get("type", ""), key=i.get("key") or i.get("url") or "")
        for i in rules.menu(body)
    )
    account.bump()
    return {}


def upload(account: ServiceAccount, kind: str, name: str, mime: str, data: bytes) -> Answer:
    if kind != "image" or not name.lower().endswith(ENDINGS):
        raise Refused(BAD_MEDIA_TYPE)
    if not 0 < len(data) <= PICTURE:
        raise Refused(BAD_SIZE)
    return {"type": kind, "media_id": account.keep_media(name, mime, data), "created_at": 0}


def oauth(account: ServiceAccount, query: Mapping[str, Any]) -> Answer:
    if not account.verified:
        raise Refused(UNAUTHORISED)
    _known(account, query, "authorization_code")
    openid = account.spend_code(str(query.get("code") or ""))
    return {
        "access_token": secrets.token_urlsafe(32),
        "expires_in": 7200,
        "openid": openid,
        "scope": "snsapi_base",
    }


POST: dict[str, Call] = {
    "message/custom/send": custom_send,
    "message/template/send": template_send,
    "menu/create": menu_create,
}
