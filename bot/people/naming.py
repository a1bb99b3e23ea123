"""How a name is shown where not everybody should read it."""

DEMO_MARK = "（演示）"


def masked(name: str) -> str:
    """李雷 → 李**, for groups: the surname tells colleagues enough and strangers nothing."""
    plain = name.removesuffix(DEMO_MARK).strip()
    return f"{plain[:1]}**" if plain else ""
