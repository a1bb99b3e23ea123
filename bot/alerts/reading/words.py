"""Foreign words: made fit to be kept and shown, and searched for what ails a device."""

import re
from hashlib import sha256

from bot.alerts.troubles import NATURES, Trouble

LONGEST = 200
LONGEST_KEY = 160


def word(value: object, most: int = LONGEST) -> str:
    """One line a database keeps and a card can show; "" for what is no text and no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    some = str(value)[: most * 4].encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in some).split())[:most]


def words(*values: object) -> tuple[str, ...]:
    """Those that say something, each once."""
    return tuple(dict.fromkeys(text for value in values if (text := word(value))))


def key(*parts: object) -> str:
    whole = "/".join(word(part, 1000) for part in parts)
    if len(whole) <= LONGEST_KEY:
        return whole
    return f"{whole[:80]}/{sha256(whole.encode()).hexdigest()[:40]}"


def spelled(text: str) -> str:
    """As it is looked up: `Video Loss`, `video_loss` and `videoLoss` are one word."""
    return re.sub(r"[\W_]+", "", text.casefold())


_BY_CODE = {
    **{trouble.value.replace("_", ""): trouble for trouble in Trouble},
    **{nature.code.casefold(): trouble for trouble, nature in NATURES.items()},
}


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# The first that is found counts: a full disk is no broken one.
_SAID = {
    Trouble.RETENTION: _any("recordcycle|retention", "录像周期|存储天数|保存天数|存储时长"),
    Trouble.STORAGE_FULL: _any(
        "diskfull|hdfull|storagefull|sysstorfull|(low|outof|nodisk)space|storagelow",
        "(存储|磁盘|硬盘)(已|空间)?[满不]|空间不足",
    ),
    Trouble.NOT_RECORDING: _any(
        "notrecording|record(ing)?(exception|abnormal|stopped|fail|error|lost)|jobstate",
        "未录像|录像(异常|停止|中断|失败|丢失)|无录像",
    ),
    Trouble.DISK: _any(
        "disk|raid|hderror|hdd|harddrive|storage(failure|error|notexist|abnormal|detection)",
        "硬盘|磁盘|阵列",
    ),
    Trouble.VIDEO_LOSS: _any(
        "videoloss|videolost|signalloss|nosignal|nopicture|viexception|videoinput",
        "视频丢失|视频信号|信号丢失|无信号|无视频|黑屏",
    ),
    Trouble.COVERED: _any(
        "tamper|shelter|videoblind|cameramasking|hidealarm|scene(change|cut)|occlu",
        "遮挡|移位|场景(变更|突变|变化)",
    ),
    Trouble.BLURRED: _any(
        "blur|focus|toodark|toobright|videoabnormal|imagequality|videoquality|vqd|colou?rcast",
        "模糊|虚焦|失焦|过暗|过亮|亮度|偏色|雪花|条纹|冻结|噪声|画面异常|图像质量",
    ),
    Trouble.CLOCK: _any("clock|ntp|time(drift|skew|sync)", "时钟|校时|时间(偏差|不同步)"),
    Trouble.ACCESS: _any(
        "(illegal|unauthori[sz]ed)(access|login|visit)|illaccess|loginfail",
        "非法(访问|登录|接入)|登录失败",
    ),
    Trouble.POWER: _any(
        "power|poe|ipconflict|nicbroken|netbroken|network(broken|down)|switchdown",
        "供电|断电|停电|电源|交换机|网络(断开|中断|故障)|ip冲突",
    ),
    Trouble.DAMAGE: _any("damage|vandal", "损坏|破坏"),
    Trouble.ROOM: _any("workstation|videowall|decoder", "大屏|解码器|工作站"),
    Trouble.OFFLINE: _any(
        "offline|down|unreachable|unavailable|disconnect|noresponse|timeout|pingloss|icmp",
        "离线|掉线|断线|不在线|无响应|超时|失联",
    ),
}


def coded(text: str) -> Trouble | None:
    """One of our own words or codes: `video_loss`, `F2`."""
    return _BY_CODE.get(spelled(text))


def ails(*texts: str) -> Trouble | None:
    """What free words speak of; the first text that says anything counts."""
    for text in map(spelled, texts):
        for trouble, pattern in _SAID.items():
            if pattern.search(text):
                return trouble
    return None
