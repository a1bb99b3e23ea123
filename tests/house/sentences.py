"""How a sentence of the catalogues is written: punctuation, spaces, counts, one word per thing.

Pure: what is wrong with one sentence, as short remarks. `docs/glossary.md` decides about words.
"""

import re
import string
from collections.abc import Iterator

GAP = "\ufffc"  # stands for a filled gap
CJK = r"\u4e00-\u9fff"
MEASURES = "份个条次项件台路人天位级段处起张名字本句行种步道岁"
# One word per thing: what is not said, and what is said instead.
ELSEWHERE = {
    "摄像机": "摄像头",
    "告警": "报警",
    "帐号": "账号",
    "登陆": "登录",
    "其它": "其他",
    "邀请码": "绑定码",
    "系统管理员": "管理员",
    "规则包": "规章包",
    "报修单": "故障单",
    "工单": "故障单",
    "职务": "岗位",
    "人员表": "人员名单",
    "摄像头表": "摄像头清单",
    "摄像头名单": "摄像头清单",
    "审核": "审批",
    "上报": "报告",
    "任务": "办理事项",
    "你": "您",
    "视频": "录像",
}
# Where the word is somebody else's.
THEIRS = {
    "视频": ("papers.no_voice", "outage.trouble_video_loss", "demo.kind."),
    "任务": ("demo.kind.",),
}
ENGLISH_ELSEWHERE = {
    "requester": "applicant",
    "authoriz": "authoris",
    "color": "colour",
    "center": "centre",
    "canceled": "cancelled",
    "behavior": "behaviour",
    "recogniz": "recognis",
    "organiz": "organis",
    "license": "licence",
    "(s)": "a choice by the number: {n:file|files}",
    "...": "…",
    "’": "'",
    "e-mail": "email",
    "Please note that": "the fact itself",
}
# English texts that quote what is typed or written in Chinese.
QUOTING = frozenset(
    {
        "cli.invited",
        "help.body",
        "ladder.unit_word",
        "looking.how",
        "menu.body",
        "pack.mistake.number",
        "commands.language",
        "phones.begin.word",
        "phones.language",
        "refusal.fault_no_such_place",
    }
)
# Columns of a terminal, set apart by two spaces.
COLUMNS = (
    "cli.alarms_",
    "cli.accesses_",
    "cli.erase_",
    "cli.route_step",
    "cli.init_done",
    "cli.upgrade_step",
)
# After these the number stands by itself: “3 of 4”, “2 more”, “5 missing”.
ALONE = (
    "of",
    "to",
    "in",
    "and",
    "at",
    "or",
    "by",
    "more",
    "too",
    "new",
    "changed",
    "missing",
    "by",
    "waiting",
    "unreadable",
    "without",
    "since",
    "until",
    "late",
    "added",
    "moved",
    "removed",
    "decided",
    "no",
)

# Never one: the sentence for one is another, or the law's number stands there.
NEVER_ONE = re.compile(r"gaps\.\w+_(all|many)|pack\.lint\.retention_below_law")
# Abbreviated units are alike for one and many.
UNITS = ("h", "min", "working", "stories")


def wrong(language: str, key: str, sentence: str) -> list[str]:
    """What an editor would mark in one sentence."""
    text = plain(sentence)
    found = [*_spaces(key, text), *_quotes(text)]
    found += _chinese(key, text) if language == "zh" else _english(key, text)
    return found


def plain(sentence: str) -> str:
    """With a sign for every gap, and the last word of a choice for the choice."""
    return "".join(
        text + ("" if name is None else _gap(spec or ""))
        for text, name, spec, _ in string.Formatter().parse(sentence)
    )


def _gap(spec: str) -> str:
    return spec.partition("|")[2] if "|" in spec else GAP


def _spaces(key: str, text: str) -> Iterator[str]:
    if text != text.strip() and not key.startswith(COLUMNS):
        yield "begins or ends with a space"
    if re.search(r"(?<=\S)  ", text) and not key.startswith(COLUMNS):
        yield "two spaces"


def _quotes(text: str) -> Iterator[str]:
    if text.count("“") != text.count("”") and not text.startswith("“ "):
        yield "a quotation without its end"
    if text.count("（") != text.count("）") or text.count("(") != text.count(")"):
        yield "a bracket without its partner"


def _chinese(key: str, text: str) -> Iterator[str]:
    side = f"[{CJK}{GAP}”）】》]"
    if re.search(rf"(?:{side} ?[,;!?]|[{CJK}]:(?![{CJK}])|[,;!?][{CJK}])", text):
        yield "ASCII punctuation in Chinese"
    if re.search(rf"[{CJK}]\(|\([{CJK}]", text):
        yield "ASCII brackets in Chinese"
    if "..." in text or re.search(r"。。|…(?!…)(?<!……)(?=。)", text):
        yield "dots: ……"
    if re.search(rf"[{CJK}][\"']|[\"'][{CJK}]", text):
        yield "straight quotation marks in Chinese"
    if re.search(rf"(?<![A-Za-z0-9])\d+[{MEASURES}]", text):
        yield "no space between a number and its measure word"
    if re.search(rf"{GAP}[{MEASURES.replace('起', '')}](?![{CJK}]*室)", text) and not re.search(
        rf"{GAP}(人员|名义|台账|级部|处理|位置)", text
    ):
        yield "no space between a count and its measure word"
    for word, said in ELSEWHERE.items():
        if word in text and not key.startswith(THEIRS.get(word, ())):
            yield f"{word}: {said}"


def _english(key: str, text: str) -> Iterator[str]:
    if key not in QUOTING and re.search(rf"[{CJK}]", text):
        yield "Chinese in English"
    if re.search(r"[，。：；（）、！？　]", text) and key not in QUOTING:
        yield "Chinese punctuation in English"
    if re.search(r"[a-z] ?[;,!?](?=[A-Za-z])", text) and not key.startswith("cli.option."):
        yield "no space after punctuation"
    lower = text.lower()
    for word, said in ENGLISH_ELSEWHERE.items():
        if word.lower() in lower:
            yield f"{word}: {said}"


def counts(chinese: str) -> set[str]:
    """The gaps that are numbers of something: those before a measure word."""
    unit = rf"(?:[{MEASURES.replace('起', '')}]|小时|分钟|字节)"
    return set(re.findall(rf"(?<!第)(?<!第 )\{{(\w+)\}} ?{unit}", chinese))


def unchosen(key: str, chinese: str, english: str) -> set[str]:
    """Counts that stand before an English word without choosing between one and many."""
    if NEVER_ONE.fullmatch(key):
        return set()
    chosen = set(re.findall(r"\{(\w+):[^{}|]*\|[^{}]*\}", english))
    before = {
        name
        for name, word in re.findall(r"\{(\w+)\} ([a-z]+)", english)
        if word not in (*ALONE, *UNITS)
    }
    return (counts(chinese) & before) - chosen


def choices(sentence: str) -> list[str]:
    """Every choice by a number: `day|days`."""
    return [
        spec for _, _, spec, _ in string.Formatter().parse(sentence) if spec and "|" in spec
    ]
