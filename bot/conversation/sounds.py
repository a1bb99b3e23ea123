"""How Chinese characters sound, for what was typed by its sound: 参厅, canting, ct."""

from functools import cache


@cache
def sounds(character: str) -> frozenset[str]:
    """Every reading without its tone; nothing for what is no Chinese character."""
    # Loaded where the first slip of the pen needs it: the dictionary takes a third of a second.
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(read[0]) if read else frozenset()


def sounds_alike(a: str, b: str) -> bool:
    return len(a) == len(b) and all(
        x == y or not sounds(x).isdisjoint(sounds(y)) for x, y in zip(a, b, strict=True)
    )


def spelled_out(word: str, latin: str) -> bool:
    """Whether these letters are the word's pinyin: canting."""
    if not word:
        return not latin
    return any(
        latin.startswith(sound) and spelled_out(word[1:], latin[len(sound) :])
        for sound in sounds(word[0])
    )


def initials(word: str, latin: str) -> bool:
    """Whether each letter begins one character: ct."""
    return len(word) == len(latin) and all(
        any(sound.startswith(letter) for sound in sounds(character))
        for character, letter in zip(word, latin, strict=True)
    )
