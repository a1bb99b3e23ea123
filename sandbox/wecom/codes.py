"""WeCom's error codes as wire facts, with the sentences the real service sends.

What the vendor does not document (a spent response code, a repeated task id) answers with the
general "bad parameter": the product may only rely on its not being zero.
"""

OK = 0
BAD_SECRET = 40001
BAD_USER = 40003
BAD_MEDIA_TYPE = 40004
BAD_SIZE = 40006
BAD_MEDIA = 40007
BAD_MSGTYPE = 40008
BAD_CORP = 40013
BAD_TOKEN = 40014
BAD_CODE = 40029
BAD_AGENT = 40056
BAD_PARAMETER = 40058
NO_TOKEN = 41001
NO_TITLE = 41016
TOKEN_EXPIRED = 42001
NO_CARD_ACTION = 42045
EMPTY_TEXT = 44004
TOO_LONG = 45002
TOO_OFTEN = 45009
BAD_JSON = 47001
UNTRUSTED_REDIRECT = 50001
UNTRUSTED_ADDRESS = 60020
NO_RECIPIENT = 81013
BAD_STATE = 84025
BAD_CHAT = 86001
BAD_ROBOT = 93000
FOREIGN_AGENT = 301002

SENTENCES = {
    -1: "system busy",
    OK: "ok",
    BAD_SECRET: "invalid credential",
    BAD_USER: "invalid userid",
    BAD_MEDIA_TYPE: "invalid media type",
    BAD_SIZE: "invalid file size",
    BAD_MEDIA: "invalid media_id",
    BAD_MSGTYPE: "invalid message type",
    BAD_CORP: "invalid corpid",
    BAD_TOKEN: "invalid access_token",
    BAD_CODE: "invalid code",
    BAD_AGENT: "invalid agentid",
    BAD_PARAMETER: "param invalid",
    NO_TOKEN: "access_token missing",
    NO_TITLE: "missing title",
    TOKEN_EXPIRED: "access_token expired",
    NO_CARD_ACTION: "card_action missing",
    EMPTY_TEXT: "empty content",
    TOO_LONG: "content size out of limit",
    TOO_OFTEN: "api freq out of limit",
    BAD_JSON: "data format error",
    UNTRUSTED_REDIRECT: "redirect_url domain not trusted",
    UNTRUSTED_ADDRESS: "not allow to access from your ip, from ip: 203.0.113.7",
    NO_RECIPIENT: "user & party & tag all invalid",
    BAD_STATE: "invalid state",
    BAD_CHAT: "invalid chatid",
    BAD_ROBOT: "invalid webhook url",
    FOREIGN_AGENT: "agentid not match access_token",
}


class Refused(Exception):
    """The platform's no: HTTP 200 with an `errcode`."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        sentence = SENTENCES.get(code, "error")
        self.sentence = f"{sentence}, {detail}" if detail else sentence
        super().__init__(f"{code}: {self.sentence}")
