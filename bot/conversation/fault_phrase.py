"""One line that reports a fault: 餐厅东门 黑屏."""

from dataclasses import dataclass

from bot.cameras.zone import Places
from bot.conversation.form import Field
from bot.conversation.matching import Named, Register, key

# What people say, and a word of a form's option that it means.
MEANT = {
    "黑屏": "无画面",
    "没画面": "无画面",
    "没有画面": "无画面",
    "无信号": "无画面",
    "掉线": "离线",
    "不在线": "离线",
    "模糊": "画面不清",
    "看不清": "画面不清",
    "花屏": "画面不清",
    "挡": "遮挡",
    "歪": "移位",
    "没录像": "无录像",
    "不录像": "无录像",
    "时间不对": "时间不准",
    "停电": "断电",
    "black": "offline",
    "dark": "offline",
    "no picture": "offline",
    "blurred": "poor picture",
    "covered": "covered",
    "turned": "turned",
    "recorder": "recorder",
}
OTHER = "other"
SHORTEST = 2  # letters of a place


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSaid:
    zone: str
    camera: str = ""
    fault_class: str
    text: str


def read(text: str, places: Places, classes: Field | None) -> FaultSaid | None:
    """None: it does not begin with a place the school knows."""
    place = text.strip().partition(" ")[0]
    if not place:
        return None
    camera = _camera(place, places)
    if camera:
        zone = places.cameras[camera].zone
        return FaultSaid(zone=zone, camera=camera, fault_class=meant(text, classes), text=text)
    area = found(place, areas(places)) or beginning(place, areas(places))
    return FaultSaid(zone=area, fault_class=meant(text, classes), text=text) if area else None


def _camera(place: str, places: Places) -> str:
    """An area's own name means the area, though the name of one camera may contain it."""
    camera = found(place, cameras(places))
    areas_own = any(_goes_by(place, area) for area in areas(places))
    if camera and areas_own and not _goes_by(place, Named(camera, places.cameras[camera].name)):
        return ""
    return camera


def _goes_by(said: str, one: Named) -> bool:
    return key(said) in map(key, (one.id, one.name, *one.aliases))


def cameras(places: Places) -> list[Named]:
    return [Named(c.id, c.name) for c in places.cameras.values()]


def areas(places: Places) -> list[Named]:
    return [Named(z.id, z.name, z.aliases) for z in places.zones.values()]


def found(place: str, among: list[Named]) -> str:
    hit = Register(among).find(place)
    return hit if isinstance(hit, str) else ""


def beginning(place: str, among: list[Named]) -> str:
    """餐厅东门 lies in 餐厅; of several, in the one with the longest name."""
    hits = [
        (len(name), one.id)
        for one in among
        for name in (one.name, *one.aliases)
        if len(name) >= SHORTEST and place.startswith(name)
    ]
    return max(hits)[1] if hits else ""


def meant(text: str, classes: Field | None) -> str:
    """The option whose words stand in the text, or are meant by it."""
    words = text.lower()
    said = words + " ".join(word for told, word in MEANT.items() if told in words)
    for option in classes.options if classes else ():
        parts = [*option.label.zh.split("、"), *option.label.en.lower().split(", ")]
        if not option.other and any(part and part in said for part in parts):
            return option.id
    return OTHER
