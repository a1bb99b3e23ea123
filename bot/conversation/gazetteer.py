"""Every name a school's places go by, and where such names stand in a text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.cameras.zone import Places, Zone
from bot.conversation.said import GAP, inside_word, spelled
from bot.conversation.sounds import initials, sounds_alike, spelled_out

_LOOSE = frozenset(" ·()-、的")
_REMARK = re.compile(r"\([^()]*\)")
_STOREYS = re.compile(r"(?P<house>\D+)(?P<one>\d+)[、,]?(?P<two>\d+)楼")
_HOUSE = re.compile(r"(\D{2,})\d")
_STOREY = re.compile(r"\d楼$")
_ANOTHER = re.compile(r"(?:和|及|跟|与|或者?|还是)?(\d楼)")
_NUMBER = re.compile(r"\d+号?$")
_ITS_NUMBER = re.compile(r"\d+号")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]{2,}")
_LONGEST = 8  # characters said behind a place of which camera: 二楼东区走廊
SHARED = 3  # characters two zones share to be one house: 教学楼, 图书馆
PARTS_OF_HOUSES = ("门厅", "楼道", "走廊", "大厅")
# Said instead of a name these are what they seem: 无关 is not 武馆, 到路上 not 道路.
_WORDS_OF_THEIR_OWN = frozenset("到倒出无他她它打有是在再就和都不没了去来看说做着过")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Several zones: the name is that of several."""

    start: int
    end: int
    zones: tuple[str, ...]
    cameras: tuple[str, ...] = ()


def squeezed(text: str) -> tuple[str, list[int]]:
    """教学楼 一、二楼 without what people write between; and where each character stood."""
    kept = [(n, c) for n, c in enumerate(text) if c not in _LOOSE]
    return "".join(c for _, c in kept), [n for n, _ in kept]


def name_key(name: str) -> str:
    return squeezed(spelled(name))[0]


@lru_cache(maxsize=8)
def gazetteer_of(places: Places) -> "Gazetteer":
    """Made once of a school's list: two thousand cameras take a blink to read."""
    return Gazetteer(places)


class Gazetteer:
    def __init__(self, places: Places) -> None:
        self.words: dict[str, dict[str, None]] = {}
        self.spots = {
            zone: {c.id: name_key(_bare(c.name)) for c in places.cameras_in(zone)}
            for zone in places.zones
        }
        for zone in places.zones.values():
            for name in _names(zone):
                self._add(name, zone.id)
        self._own = {zone.id: name_key(_bare(zone.name)) for zone in places.zones.values()}
        self._add_spots()
        self._add_houses()
        self._longest = max(map(len, self.words), default=0)

    def _add(self, name: str, zone: str) -> None:
        self.words.setdefault(name, {})[zone] = None

    def _add_spots(self) -> None:
        for zone, cameras in self.spots.items():
            for spot in {_NUMBER.sub("", name) for name in cameras.values()}:
                if len(spot) >= SHARED and spot not in self.words:
                    self._add(spot, zone)

    def _add_houses(self) -> None:
        """教学楼 is no name of a zone but what several begin with."""
        names = {name: zones for name, zones in self.words.items() if _HAN.match(name)}
        begins: dict[str, dict[str, None]] = {}
        for name, zones in names.items():
            for house in _houses(name):
                begins.setdefault(house, {}).update(zones)
        for house, zones in begins.items():
            if len(zones) > 1 and house not in self.words:
                self.words[house] = dict(zones)

    # ------------------------------------------------------------ in a text

    def hits(self, text: str, origin: list[int], written: str) -> Iterator[Hit]:
        at = 0
        while at < len(text):
            word = self._word_at(text, at, origin, written)
            if not word:
                at += 1
                continue
            hit = self.narrowed(text, at, at + len(word), tuple(self.words[word]))
            yield hit
            at = hit.end
            for other in self._storeys_behind(text, word, at):
                yield other
                at = other.end

    def _storeys_behind(self, text: str, word: str, at: int) -> Iterator[Hit]:
        """教学楼二楼和三楼, 二楼或三楼: the house is said once."""
        house = _STOREY.sub("", word)
        while house != word and (found := _ANOTHER.match(text, at)):
            zones = self.words.get(house + found[1])
            if zones is None:
                return
            yield Hit(start=found.start(1), end=found.end(), zones=tuple(zones))
            at = found.end()

    def _word_at(self, text: str, at: int, origin: list[int], written: str) -> str:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            word = text[at : at + length]
            if word in self.words and _stands_alone(word, at, origin, written):
                return word
        return ""

    def slips(self, text: str, origin: list[int], written: str) -> Iterator[Hit]:
        """What was meant by its sound, where exactly one place sounds so."""
        names = {n: z for n, z in self.words.items() if _HAN.fullmatch(n)}
        for found in _LATIN.finditer(text):
            latin = found[0]
            if not _HAN.search(text) or not _stands_alone(
                latin, found.start(), origin, written
            ):
                continue
            spelt = [z for n, z in names.items() if spelled_out(n, latin)]
            meant = _only(spelt or [z for n, z in names.items() if initials(n, latin)])
            if meant:
                yield Hit(start=found.start(), end=found.end(), zones=meant)
        yield from self._misspelt(text, names)

    def _misspelt(self, text: str, names: dict[str, dict[str, None]]) -> Iterator[Hit]:
        at = 0
        while at < len(text):
            alike = {n: z for n, z in names.items() if _a_slip(text[at : at + len(n)], n)}
            longest = max(map(len, alike), default=0)
            meant = _only(z for n, z in alike.items() if len(n) == longest)
            if meant:
                yield Hit(start=at, end=at + longest, zones=meant)
            at += longest or 1

    # ------------------------------------------------------------ which cameras

    def narrowed(self, text: str, start: int, end: int, zones: tuple[str, ...]) -> Hit:
        """The cameras whose names say what stands in and around the place's name: 食堂二楼东区."""
        if len(zones) != 1:
            return Hit(start=start, end=end, zones=zones)
        spots = self.spots[zones[0]]
        whole = text[start:end] == self._own.get(zones[0])
        inside, first = _inside(text, start, end, spots.values(), whole)
        behind, last = _behind(text, end, spots.values())
        pieces = [*inside, *behind]
        chosen = tuple(c for c, name in spots.items() if all(p in name for p in pieces))
        if number := _ITS_NUMBER.match(text, last):
            one = tuple(c for c in chosen if spots[c].endswith(number[0]))
            if pieces and len(one) == 1:
                chosen, last = one, number.end()
        told = pieces and len(chosen) < len(spots) and _says_enough(pieces, spots.values())
        return Hit(start=first, end=last, zones=zones, cameras=chosen if told else ())


