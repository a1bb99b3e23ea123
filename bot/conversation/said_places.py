"""The places a sentence speaks of, by the names a school has for them.

The longest name counts. Whatever else is named beside a place is told from it: 食堂旁边的停车场 is
a car park, 食堂阿姨 is a person, 从食堂回宿舍的路上 is neither place.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.cameras.zone import Places
from bot.conversation.gazetteer import PARTS_OF_HOUSES, Hit, gazetteer_of, squeezed
from bot.conversation.said import GAP, At, Said

_BESIDE = re.compile(r"旁|边上|附近|对面|外面|外边|外头|后面|前面|楼下|背后|门外|方向")
_ON_THE_WAY = re.compile(r"路上|途中|半路")
_PERSON = re.compile(
    r"阿姨|师傅|大爷|大叔|叔叔|老师|主任|管理员|经理|员工|工作人员|保安|说|讲|反映|告诉"
)
_ROOM = re.compile(r"教室|办公室|会议室|卫生间|厕所|洗手间|楼梯|电梯|拐角|窗口|门口|大门|后门")
_SPOKEN_TO = re.compile(r"(?:问|问了|问过|找|跟|让|告诉|通知|联系|据)$")
_NOT_THERE = re.compile(r"(?:不是|不在|没在|并非|没去|不去|没到)(?:在|去)?$")
_MOVED = re.compile(r"(?:从|回|去|到|来|离开|前往|经过|路过)$")
_TO_LOOK = re.compile(r"(?:去|到|来|在)$")
# Another one is named behind it: which cameras are meant is not said.
_EITHER = re.compile(r"还是|或|(?:和|及|跟|与|到|至)?\d楼")
_OR_ELSEWHERE = re.compile(r",?(?:或者?|还是|要么)(?![东南西北前后左右里外]|\d楼)")
_OR_STOREY = re.compile(r"(?:或者?|还是)\d楼")
_NOTICED_ELSEWHERE = re.compile(
    r"回到?(?:教室|宿舍|寝室|办公室|家|班)[^,。;!?]{0,6}(?:发现|发觉|才知道)"
)
_CLAUSE_END = re.compile(r"[,。;!?]")
# Words for a part of any building: alone they name a place, behind another word they do not.
_PART_OF = frozenset({"门口", "大门", "wall", "fence", *PARTS_OF_HOUSES})
_BEFORE_A_PLACE = frozenset(
    "在于到从去看查走出进是过经,。;!?:点分钟半午晚上号日天0123456789" + GAP
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What one name came to. Several zones: it was not said which of them."""

    zones: tuple[str, ...]
    cameras: tuple[str, ...] = ()
    words: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    zones: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    doubtful: tuple[Spot, ...] = ()  # named, but not said which is meant
    at: tuple[At, ...] = ()

    @property
    def spoken_of(self) -> bool:
        return bool(self.zones or self.doubtful)


def where(said: Said, places: Places) -> Where:
    gazetteer = gazetteer_of(places)
    text, origin = squeezed(said.text)
    hits = list(gazetteer.hits(text, origin, said.text)) or list(
        gazetteer.slips(text, origin, said.text)
    )
    kept = [(hit, spot) for hit in hits if (spot := _meant(hit, text))]
    kept = _without_ways(_with_or(kept, text), text)
    at = tuple((origin[hit.start], origin[hit.end - 1] + 1) for hit in hits)
    return _gathered(kept, places, at)


def _meant(hit: Hit, text: str) -> Spot | None:
    """None: the name stands there, but no place is meant by it."""
    word, before = text[hit.start : hit.end], text[: hit.start]
    if word in _PART_OF and not _alone(before):
        return None
    if "监控室" in word and _TO_LOOK.search(before):
        return None
    if _PERSON.match(text, hit.end) or _SPOKEN_TO.search(before) or _NOT_THERE.search(before):
        return None
    vague = _ROOM.match(text, hit.end) or _EITHER.match(text, hit.end)
    cameras = () if vague else hit.cameras
    sure = not _BESIDE.match(text, hit.end)
    return Spot(zones=hit.zones, cameras=cameras, words=word, sure=sure)


def _alone(before: str) -> bool:
    """Of another house it is a part: 食堂门口, the library wall."""
    return not before or before[-1] in _BEFORE_A_PLACE or before.endswith("the")


Kept = list[tuple[Hit, Spot]]


def _without_ways(kept: Kept, text: str) -> Kept:
    """Where somebody only went, came from or passed is not where it happened, if another place is
    named; a landmark neither."""
    on_the_way = any(_ON_THE_WAY.search(_clause_behind(hit, text)) for hit, _ in kept)
    if on_the_way or _NOTICED_ELSEWHERE.search(text):
        return [(hit, _unsure(spot)) for hit, spot in kept]
    firm = [(hit, spot) for hit, spot in kept if spot.sure]
    kept = firm or kept
    if len(kept) < 2:
        return kept
    staying = [(hit, spot) for hit, spot in kept if not _MOVED.search(text[: hit.start])]
    return staying or [(hit, _unsure(spot)) for hit, spot in kept]


def _clause_behind(hit: Hit, text: str) -> str:
    end = _CLAUSE_END.search(text, hit.end)
    return text[hit.end : end.start() if end else len(text)]


def _unsure(spot: Spot) -> Spot:
    return Spot(zones=spot.zones, words=spot.words, sure=False)


def _with_or(kept: Kept, text: str) -> Kept:
    """食堂或者操场: one of them, and nobody knows which; the other may be no place of the list."""
    elsewhere = any(_OR_ELSEWHERE.match(text, hit.end) for hit, _ in kept)
    if elsewhere or _either_storey(kept, text):
        return [(hit, _unsure(spot)) for hit, spot in kept]
    return kept


def _either_storey(kept: Kept, text: str) -> bool:
    """教学楼二楼或三楼, where that is another place of the list."""
    return any(
        _OR_STOREY.match(text, hit.end) and hit.zones != other.zones
        for (hit, _), (other, _) in pairwise(kept)
    )


def _gathered(kept: Kept, places: Places, at: tuple[At, ...]) -> Where:
    spots = [spot for _, spot in kept]
    doubtful = tuple(s for s in spots if len(s.zones) > 1 or not s.sure)
    if doubtful:
        return Where(doubtful=doubtful, at=at)
    zones = {zone for spot in spots for zone in spot.zones}
    named = all(spot.cameras for spot in spots)
    cameras = {camera for spot in spots for camera in spot.cameras} if named else set[str]()
    return Where(
        zones=_in_order(places.zones, zones),
        cameras=_in_order(places.cameras, cameras),
        at=at,
    )


def _in_order(known: Iterable[str], wanted: set[str]) -> tuple[str, ...]:
    return tuple(_picked(known, wanted))


def _picked(known: Iterable[str], wanted: set[str]) -> Iterator[str]:
    return (name for name in known if name in wanted)
