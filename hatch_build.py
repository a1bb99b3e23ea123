"""Catalogues are compiled when the package is built: read from their sources they cost every start
a fifth of a second."""

from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Beside its source each; a wheel takes the compiled ones only, for the times of its files
        say nothing about which is newer."""
        del version
        root = Path(self.root)
        for source in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
            built = source.with_suffix(".mo")
            with source.open("rb") as sentences, built.open("wb") as packed:
                mofile.write_mo(packed, pofile.read_po(sentences))
            build_data["force_include"][str(built)] = str(built.relative_to(root))
