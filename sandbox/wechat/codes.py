"""A service account's error codes as wire facts, with the sentences the real service sends."""

from sandbox.wecom import codes

BAD_CREDENTIAL = 40001
BAD_GRANT = 40002
BAD_OPENID = 40003
BAD_MEDIA_TYPE = 40004
BAD_SIZE = 40006
BAD_MEDIA = 40007
BAD_MSGTYPE = 40008
BAD_APPID = 40013
BAD_MENU_COUNT = 40016
BAD_MENU_NAME = 40018
BAD_MENU_KEY = 40019
BAD_CODE = 40029
BAD_TEMPLATE = 40037
BAD_SECRET = 40125
CODE_USED = 40163
UNTRUSTED_ADDRESS = 40164
NO_TOKEN = 41001
TOKEN_EXPIRED = 42001
NOT_FOLLOWING = 43004
EMPTY_TEXT = 44004
TOO_LONG = 45002
TOO_OFTEN = 45009
OUT_OF_WINDOW = 45015
OUT_OF_COUNT = 45047
BAD_JSON = 47001
BAD_ARGUMENT = 47003
UNAUTHORISED = 48001

codes.SENTENCES.update(
    {
        BAD_GRANT: "invalid grant_type",
        BAD_MENU_COUNT: "invalid button size",
        BAD_MENU_NAME: "invalid button name size",
        BAD_MENU_KEY: "invalid button key size",
        BAD_TEMPLATE: "invalid template_id",
        BAD_SECRET: "invalid appsecret",
        CODE_USED: "code been used",
        UNTRUSTED_ADDRESS: "invalid ip 203.0.113.7, not in whitelist",
        NOT_FOLLOWING: "require subscribe",
        OUT_OF_WINDOW: "response out of time limit or subscription is canceled",
        OUT_OF_COUNT: "out of response count limit",
        BAD_ARGUMENT: "argument invalid!",
        UNAUTHORISED: "api unauthorized",
    }
)
