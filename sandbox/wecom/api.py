"""The calls of qyapi.weixin.qq.com that a self-built app makes, one function each.

Each takes the corp, the app the token belongs to, and the call's arguments, and gives the answer's
fields without `errcode`, or raises `Refused`.
"""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.wecom import rules
from sandbox.wecom.codes import (
    BAD_AGENT,
    BAD_CHAT,
    BAD_CORP,
    BAD_MEDIA_TYPE,
    BAD_MSGTYPE,
    BAD_PARAMETER,
    BAD_ROBOT,
    BAD_SIZE,
    BAD_USER,
    FOREIGN_AGENT,
    NO_RECIPIENT,
    TOO_OFTEN,
    Refused,
)
from sandbox.wecom.corp import App, Corp, Line

Answer = dict[str, Any]
Call = Callable[[Corp, App, Mapping[str, Any]], Answer]

MEGABYTE = 1024 * 1024
MEDIA_LIMITS = {
    "image": (10 * MEGABYTE, (".jpg", ".jpeg", ".png")),
    "voice": (2 * MEGABYTE, (".amr",)),
    "video": (10 * MEGABYTE, (".mp4",)),
    "file": (20 * MEGABYTE, ()),
}
PER_MEMBER = ((30, 60.0), (1000, 3600.0))
PER_ROBOT = (20, 60.0)


def gettoken(corp: Corp, query: Mapping[str, str]) -> Answer:
    if query.get("corpid") != corp.corp_id:
        raise Refused(BAD_CORP)
    app = corp.grant(query.get("corpsecret", ""))
    return {"access_token": app.access_token, "expires_in": 7200}


# Messages


def send(corp: Corp, app: App, body: Mapping[str, Any]) -> Answer:
    _own_agent(app, body)
    if not any(body.get(to) for to in ("touser", "toparty", "totag")):
        raise Refused(NO_RECIPIENT)
    members, invalid = corp.recipients(str(body.get("touser", "")))
    if repeated := _suppressed(corp, body):
        return repeated
    content = rules.app_message(body, callback=bool(app.callback_url), complain=corp.complain)
    kind = str(body["msgtype"])
    _known_media(corp, kind, content)
    _new_task(app, content)
    message = secrets.token_urlsafe(24)
    for member in members:
        if not corp.rate.allows(f"{app.agent_id}/{member.userid}", *PER_MEMBER):
            corp.dropped.append((member.userid, message))
            continue
        corp.put(member.userid, _line(corp, message, kind, content, app.agent_id))
    answer: Answer = {
        "invaliduser": "|".join(invalid),
        "invalidparty": "",
        "invalidtag": "",
        "msgid": message,
    }
    if kind == "template_card" and rules.calls_back(content):
        answer["response_code"] = corp.response_code(message, app.agent_id)
    _remember(corp, body, answer)
    return answer


def update_template_card(corp: Corp, app: App, body: Mapping[str, Any]) -> Answer:
    _own_agent(app, body)
    message = corp.spend_response_code(str(body.get("response_code", "")), app.agent_id)
    button, card = body.get("button"), body.get("template_card")
    if bool(button) == bool(card):
        raise Refused(BAD_PARAMETER, "button or template_card")
    wanted = [str(u).lower() for u in body.get("userids") or ()]
    lines = dict(corp.copies(message))
    chosen = list(lines) if body.get("atall") else [u for u in wanted if u in lines]
    if not chosen:
        raise Refused(NO_RECIPIENT)
    for userid in chosen:
        if button:
            settle(corp, lines[userid], str(button.get("replace_name") or ""))
        else:
            replace_card(corp, app, lines[userid], card or {})
    return {"invaliduser": [u for u in wanted if u not in lines]}


def settle(corp: Corp, line: Line, words: str) -> None:
    """The card's buttons become one grey button saying `words`."""
    if not words:
        raise Refused(BAD_PARAMETER, "replace_name")
    line.settled, line.edits = words, line.edits + 1
    corp.bump()


def replace_card(corp: Corp, app: App, line: Line, card: Mapping[str, Any]) -> None:
    """The whole card is new; it keeps its task id unless the new one brings another."""
    new = rules.template_card(
        json.loads(json.dumps(card)),
        callback=bool(app.callback_url),
        complain=corp.complain,
        update=True,
    )
    new.setdefault("task_id", line.body.get("task_id", ""))
    line.body, line.chosen = new, {}
    line.settled, line.edits = str(new.get("replace_text") or ""), line.edits + 1
    corp.bump()


def recall(corp: Corp, app: App, body: Mapping[str, Any]) -> Answer:
    del app
    for lines in corp.chats.values():
        lines[:] = [line for line in lines if line.id != body.get("msgid")]
    corp.bump()
    return {}


def _own_agent(app: App, body: Mapping[str, Any]) -> None:
    agent = body.get("agentid")
    if not str(agent or "").isdigit():
        raise Refused(BAD_AGENT)
    if int(str(agent)) != app.agent_id:
        raise Refused(FOREIGN_AGENT)


def _known_media(corp: Corp, kind: str, content: Mapping[str, Any]) -> None:
    if kind in MEDIA_LIMITS:
        corp.kept_media(str(content.get("media_id", "")))


