"""A desk with one case on it, for the decision page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.approvals.refusals import AlreadySettled
from bot.approvals.request import Verdict
from bot.cards import Fact
from bot.people.person import Platform
from bot.web.desk import Login, PageCase, Paper, Rung

CASE = PageCase(
    language="zh",
    title="监控查看申请单",
    number="调阅〔2026〕0001",
    body=("王芳老师申请查看走廊录像：课间学生之间发生推搡，需了解经过。",),
    facts=(
        Fact(label="申请人", value="王芳 · 高一(3)班班主任"),
        Fact(label="查看地点", value="教学楼三层东侧走廊"),
        Fact(label="查看时段", value="11月20日（周五）10:05–10:20"),
        Fact(label="事由", value="学生冲突"),
        Fact(label="查看人员", value="王芳、级部主任陈刚"),
        Fact(label="是否拷贝", value="否，仅现场查看"),
        Fact(label="附件", value="情况说明.jpg"),
    ),
    ladder=(
        Rung(who="级部主任 · 陈刚", said="已同意 · 11月21日 16:42", state="done"),
        Rung(who="保卫科长 · 李卫国", said="等待您审批", state="now"),
        Rung(who="学工处主任 · 赵敏"),
        Rung(who="分管校长 · 孙立"),
    ),
    clock="录像还保存 3 天 4 小时",
    notes=("依据《视频监控管理办法》第三条。",),
    reasons={
        Verdict.REJECT: ("与学生事务无关", "查看范围超出需要", "可通过其他途径了解"),
        Verdict.RETURN: ("请补充具体时间段", "请补充查看人员", "请附情况说明"),
    },
)


@dataclass
class FakeDesk:
    """Remembers what was asked of it; the person asked is "li"."""

    case: PageCase = CASE
    asked: str = "li"
    looks: int = 0
    decisions: list[tuple[str, Verdict, str]] = field(default_factory=list)
    logins: list[Platform] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)  # who was seen to read in plain WeChat
    acts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    members: dict[str, str] = field(
        default_factory=lambda: {"code-li": "li", "code-qian": "qian"}
    )

    async def identify(self, school: str, platform: Platform, code: str) -> str:
        self.logins.append(platform)
        return self.members.pop(code, "")

    async def reads_links(self, school: str, address: str) -> None:
        self.plain.append(address)

    async def look(self, school: str, token: str, login: Login) -> PageCase | None:
        self.looks += 1
        return self.case if login.address == self.asked and token.startswith("known") else None

    async def paper(
        self, school: str, token: str, login: Login, number: int
    ) -> tuple[Paper, bytes] | None:
        if await self.look(school, token, login) is None:
            return None
        return next(((p, b"bytes") for p in self.case.papers if p.id == number), None)

    async def decide(
        self,
        school: str,
        token: str,
        login: Login,
        verdict: Verdict,
        reason: str,
        *,
        pin: str = "",
    ) -> None:
        if self.decisions:
            if self.decisions[0][1] is verdict:
                return
            raise AlreadySettled(who="李卫国", verdict="approve", at="09:10")
        self.decisions.append((token, verdict, reason))
        self.case = replace(
            self.case, open=False, outcome="您已同意 · 11月22日 09:10", verdict=str(verdict)
        )

    async def act(
        self, school: str, token: str, login: Login, act: str, form: Mapping[str, str]
    ) -> None:
        self.acts.append((act, dict(form)))
