"""Names that nobody can tell apart and that are not the same: 李明 with a wide space, Anna with a
Cyrillic А. Two people may be called alike; then the list writes them alike.
"""

import unicodedata

# Letters of other scripts drawn as Latin ones.
_DRAWN = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮаеѕіјорсухүԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινϲ’‘ʼ·•∙⋅ꞏ.",
    "ABESIJKMHOPCTXYaesijopcyxydqwhABEZHIKMNOPTYXoivc'''······",
)


def drawn(name: str) -> str:
    """What is seen of a name: the same for two that look the same."""
    plain = unicodedata.normalize("NFKC", name.translate(_DRAWN)).translate(_DRAWN)
    return "".join(plain.split())
