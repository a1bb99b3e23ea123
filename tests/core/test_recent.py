"""What the platforms keep in mind for a while has an end, and the newest stays."""

from bot.platforms.recent import Recent


def test_only_the_newest_few_are_kept_in_mind() -> None:
    recent: Recent[str, str] = Recent(2)
    for name in ("a", "b", "a", "c"):
        recent.put(name, name.upper())
    assert [recent.get(name) for name in "abc"] == ["A", None, "C"]


def test_what_is_forgotten_makes_room() -> None:
    recent: Recent[str, str] = Recent(2)
    for name in "ab":
        recent.put(name, name.upper())
    recent.forget("a")
    recent.forget("nobody knows it")
    recent.put("c", "C")
    assert [recent.get(name) for name in "abc"] == [None, "B", "C"]
