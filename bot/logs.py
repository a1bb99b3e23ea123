"""Logs: JSON lines in UTC, with every secret and every personal number masked.

Masking is the last step before a line is written, after exceptions have become text: a token in
a traceback's URL is masked like one in a message.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_MASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    # A Bot API token, alone or inside its URL.
    (re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}"), "[token]"),
    # Query parameters that are secrets: WeCom and WeChat put them into URLs.
    (
        re.compile(
            r"\b(access_token|corpsecret|secret|key|ticket|code|response_code|msg_signature"
            r"|signature|token)=[^&\s\"'\\]+",
            re.IGNORECASE,
        ),
        r"\1=[masked]",
    ),
    (re.compile(r"(Bearer\s+)[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE), r"\1[masked]"),
    (re.compile(r"(://[^/\s:@]+:)[^/\s@]+@"), r"\1[masked]@"),  # a password in an address
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"), "[id number]"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "[mobile]"),
)
_SECRET_NAMES = re.compile(
    r"(token|secret|password|aes_key|access_token|authorization)$", re.IGNORECASE
)
_CHATTY = ("httpx", "httpcore", "aiohttp.access", "uvicorn.access", "apscheduler", "urllib3")


def masked(text: str) -> str:
    for pattern, instead in _MASKED:
        text = pattern.sub(instead, text)
    return text


def _masked_value(value: Any) -> Any:
    match value:
        case str():
            return masked(value)
        case dict():
            return {k: _under(str(k), v) for k, v in value.items()}
        case list() | tuple():
            return [_masked_value(item) for item in value]
        case bool() | int() | float() | None:
            return value
    return masked(str(value))


def _under(name: str, value: Any) -> Any:
    return "[masked]" if value and _SECRET_NAMES.search(name) else _masked_value(value)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in list(event):
        event[name] = _under(name, event[name])
    return event


def set_up(*, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's loggers through one masked JSON line each."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        # What nobody will read is not made ready: there is a line for each answer.
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
