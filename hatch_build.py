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
            # A program that starts from this tree meanwhile reads the old one or the new one.
            fresh = source.with_suffix(".mo.new")
            with source.open("rb") as sentences, fresh.open("wb") as packed:
                mofile.write_mo(packed, pofile.read_po(sentences))
            fresh.replace(built)
            build_data["force_include"][str(built)] = str(built.relative_to(root))