def _bare(name: str) -> str:
    return _REMARK.sub("", spelled(name))


def _names(zone: Zone) -> Iterator[str]:
    """Its names, each of two that one name joins, and each storey of one that has two."""
    for name in (zone.name, *zone.aliases):
        bare = _bare(name)
        yield name_key(bare)
        storeys = _STOREYS.fullmatch(bare)
        if storeys:
            yield name_key(f"{storeys['house']}{storeys['one']}楼")
            yield name_key(f"{storeys['house']}{storeys['two']}楼")
            continue
        for part in re.split(r"[、与]", bare):
            if len(part) >= SHARED or part == bare:
                yield name_key(part)


def _houses(name: str) -> Iterator[str]:
    if found := _HOUSE.match(name):
        yield found[1]
    if name.isalpha():
        yield from (name[:n] for n in range(SHARED, len(name)) if name[n - 1] in "楼馆院场中心")


def _stands_alone(word: str, at: int, origin: list[int], written: str) -> bool:
    """A Latin word is not looked for inside another."""
    start, end = origin[at], origin[at + len(word) - 1] + 1
    return not (inside_word(written, start) or inside_word(written, end))


def _only(zones: Iterable[dict[str, None]]) -> tuple[str, ...]:
    """The zone, if all of these names are the name of one."""
    found = {zone for some in zones for zone in some}
    return tuple(found) if len(found) == 1 else ()


def _a_slip(said: str, name: str) -> bool:
    if len(said) != len(name) or GAP in said or said == name:
        return False
    wrong = [x for x, y in zip(said, name, strict=True) if x != y]
    return (
        len(wrong) < len(name)
        and _WORDS_OF_THEIR_OWN.isdisjoint(wrong)
        and sounds_alike(said, name)
    )


def _inside(
    text: str, start: int, end: int, spots: Iterable[str], whole: bool
) -> tuple[list[str], int]:
    """What of the name itself, and of the word before it, tells cameras apart: 女生宿舍楼道. The
    `whole` name of an area means all of it."""
    spots, word = list(spots), text[start:end]
    for more in (2, 1):
        longer = text[max(0, start - more) : end]
        if start >= more and any(longer in spot for spot in spots):
            return [longer], start - more
    pieces = [] if whole else _of_its_own(word, spots)
    before = text[start - 2 : start] if start >= 2 else ""
    if before and any(spot.startswith(before) for spot in spots):
        return [before, *pieces], start - 2
    return pieces, start


def _of_its_own(word: str, spots: list[str]) -> list[str]:
    """Of a name cameras are called after, itself; or the part of a house it ends with."""
    if any(spot.startswith(word) for spot in spots):
        return [word]
    part = next((p for p in PARTS_OF_HOUSES if word.endswith(p)), "")
    return [part] if part and any(part in spot for spot in spots) else []


def _behind(text: str, end: int, spots: Iterable[str]) -> tuple[list[str], int]:
    spots, pieces = list(spots), list[str]()
    while piece := _piece(text, end, spots):
        pieces.append(piece)
        end += len(piece)
    return pieces, end


def _piece(text: str, at: int, spots: list[str]) -> str:
    for length in range(_LONGEST, 1, -1):
        piece = text[at : at + length]
        if len(piece) == length and any(piece in _NUMBER.sub("", spot) for spot in spots):
            return piece
    return ""


def _says_enough(pieces: list[str], spots: Iterable[str]) -> bool:
    """A storey alone leaves out no camera of which nobody knows the storey."""
    if not _STOREY.search(pieces[-1]):
        return True
    return all(re.search(r"\d楼", spot) for spot in spots)
