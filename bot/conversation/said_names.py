"""A student's name in a sentence: forms take codes, and what names a child is not kept."""

import re

from bot.cards import Saying
from bot.conversation.asked import problem
from bot.conversation.people import called
from bot.conversation.world import World

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻潘葛范彭鲁韦马苗方俞任袁柳"
    "鲍史唐费薛雷贺倪汤罗毕郝安常于傅齐康伍余顾孟黄萧尹姚邵汪祁毛狄贝戴宋庞熊纪舒屈项祝董梁杜阮"
    "季贾江童颜郭梅林钟徐邱骆高夏蔡田胡霍虞万柯卢莫房解应宗丁邓洪包左石崔龚程裴陆翁段侯武刘龙叶"
    "司黎白蒲温庄晏瞿阎连习艾容向古易廖耿匡文寇欧聂曾关冷辛简饶"
)
# What stands behind a surname and is no given name: 学生高一…, 同学常在….
_NOT_GIVEN = (
    "在有说的了到被把和与是从去来向同将给让过着们上下中里外时因丢没不"
    "一二三四五六七八九十班年级昨今前就"
)
_GIVEN = rf"(?:(?![{_NOT_GIVEN}])[\u4e00-\u9fff]){{1,2}}"
_NAMED = re.compile(
    rf"(?:学生|同学|孩子|名叫|叫做?|姓名是?)[:： ]*(?P<behind>[{_SURNAMES}]{_GIVEN})"
    rf"|(?P<before>[{_SURNAMES}]{_GIVEN})(?:同学|小朋友)"
)
_NO_NAME = re.compile("[某甲乙丙丁]|高[一二三四]")


def student_named(text: str, world: World) -> Saying | None:
    """Why the words are not kept. Colleagues may be named."""
    for found in _NAMED.finditer(text):
        name = found["behind"] or found["before"]
        if not _NO_NAME.search(name) and not _on_the_staff(name, world):
            return problem("sentence.named", text=name)
    return None


def _on_the_staff(name: str, world: World) -> bool:
    return bool(called(world.directory.persons.values(), name))