def _new_task(app: App, content: Mapping[str, Any]) -> None:
    task = str(content.get("task_id") or "")
    if task in app.task_ids:
        raise Refused(BAD_PARAMETER, "task_id duplicated")
    if task:
        app.task_ids.add(task)


def _line(corp: Corp, message: str, kind: str, content: Mapping[str, Any], agent: int) -> Line:
    body = json.loads(json.dumps(content))
    now = corp.clock.now()
    return Line(id=message, author="", kind=kind, body=body, at=now, agent_id=agent)


def _suppressed(corp: Corp, body: Mapping[str, Any]) -> Answer | None:
    if not body.get("enable_duplicate_check"):
        return None
    until, answer = corp.repeats.get(json.dumps(body, sort_keys=True), (None, None))
    return answer if until and corp.clock.now() < until else None


def _remember(corp: Corp, body: Mapping[str, Any], answer: Answer) -> None:
    if body.get("enable_duplicate_check"):
        interval = min(int(body.get("duplicate_check_interval") or 1800), 14400)
        until = corp.clock.now() + timedelta(seconds=interval)
        corp.repeats[json.dumps(body, sort_keys=True)] = (until, answer)


# Groups


def webhook_send(corp: Corp, query: Mapping[str, str], body: Mapping[str, Any]) -> Answer:
    robot = corp.robots.get(query.get("key", ""))
    if robot is None:
        raise Refused(BAD_ROBOT)
    if not corp.rate.allows(f"robot/{robot.key}", PER_ROBOT):
        raise Refused(TOO_OFTEN)
    content = rules.robot_message(body, complain=corp.complain)
    line = _line(corp, secrets.token_urlsafe(24), str(body["msgtype"]), content, 0)
    corp.put(robot.name, line)
    return {}


def appchat_create(corp: Corp, app: App, body: Mapping[str, Any]) -> Answer:
    del app
    people = [str(u).lower() for u in body.get("userlist") or ()]
    if not 2 <= len(people) <= 2000 or any(u not in corp.members for u in people):
        raise Refused(BAD_USER)
    chat = str(body.get("chatid") or secrets.token_hex(16))
    if not re.fullmatch(r"[0-9a-zA-Z]{1,32}", chat) or chat in corp.appchats:
        raise Refused(BAD_CHAT)
    corp.appchats[chat] = people
    corp.chat_names[chat] = str(body.get("name") or chat)
    return {"chatid": chat}


def appchat_send(corp: Corp, app: App, body: Mapping[str, Any]) -> Answer:
    chat = str(body.get("chatid", ""))
    if chat not in corp.appchats:
        raise Refused(BAD_CHAT)
    if body.get("msgtype") not in rules.APPCHAT:
        raise Refused(BAD_MSGTYPE)
    content = rules.app_message(body, callback=False, complain=corp.complain)
    kind = str(body["msgtype"])
    _known_media(corp, kind, content)
    corp.put(chat, _line(corp, secrets.token_urlsafe(24), kind, content, app.agent_id))
    return {}


# Files


def upload(corp: Corp, kind: str, name: str, mime: str, data: bytes) -> Answer:
    if kind not in MEDIA_LIMITS:
        raise Refused(BAD_MEDIA_TYPE)
    limit, endings = MEDIA_LIMITS[kind]
    if not 5 < len(data) <= limit:
        raise Refused(BAD_SIZE)
    if endings and not name.lower().endswith(endings):
        raise Refused(BAD_MEDIA_TYPE)
    created = str(int(corp.clock.now().timestamp()))
    return {"type": kind, "media_id": corp.keep_media(name, mime, data), "created_at": created}


# People


def getuserinfo(corp: Corp, app: App, query: Mapping[str, Any]) -> Answer:
    """A member gets a userid; an outsider an openid, and no error at all."""
    del app
    person = corp.spend_login_code(str(query.get("code", "")))
    if member := corp.members.get(person):
        return {"userid": member.userid, "user_ticket": secrets.token_urlsafe(32)}
    return {"openid": person or "outsider"}


def user_get(corp: Corp, app: App, query: Mapping[str, Any]) -> Answer:
    del app
    member = corp.members.get(str(query.get("userid", "")).lower())
    if member is None or not member.visible:
        raise Refused(BAD_USER)
    return {"userid": member.userid, "name": member.name, "department": [1], "status": 1}


def agent_get(corp: Corp, app: App, query: Mapping[str, Any]) -> Answer:
    if int(query.get("agentid") or 0) != app.agent_id:
        raise Refused(FOREIGN_AGENT)
    visible = [{"userid": m.userid} for m in corp.members.values() if m.visible]
    return {
        "agentid": app.agent_id,
        "name": "调阅通",
        "close": 0,
        "allow_userinfos": {"user": visible},
    }


def getcallbackip(corp: Corp, app: App, query: Mapping[str, Any]) -> Answer:
    del corp, app, query
    return {"ip_list": ["127.0.0.1"]}


POST: dict[str, Call] = {
    "message/send": send,
    "message/update_template_card": update_template_card,
    "message/recall": recall,
    "appchat/create": appchat_create,
    "appchat/send": appchat_send,
}
GET: dict[str, Call] = {
    "auth/getuserinfo": getuserinfo,
    "user/get": user_get,
    "agent/get": agent_get,
    "getcallbackip": getcallbackip,
}
