"""Keys as an operator meets them: made by `init`, changed while the product runs, missed aloud."""

import json
import re
from pathlib import Path

import pytest

from bot.config import Settings
from bot.config_file import ConfigMistakes, load
from storage.vault import name_of, new_key, read_key
from tests.house.test_cli import diaoyue, school

__all__ = ["school"]

NAME = "李老师"
OF = ("--school", "myschool")


def keys_are(folder: Path, *keys: str) -> None:
    file = folder / "diaoyue.toml"
    text = file.read_text("utf-8")
    listed = ", ".join(f'"{key}"' for key in keys)
    file.write_text(re.sub(r"(?m)^keys = .*$", lambda _: f"keys = [{listed}]", text), "utf-8")


def files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("diaoyue.db*"))


def imported(folder: Path) -> None:
    assert diaoyue("people", "import", "people.csv", *OF, at=folder).returncode == 0


def test_a_new_school_is_sealed_from_its_first_row(school: Path) -> None:
    imported(school)
    assert NAME.encode() not in files(school)
    found = diaoyue("check", "--json", at=school)
    assert "check.no_key" not in {one["what"] for one in json.loads(found.stdout)}


def test_whoever_has_no_key_works_on_and_is_advised(school: Path) -> None:
    keys_are(school)
    imported(school)
    assert NAME.encode() in files(school)
    found = diaoyue("check", "--json", at=school)
    assert "check.no_key" in {one["what"] for one in json.loads(found.stdout)}
    refused = diaoyue("key", "rotate", at=school)
    assert refused.returncode == 1
    assert "diaoyue key new" in refused.stderr


def test_an_old_installation_is_sealed_and_changes_its_key(school: Path) -> None:
    keys_are(school)
    imported(school)
    first, second = (diaoyue("key", "new", at=school).stdout.strip() for _ in range(2))
    assert first != second

    keys_are(school, first)
    assert diaoyue("key", "rotate", at=school).returncode == 0
    assert NAME.encode() not in files(school)

    keys_are(school, second, first)
    done = diaoyue("key", "rotate", at=school)
    assert done.returncode == 0, done.stderr
    assert int(re.findall(r"\d+", done.stdout)[0]) > 0
    keys_are(school, second)
    assert diaoyue("journal", "verify", at=school).returncode == 0
    invited = diaoyue("invite", "li", *OF, at=school)
    assert invited.returncode == 0, invited.stderr


def test_without_the_key_one_sentence_names_it_and_nothing_happens(school: Path) -> None:
    imported(school)
    key = (school / "diaoyue.key").read_text().strip()
    for others in ((), (new_key(),)):
        keys_are(school, *others)
        for call in (["run"], ["check"], ["journal", "verify"], ["invite", "li", *OF]):
            done = diaoyue(*call, at=school)
            assert done.returncode == 2, call
            assert "Traceback" not in done.stderr
            assert name_of(read_key(key)) in done.stderr.splitlines()[-1]
            assert key not in done.stderr
    keys_are(school, key)
    assert diaoyue("invite", "li", *OF, at=school).returncode == 0


def test_a_key_may_stand_in_a_file_with_others_or_in_the_environment(tmp_path: Path) -> None:
    first, second = new_key(), new_key()
    (tmp_path / "keys").write_text(f"{first}\n{second}\n")
    (tmp_path / "one").write_text(second)
    file = tmp_path / "diaoyue.toml"
    for text in (
        'keys = "file:keys"',
        'keys = ["file:keys"]',
        f'keys = ["{first}", "file:one"]',
        f'keys = "{first},{second}"',
    ):
        file.write_text(f"[security]\n{text}\n")
        assert held(load(file, {})) == [first, second]
    by_variable = load(file, {"DIAOYUE__SECURITY__KEYS": "file:one"})
    assert held(by_variable) == [second]
    assert first not in repr(load(file, {}))


def held(settings: Settings) -> list[str]:
    return [key.get_secret_value() for key in settings.security.keys]


@pytest.mark.parametrize("value", ['"short"', '["file:gone"]', "7", '""'])
def test_what_is_no_key_is_named_and_never_shown(tmp_path: Path, value: str) -> None:
    file = tmp_path / "diaoyue.toml"
    file.write_text(f"[security]\nkeys = {value}\n")
    with pytest.raises(ConfigMistakes) as caught:
        load(file, {})
    assert len(caught.value.mistakes) == 1
    (mistake,) = caught.value.mistakes
    assert mistake.key.startswith("security.keys")
    assert "short" not in str(caught.value)


def test_sqlite_has_no_roles(school: Path) -> None:
    done = diaoyue("db", "grants", "--role", "app", at=school)
    assert done.returncode == 1
    assert "SQLite" in done.stderr


def test_the_grants_are_printed_and_a_wrong_name_is_not(school: Path) -> None:
    text = (school / "diaoyue.toml").read_text("utf-8")
    other = re.sub(r"(?m)^url = .*$", 'url = "postgresql://nobody@127.0.0.1:9/none"', text)
    (school / "diaoyue.toml").write_text(other, "utf-8")
    done = diaoyue("db", "grants", "--role", "diaoyue_app", at=school)
    assert done.returncode == 0
    assert 'GRANT SELECT, INSERT ON "journal" TO diaoyue_app;' in done.stdout
    wrong = diaoyue("db", "grants", "--role", "x; DROP TABLE journal", at=school)
    assert (wrong.returncode, wrong.stdout) == (2, "")
