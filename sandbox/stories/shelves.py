"""The stories as somebody looks for them: by what they are about, with whose phones they need."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.conversation.form import Label
from bot.people.person import Platform
from sandbox.schools import DemoSchool, Phone
from sandbox.schools.demo import DEMO
from sandbox.stories import STORIES, Story

# Key of the catalogue → stories in the order one would watch them.
SHELVES: Mapping[str, tuple[str, ...]] = {
    "stories.shelf.filing": (
        "lost_phone",
        "one_sentence",
        "with_a_photo",
        "service_account",
        "on_pages",
        "dormitory",
        "scratched_car",
        "dark_camera",
        "withdrawn",
        "undone",
    ),
    "stories.shelf.approving": (
        "lost_phone_returned",
        "narrowed",
        "many_hands",
        "batch",
        "nobody_signs",
        "asked_again",
        "night",
        "dark_house",
        "holiday_changed",
    ),
    "stories.shelf.viewing": ("extended", "corrected", "not_mine"),
    "stories.shelf.outsiders": (
        "police",
        "wrong_officer",
        "police_b",
        "guardian",
        "guardian_refused",
    ),
    "stories.shelf.faults": ("damage", "late_fault", "power_cut", "renovation", "all_is_well"),
    "stories.shelf.duty": ("shifts", "joint_inspection", "before_term", "room_entry"),
    "stories.shelf.rules": ("authorised", "custodian", "works", "urgent_point"),
}
OTHERS = "stories.shelf.others"
# Whose phones lie on the desk, the one who begins first.
CAST: Mapping[str, str] = {
    "lost_phone": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "one_sentence": "乔木 牧星野 温若谷 值班员甲",
    "lost_phone_returned": "乔木 牧星野 雷默言 温若谷",
    "with_a_photo": "乔木 牧星野 雷默言 温若谷",
    "withdrawn": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "narrowed": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "extended": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "many_hands": "乔木 牧星野 雷默言 计春生 温若谷 裴云旗",
    "undone": "乔木 牧星野 雷默言 值班员甲",
    "nobody_signs": "乔木 牧星野 温若谷 雷默言",
    "asked_again": "乔木 牧星野 雷默言 温若谷",
    "night": "辅导员01 苏砚秋 岑疏影 陆岱川",
    "batch": "乔木 牧星野 雷默言 温若谷",
    "not_mine": "值班员甲 乔木 雷默言 牧星野",
    "corrected": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "dormitory": "辅导员01 苏砚秋 岑疏影 陆岱川 班一 左丘禾",
    "room_entry": "值班员甲 应北辰 温若谷 雷默言",
    "authorised": "科任老师乙 温若谷 裴云旗 值班员甲",
    "custodian": "监控管理专人04 钟离渡 陆岱川 图书馆馆员01 左丘禾",
    "works": "科任老师乙 温若谷 裴云旗 应北辰 值班员甲",
    "police": "班一 陆岱川 闻人砚 宁拾叶",
    "wrong_officer": "班一 陆岱川 闻人砚 左丘禾",
    "police_b": "值班员甲 雷默言 温若谷 裴云旗",
    "damage": "乔木 雷默言 温若谷 值班员甲",
    "late_fault": "乔木 值班员甲 雷默言 温若谷 裴云旗",
    "power_cut": "温若谷 雷默言 值班员甲 牧星野",
    "all_is_well": "值班员甲 雷默言 温若谷 牧星野",
    "renovation": "科任老师乙 温若谷 裴云旗 应北辰",
    "joint_inspection": "雷默言 值班员甲 温若谷 计春生",
    "shifts": "值班员甲 值班员乙 雷默言 乔木",
    "before_term": "左丘禾 监控管理专人04 岑疏影 陆岱川",
    "guardian": "乔木 雷默言 温若谷 裴云旗 监控管理员甲 值班员甲",
    "guardian_refused": "辅导员01 陆岱川 班一 岑疏影",
    "scratched_car": "辅导员01 班一 宁拾叶 陆岱川",
    "holiday_changed": "乔木 牧星野 监控管理员甲 雷默言",
    "dark_camera": "乔木 牧星野 雷默言 温若谷 裴云旗 值班员甲",
    "dark_house": "辅导员01 苏砚秋 陆岱川 班一",
    "on_pages": "邵安 尚可期 雷默言 温若谷 裴云旗",
    "service_account": "邵安 尚可期 雷默言 温若谷 裴云旗",
    "urgent_point": "辅导员01 苏砚秋 晏知秋 闻人砚 陆岱川 宁拾叶",
}
# Those without a phone on their school's stage: their post, and the app they use in the stories.
BEYOND: Mapping[str, tuple[Label, Platform]] = {
    "应北辰": (Label("校长", "principal"), Platform.WECOM),
    "计春生": (Label("总务处主任", "director of general services"), Platform.WECOM),
    "尚可期": (Label("高四级部主任", "head of grade four"), Platform.WECHAT),
    "科任老师乙": (Label("教务处教师", "teacher, academic affairs"), Platform.TELEGRAM),
    "值班员乙": (Label("监控室值班员", "duty officer"), Platform.TELEGRAM),
    "监控管理员甲": (Label("监控管理员", "system operator"), Platform.TELEGRAM),
    "监控管理专人04": (Label("图书馆管理专人", "custodian, library"), Platform.WECOM),
    "图书馆馆员01": (Label("图书馆馆员", "librarian"), Platform.WECOM),
    "钟离渡": (Label("图书馆负责人", "head of the library"), Platform.WECOM),
    "晏知秋": (Label("采购中心主任", "head of procurement"), Platform.WECOM),
    "宁拾叶": (Label("系统管理员", "system manager"), Platform.TELEGRAM),
}
IN_DUTY_GROUP = ("值班员乙", "宁拾叶")


def shelved() -> Iterator[tuple[str, tuple[Story, ...]]]:
    """Every story once; those nobody has put on a shelf at the end."""
    by_id = {story.id: story for story in STORIES}
    for shelf, ids in SHELVES.items():
        yield shelf, tuple(by_id[one] for one in ids)
    known = {one for ids in SHELVES.values() for one in ids}
    if left := tuple(s for s in STORIES if s.id not in known):
        yield OTHERS, left


def cast(story: Story | None, school: DemoSchool) -> tuple[Phone, ...]:
    """The phones it needs; without a story, or for an unknown one, those of the school's stage."""
    names = CAST.get(story.id, "").split() if story else []
    return tuple(_phone(name, school) for name in names) or school.cast


def _phone(name: str, school: DemoSchool) -> Phone:
    known = next((one for one in school.cast if one.name == name), None)
    if known:
        return known
    title, platform = BEYOND[name]
    row = next(r for r in school.people if r["name"] == name + DEMO)
    phone = Phone(
        person=row["id"],
        name=name,
        title=title,
        platform=platform,
        address=row[str(platform)],
    )
    return replace(phone, groups=("duty",)) if name in IN_DUTY_GROUP else phone
