"""How a name is shown where not everybody should read it."""

DEMO_MARK = "（演示）"


def plain(name: str) -> str:
    """As people write it: 乔木（演示） and 乔木 are the same person."""
    return name.strip().removesuffix(DEMO_MARK).strip()


def masked(name: str) -> str:
    """李雷 → 李**, for groups: the surname tells colleagues enough and strangers nothing."""
    return f"{plain(name)[:1]}**" if plain(name) else ""
