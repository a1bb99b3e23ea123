"""Cases of the demo schools, played by a program over real HTTP. Each ends as told or fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.clock import PushedClock
from sandbox.stories import (
    all_is_well,
    authorised,
    corrected,
    custodian,
    damage,
    dark_camera,
    dormitory,
    entering_rooms,
    extended,
    guardian,
    holiday_changed,
    in_another_name,
    late_fault,
    less_and_more,
    lost_phone,
    many_at_once,
    one_sentence,
    police,
    power_cut,
    renovation,
    rounds,
    scratched_car,
    second_thoughts,
    service_account,
    taken_back,
    urgent_point,
    waiting,
    works_on_cameras,
)
from sandbox.town import Town

WEDNESDAY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    id: str
    school: str
    title: str
    play: Callable[[Town], Awaitable[None]]
    undo: bool = False  # whether approvers hear of a request half a minute late
    quiet: bool = False  # whether people are left in peace at night
    hour: int | None = None  # when it begins, on an ordinary Wednesday; None: now

    def clock(self) -> PushedClock:
        if self.hour is None:
            return PushedClock()
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        ahead = timedelta(days=(WEDNESDAY - now.weekday()) % 7 or 7)
        start = (now + ahead).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        return PushedClock(start)


STORIES = (
    Story(
        id="lost_phone",
        school="taishan",
        title="乔木为学生查餐厅丢失的手机：四级审批，值班员登记",
        play=lost_phone.play,
    ),
    Story(
        id="one_sentence",
        school="taishan",
        title="一句话申请：听懂的填好，缺的再问，一点才提交；几点没说清的，先问几点",
        play=one_sentence.play,
    ),
    Story(
        id="lost_phone_returned",
        school="taishan",
        title="被退回补充，补充后直接回到退回的那一步；最后一步不同意",
        play=lost_phone.returned,
    ),
    Story(
        id="with_a_photo",
        school="taishan",
        title="乔木附上照片；级部主任看过附件，回复数字退回，补充后同意",
        play=second_thoughts.with_a_photo,
    ),
    Story(
        id="withdrawn",
        school="taishan",
        title="批准之后、查看之前撤回：值班员的任务随即取消",
        play=second_thoughts.withdrawn,
    ),
    Story(
        id="narrowed",
        school="taishan",
        title="申请四小时、两个摄像头；分管校长只批一小时、一个摄像头，值班员只看到这些",
        play=less_and_more.narrowed,
    ),
    Story(
        id="extended",
        school="taishan",
        title="查看中发现时段不够：值班员申请再看半小时，分管校长一点即可，照实登记",
        play=extended.play,
    ),
    Story(
        id="many_hands",
        school="taishan",
        title="征求意见、请人加签、转交上级：各人都有回音，签字一个不少",
        play=less_and_more.many_hands,
    ),
    Story(
        id="undone",
        school="taishan",
        title="提交后半分钟内撤回：谁也没有被打扰，编号留痕",
        play=taken_back.undone,
        undo=True,
    ),
    Story(
        id="nobody_signs",
        school="taishan",
        title="无人签批：过半提醒，到期同时请上一级；催办与稍后提醒",
        play=waiting.nobody_signs,
        hour=9,
    ),
    Story(
        id="asked_again",
        school="taishan",
        title="退回后一直没有补充：自动结束，一点“再次申请”",
        play=waiting.asked_again,
        hour=9,
    ),
    Story(
        id="night",
        school="lingnan",
        title="夜间的申请：早上一条消息，打开就能办",
        play=waiting.night,
        hour=23,
        quiet=True,
    ),
    Story(
        id="batch",
        school="taishan",
        title="级部主任一并处理几份申请：逐份有结果，敏感的单独看",
        play=many_at_once.batch,
    ),
    Story(
        id="not_mine",
        school="taishan",
        title="值班员替乔木提交申请，乔木没有要求：一键停止，都有痕迹",
        play=in_another_name.not_mine,
    ),
    Story(
        id="corrected",
        school="taishan",
        title="登记写错了：不涂改，另记一条更正，两条互相注明",
        play=corrected.play,
    ),
    Story(
        id="dormitory",
        school="lingnan",
        title="辅导员查宿舍晚归，把当事学生列为查看人：不予受理，改后审批",
        play=dormitory.play,
    ),
    Story(
        id="room_entry",
        school="taishan",
        title="维保人员进总监控室须校长批准；掌管钥匙的学工处主任只作登记",
        play=entering_rooms.play,
    ),
    Story(
        id="authorised",
        school="taishan",
        title="教务处获操场区域授权，本区域查看只作登记；提前收回后照常审批",
        play=authorised.play,
    ),
    Story(
        id="custodian",
        school="lingnan",
        title="图书馆管理专人调离：权限停止，新专人确认钥匙和密码",
        play=custodian.play,
    ),
    Story(
        id="works",
        school="taishan",
        title="实验楼改造停用摄像头：校长批准，拍照登记，画面恢复才办结",
        play=works_on_cameras.play,
    ),
    Story(
        id="police",
        school="lingnan",
        title="两名民警持公函取证：逐级同意，刻录光盘，签收、备份、登记",
        play=police.play,
    ),
    Story(
        id="wrong_officer",
        school="lingnan",
        title="公函写的是民警甲，来的是民警乙：不能签到",
        play=police.wrong_officer,
    ),
    Story(
        id="police_b",
        school="taishan",
        title="民警来泰山：没有公函当场不受理，齐全后逐级到校长",
        play=police.at_taishan,
    ),
    Story(
        id="damage",
        school="taishan",
        title="餐厅摄像头被遮住：报告须附初步处理意见；退回再办一次，结案登记",
        play=damage.play,
    ),
    Story(
        id="late_fault",
        school="taishan",
        title="监控黑屏无人报修：半小时起逐级提醒，满两小时记入逾期记录并报告分管校长",
        play=late_fault.play,
    ),
    Story(
        id="power_cut",
        school="taishan",
        title="录像机断电，32个摄像头一起离线：每群一条消息、一张故障单、一个两小时",
        play=power_cut.play,
    ),
    Story(
        id="all_is_well",
        school="taishan",
        title="录像机的心跳写得像报警：一整天，谁也没有被打扰",
        play=all_is_well.play,
    ),
    Story(
        id="renovation",
        school="taishan",
        title="批准停用期间摄像头离线不报警；工期过后仍不恢复的，照常报警",
        play=renovation.play,
    ),
    Story(
        id="joint_inspection",
        school="taishan",
        title="联合检查：不合格项生成故障单，学工处、总务处都签字才登记",
        play=rounds.joint,
    ),
    Story(
        id="shifts",
        school="taishan",
        title="交接班：未办结事项由系统列出，半小时无人接班即提醒保卫科长",
        play=rounds.shifts,
    ),
    Story(
        id="before_term",
        school="lingnan",
        title="开学前七天，日程为每个区域发起检查；不合格的由权属单位报修",
        play=rounds.before_term,
    ),
    Story(
        id="guardian",
        school="taishan",
        title="家长要看录像：班主任代为提出，同意后陪同查看，书面答复",
        play=guardian.play,
    ),
    Story(
        id="guardian_refused",
        school="lingnan",
        title="家长要看录像：不同意的，书面说明理由并告知救济途径",
        play=guardian.refused,
    ),
    Story(
        id="scratched_car",
        school="lingnan",
        title="车被剐蹭，个人不能调阅：保卫处锁定录像，以工作需要查看后告知结果",
        play=scratched_car.play,
    ),
    Story(
        id="holiday_changed",
        school="taishan",
        title="放假通知改了：审批期限随之顺延，审批人和申请人各收到一条通知，期限怎么算一问便知",
        play=holiday_changed.play,
    ),
    Story(
        id="dark_camera",
        school="taishan",
        title="要看的时段摄像头恰好离线：提交前、签字前都看得到，结果按故障单预填",
        play=dark_camera.play,
    ),
    Story(
        id="dark_house",
        school="lingnan",
        title="宿舍录像机断电，整区没有录像：负责人据此不同意",
        play=dark_camera.refused,
    ),
    Story(
        id="service_account",
        school="taishan",
        title="班主任在微信服务号里申请；级部主任收到模板消息，打开审批页一点即可",
        play=service_account.play,
    ),
    Story(
        id="urgent_point",
        school="lingnan",
        title="车棚紧急新增摄像头：方案、询价、审核、实施、验收逐项办理，方案退回一次",
        play=urgent_point.play,
    ),
)
