"""A folder of copies: named by their moment, the old ones known, the newest never given up."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from storage import copies

NIGHT = datetime(2026, 11, 27, 3, 20, tzinfo=UTC)


def test_the_name_tells_the_moment_in_one_zone(tmp_path: Path) -> None:
    in_china = NIGHT.astimezone(timezone(timedelta(hours=8)))
    assert copies.named(tmp_path, in_china).name == "diaoyue-20261127-032000.backup"


def test_other_files_are_nobodys_business(tmp_path: Path) -> None:
    for name in (
        "diaoyue-20261127-032000.backup",
        "diaoyue-20261399-032000.backup",
        "diaoyue-20261127-032000.backup.part",
        "diaoyue-old.backup",
        "notes.txt",
    ):
        (tmp_path / name).touch()
    assert list(copies.taken(tmp_path).values()) == [NIGHT]


def test_a_folder_that_is_not_there_holds_no_copies(tmp_path: Path) -> None:
    assert copies.taken(tmp_path / "gone") == {}


@given(ages=st.sets(st.integers(0, 60), min_size=1), days=st.integers(1, 40))
def test_what_is_given_up_is_old_and_never_the_newest(
    tmp_path_factory: object, ages: set[int], days: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("copies")  # type: ignore[attr-defined]
    files = {copies.named(folder, NIGHT - timedelta(days=age)): age for age in ages}
    for file in files:
        file.touch()
    old = {files[file] for file in copies.outlived(folder, NIGHT, days)}
    assert old == {age for age in ages if age > days} - {min(ages)}
