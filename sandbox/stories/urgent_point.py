"""E16: an urgent camera at the bike shed goes through its milestones in order; none is skipped."""

from sandbox.player import Actor
from sandbox.stories.helping import attaches, fills, other
from sandbox.town import Town


async def play(here: Town) -> None:
    stage = here.stage
    user, security = stage["辅导员01"], stage["陆岱川"]
    buyer = other(here, "晏知秋", "采购中心主任", "head of procurement")
    operator = other(here, "宁拾叶", "技防科长", "system manager")

    stage.heading("使用单位提出需求：更衣室一律不装，改为车棚")
    await asks(user)
    stage.heading("学院负责人签字，学校批准")
    await stage["苏砚秋"].taps("同意")
    page = await stage["闻人砚"].opens()
    await page.presses("同意")

    stage.heading("使用单位制定安装方案")
    await plans(user, "车棚立柱装一台枪机，沿桥架走线")
    stage.heading("采购中心询价")
    await prices(buyer, "3800")
    stage.heading("保卫处审核：角度不对，退回修改方案")
    await security.taps("我来办理", on="审核方案和价格")
    await security.taps("办理并登记", on="审核方案和价格")
    await fills(
        security,
        ("退回，修改方案", "需要改什么"),
        ("镜头须朝向出口，方案里没有写", "审核是哪一天"),
        ("今天", "有审核材料"),
        ("跳过", "请核对"),
    )
    await security.taps("提交")

    stage.heading("改好方案，重新询价，通过，实施")
    await user.sees("镜头须朝向出口")
    await user.taps("现在办理", on="制定安装方案")
    await fills(user, ("方案要点", "请写明"), ("镜头朝向出口，沿桥架走线", "请核对"))
    await user.taps("提交")
    await prices(buyer, "", again=True)
    await security.taps("我来办理", on="审核方案和价格")
    await security.taps("办理并登记", on="审核方案和价格")
    await fills(security, ("审核结果", "审核结果是什么"), ("通过，可以实施", "请核对"))
    await security.taps("提交")
    await user.taps("现在办理", on="实施安装")
    await fills(user, ("今天", "由谁施工"), ("衡木安防（演示）", "现场照片"))
    await attaches(user, "装好.png", "请核对")
    await user.taps("提交")

    stage.heading("验收：登入台账，提示标识已设置；三十日内办理公安备案变更")
    await accepts(operator)
    await user.sees("车棚出口1号")
    await operator.sees("公安备案变更")


async def asks(user: Actor) -> None:
    await fills(
        user,
        ("新增监控点位", "常规新增"),
        ("紧急新增", "哪个区域"),
        ("停车场", "具体装在什么位置"),
        ("东侧车棚出口立柱", "什么部位"),
        ("更衣室、哺乳室", "国务院令第799号第八条"),
        ("道路、广场", "装来做什么"),
        ("维护公共安全", "为什么需要装"),
        ("一周内丢失三辆自行车，现有监控看不到车棚出口", "要装几个"),
        ("1", "涉密单位"),
        ("没有", "经费从哪里来"),
        ("本单位经费", "不能等到年度预算"),
        ("连续失窃，学生反映强烈，需尽快补装", "平面图"),
    )
    await attaches(user, "平面图.png", "请核对")
    await user.taps("提交")
    await user.sees("已提交，正在审批")


async def plans(user: Actor, text: str) -> None:
    await user.taps("现在办理", on="制定安装方案")
    await fills(user, ("今天", "请写明"), (text, "请上传安装方案"))
    await attaches(user, "方案.png", "请核对")
    await user.taps("提交")


async def prices(buyer: Actor, price: str, *, again: bool = False) -> None:
    await buyer.taps("我来办理", on="采购中心询价")
    await buyer.taps("办理并登记", on="采购中心询价")
    if not again:
        await fills(
            buyer,
            ("今天", "哪几家报价"),
            ("甲公司3800元，乙公司4100元", "拟定价格"),
            (price, "请上传询价单"),
        )
        await attaches(buyer, "询价单.png", "请核对")
    await buyer.taps("提交")


async def accepts(operator: Actor) -> None:
    await operator.taps("我来办理", on="验收")
    await operator.taps("办理并登记", on="验收")
    await fills(
        operator,
        ("今天", "叫什么名字"),
        ("车棚出口1号", "归哪个系统"),
        ("学校公共系统", "哪台录像机"),
        ("NODE-05", "保存多少天"),
        ("32", "提示标识已经设置好"),
        ("是", "验收照片"),
    )
    await attaches(operator, "验收.png", "请核对")
    await operator.taps("提交")
