"""The command line as an operator meets it: sentences, exit codes, never a traceback."""

import contextlib
import csv
import io
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from bot.cli import COMMANDS, GROUPS, _run
from bot.cli.speaking import language
from bot.cli.starting import STARTERS
from bot.exporting.pdf import usable_fonts
from storage.vault import new_key

CALLS = [*([name] for name in COMMANDS if name != "demo")]
CALLS += [[name, verb] for name, below in GROUPS.items() for verb in below]
FACTS = {"applicant": "homeroom_teacher", "matter": "student_affairs", "for_student": True}
CHINESE = re.compile("[一-鿿]")


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def diaoyue(*arguments: str, at: Path, said: str = "", **environ: str) -> Done:
    """One command in this process, in a folder of its own; an exception is a failure."""
    out, err = io.StringIO(), io.StringIO()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DIAOYUE__")}
    with (
        contextlib.chdir(at),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.dict(os.environ, {**kept, **environ}, clear=True),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(said.encode("utf-8")))),
    ):
        code = _run(list(arguments))
    return Done(code, out.getvalue(), err.getvalue())


# The language is found when the process starts, so these runs are processes; one for many calls.
SEVERAL = """
import contextlib, io, json, sys
from bot.cli import _run
said = []
for call in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = _run(call)
    said.append([code, out.getvalue()])
json.dump(said, sys.stdout)
"""


def in_language(lang: str, calls: list[list[str]], at: Path) -> list[tuple[int, str]]:
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("DIAOYUE__", "LC_", "LANG"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL],
        cwd=at,
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
        env={**clean, "LANG": lang},
    )
    return [(code, text) for code, text in json.loads(done.stdout)]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A folder as `init` leaves it, with one person and one camera that can be imported."""
    folder = tmp_path / "school"
    assert diaoyue("init", str(folder), at=tmp_path).returncode == 0
    with (folder / "people.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["li", "李老师", "高一级部", "admin", "", "", "7", "", "zh"])
    with (folder / "cameras.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["c1", "门厅", "餐厅", "public", "", "", "", "30", ""])
    return folder


def test_every_command_helps_in_both_languages(tmp_path: Path) -> None:
    helps = [[*call, "--help"] for call in CALLS]
    assert len(helps) > 10
    for code, text in in_language("zh_CN.UTF-8", helps, tmp_path):
        assert code == 0
        assert text.startswith("用法：")
        assert "显示本说明" in text
        assert "Show this" not in text
    for code, text in in_language("en_US.UTF-8", helps, tmp_path):
        assert code == 0
        assert text.startswith("Usage:")
        assert not CHINESE.search(text)


def test_the_whole_list_names_every_command(tmp_path: Path) -> None:
    done = diaoyue("--help", at=tmp_path)
    assert all(re.search(rf"(?m)^  {name} ", done.stdout) for name in (*COMMANDS, *GROUPS))


@pytest.mark.parametrize(
    "environ, spoken",
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": ""}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_terminal_tells_the_language(environ: dict[str, str], spoken: str) -> None:
    assert language(environ) == spoken


WRONG_CALLS = [
    (["nonsense"], "nonsense"),
    (["route", "--pck", "x"], "--pck"),
    (["route", "--pack", "k12_ta_2024"], "--kind"),
    (["book", "retrieval", "--school", "a", "--from", "yesterday"], "--from"),
    (["people", "import"], "FILE"),
    (["invite"], "PERSON"),
    (["erase", "--school", "a"], "WHO"),
    (["accesses", "--school", "a"], "FILE"),
    (["backup", "a", "b", "c"], "b c"),
    (["check"], "diaoyue.toml"),
    (["journal", "verify", "--config", "gone.toml"], "gone.toml"),
    (["route", "--pack", "gone.toml", "--kind", "footage", "--facts", "-"], "gone.toml"),
    (["route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", "gone"], "gone"),
]


@pytest.mark.parametrize("call, named", WRONG_CALLS)
def test_a_wrong_call_is_one_line_and_exit_2(
    call: list[str], named: str, tmp_path: Path
) -> None:
    done = diaoyue(*call, at=tmp_path, said="{}")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert named in done.stderr


@pytest.mark.parametrize(
    "said, told",
    [
        ("", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "JSON"),
        ('{"applicant": "nobody", "copy": 1, "shoe": 42}', "nobody"),
        ("{}", "applicant"),
    ],
)
def test_facts_that_cannot_be_judged_are_told_line_by_line(
    said: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "facts.json").write_text(said, "utf-8")
    for source in ("-", "facts.json"):
        route = ["route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", source]
        done = diaoyue(*route, "--json", at=tmp_path, said=said)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
        assert all(line.startswith(source) for line in done.stderr.splitlines())


def test_a_wrong_configuration_tells_every_mistake(school: Path) -> None:
    settings = school / "diaoyue.toml"
    settings.write_text(
        settings.read_text("utf-8")
        .replace("Asia/Shanghai", "Asia/Taian")
        .replace("pack =", "pak =")
    )
    done = diaoyue("check", at=school)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 3
    assert all(
        line.startswith("diaoyue.toml: schools.myschool.")
        for line in done.stderr.split("\n")[:3]
    )


def test_init_never_overwrites(school: Path) -> None:
    before = (school / "people.csv").read_text("utf-8")
    done = diaoyue("init", str(school), at=school)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 4
    assert (school / "people.csv").read_text("utf-8") == before


def test_settings_are_for_their_owner_alone(school: Path) -> None:
    for name in ("diaoyue.toml", "diaoyue.key"):
        assert (school / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_init_writes_is_understood(tmp_path: Path, lang: str) -> None:
    (tmp_path / "diaoyue.toml").write_text(
        (STARTERS / f"diaoyue.{lang}.toml").read_text("utf-8")
    )
    (tmp_path / "diaoyue.key").write_text(new_key())
    done = diaoyue("check", "--json", at=tmp_path)
    assert done.returncode == 1
    found = {finding["what"] for finding in json.loads(done.stdout)}
    assert {"check.no_platform", "check.no_database"} <= found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_of_a_starter_is_a_setting(tmp_path: Path, lang: str) -> None:
    """Somebody will take the marks away."""
    text = (STARTERS / f"diaoyue.{lang}.toml").read_text("utf-8")
    taken = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", text).replace("file:", "")
    taken = taken.replace("diaoyue.key", new_key())
    key = f'aes_key = "{"a" * 43}"'
    (tmp_path / "diaoyue.toml").write_text(taken.replace('aes_key = "…"', key))
    assert taken != text
    done = diaoyue("check", "--json", at=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")


def test_route_answers_as_the_contract_says(tmp_path: Path) -> None:
    call = ["route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", "-"]
    done = diaoyue(*call, "--json", at=tmp_path, said=json.dumps({**FACTS, "owner": "public"}))
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "outcome": "route",
        "steps": [
            ["grade_director"],
            ["security_chief"],
            ["student_affairs_director"],
            ["vice_principal"],
        ],
        "rules": ["B1"],
        "dropped": [],
        "register_only": False,
    }
    people = diaoyue(*call, at=tmp_path, said=json.dumps(FACTS)).stdout
    assert "B1" in people
    assert "第三条第2款" in people


def test_route_says_no_with_exit_1(tmp_path: Path) -> None:
    call = ["route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", "-"]
    refused = diaoyue(*call, "--json", at=tmp_path, said='{"applicant": "parent"}')
    assert refused.returncode == 1
    answer = json.loads(refused.stdout)
    assert set(answer) == {"outcome", "rule", "article", "message"}
    assert answer["outcome"] == "refused"
    unknown = diaoyue(*(w if w != "footage" else "party" for w in call), at=tmp_path, said="{}")
    assert unknown.returncode == 1
    assert unknown.stderr.count("\n") == 1
    wrong = diaoyue(*call, at=tmp_path, said='{"applicant": "nobody", "moon": true}')
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 2


def test_lists_are_imported_whole_or_not_at_all(school: Path) -> None:
    people = ["people", "import", "people.csv", "--school", "myschool"]
    dry = diaoyue(*people, "--dry-run", "--json", at=school)
    assert json.loads(dry.stdout) == {"school": "myschool", "listed": 1}
    done = diaoyue(*people, "--json", at=school)
    assert json.loads(done.stdout) == {
        "school": "myschool",
        "listed": 1,
        "new": 1,
        "changed": 0,
        "gone": 0,
    }
    with (school / "people.csv").open("a", encoding="utf-8") as file:
        file.write("li,又一个,x,admin,,,,,zh\nwang,王老师,x,king,,,,,fr\n")
    wrong = diaoyue(*people, at=school)
    assert wrong.returncode == 1
    assert wrong.stderr.count("people.csv:") == 3
    cameras = diaoyue(
        "cameras", "import", "cameras.csv", "--school", "myschool", "--json", at=school
    )
    assert json.loads(cameras.stdout)["cameras"] == 1


def test_an_invitation_ends_with_its_code_alone(school: Path) -> None:
    diaoyue("people", "import", "people.csv", "--school", "myschool", at=school)
    done = diaoyue("invite", "li", "--school", "myschool", at=school)
    assert done.returncode == 0
    assert re.fullmatch(r"[0-9A-Z]{10}", done.stdout.splitlines()[-1])
    assert diaoyue("invite", "nobody", "--school", "myschool", at=school).returncode == 1
    assert diaoyue("invite", "li", "--school", "other", at=school).returncode == 2


def test_a_calendar_is_written_shown_exported_and_read_again(school: Path) -> None:
    ours = ("--school", "myschool")
    day = ("calendar", "add", "2030-10-08", *ours)
    said = ("--kind", "休", "--name", "校庆补休")
    trial = diaoyue(*day, *said, "--dry-run", at=school)
    assert trial.returncode == 2  # nothing was ever imported: there is no database yet
    assert json.loads(diaoyue(*day, *said, "--json", at=school).stdout) == {
        "school": "myschool",
        "days": 1,
        "periods": 0,
        "moved": 0,
    }
    assert diaoyue(*day, *said, "--dry-run", at=school).returncode == 0
    wrong = diaoyue(*day, "--kind", "周末", "--name", "x", at=school)
    assert (wrong.returncode, "周末" in wrong.stderr) == (1, True)
    term = ("2030-09-01", "--to", "2031-01-20", "--kind", "学期", "--name", "秋")
    assert diaoyue("calendar", "add", *term, *ours, at=school).returncode == 0
    span = ("--from", "2030-10-01", "--to", "2030-10-31", "--json")
    shown = json.loads(diaoyue("calendar", "show", *ours, *span, at=school).stdout)
    assert [row["kind"] for row in shown] == ["own_off", "term", "unknown"]
    assert diaoyue("calendar", "export", *ours, "-o", "own.csv", at=school).returncode == 0
    assert diaoyue("calendar", "remove", "2030-10-08", *ours, at=school).returncode == 0
    assert diaoyue("calendar", "remove", "2030-10-08", *ours, at=school).returncode == 1
    again = diaoyue("calendar", "import", "own.csv", *ours, "--json", at=school)
    assert json.loads(again.stdout)["days"] == 1
    with (school / "own.csv").open("a", encoding="utf-8") as file:
        file.write("2030-10-08,,上班,x,,\n昨天,,休,,,\n")
    broken = diaoyue("calendar", "import", "own.csv", *ours, at=school)
    assert (broken.returncode, broken.stderr.count("own.csv: ")) == (1, 2)


def test_check_says_when_the_calendar_has_run_out(school: Path) -> None:
    diaoyue("people", "import", "people.csv", "--school", "myschool", at=school)
    found = json.loads(diaoyue("check", "--json", at=school).stdout)
    assert "check.no_term" in {one["what"] for one in found}


def test_a_deputy_is_named_listed_and_ended(school: Path) -> None:
    with (school / "people.csv").open("a", encoding="utf-8") as file:
        file.write("wang,王老师,x,grade_director@x,,,,,zh\n")
    diaoyue("people", "import", "people.csv", "--school", "myschool", at=school)
    ours = ("--school", "myschool")
    period = ("--from", "2026-12-01", "--to", "2099-12-02", "--reason", "出差")
    done = diaoyue("deputy", "set", "li", "wang", *ours, *period, at=school)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(diaoyue("deputy", "list", *ours, "--json", at=school).stdout)
    assert (row["of"], row["by"], row["reason"]) == ("li", "wang", "出差")
    assert row["from"].startswith("2026-12-01T00:00")
    assert row["to"].startswith("2099-12-03T00")
    backwards = ("--from", "2026-12-03", "--to", "2026-12-01", "--reason", "出差")
    for wrong in (("li", "li", *period), ("li", "nobody", *period), ("li", "wang", *backwards)):
        assert diaoyue("deputy", "set", *wrong, *ours, at=school).returncode == 1
    assert diaoyue("deputy", "end", "li", "wang", *ours, at=school).returncode == 0
    assert json.loads(diaoyue("deputy", "list", *ours, "--json", at=school).stdout) == []
    assert diaoyue("deputy", "end", "li", "wang", *ours, at=school).returncode == 1


def test_journal_book_and_backup_of_a_new_school(school: Path) -> None:
    assert diaoyue("journal", "verify", at=school).returncode == 2
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    verified = diaoyue("journal", "verify", "--json", at=school)
    assert verified.returncode == 0
    assert json.loads(verified.stdout)[0]["good"] is True
    span = ["--school", "myschool", "--from", "2026-03-01", "--to", "2026-03-31"]
    files = [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")]
    for format_, start in [*files, *([("pdf", b"%PDF")] if usable_fonts() else [])]:
        out = f"book.{format_}"
        done = diaoyue("book", "retrieval", *span, "--format", format_, "-o", out, at=school)
        assert done.returncode == 0, done.stderr
        assert (school / out).read_bytes().startswith(start)
    assert diaoyue("book", "cookery", *span, "-o", "x", at=school).returncode == 1
    form = ["form", "调阅〔2026〕0001", "--school", "myschool", "-o", "form.pdf"]
    unknown = diaoyue(*form, at=school)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)
    assert "调阅〔2026〕0001" in unknown.stderr
    with mock.patch("bot.exporting.pdf.usable_fonts", return_value=()):
        fontless = diaoyue("book", "retrieval", *span, "--format", "pdf", "-o", "x", at=school)
    assert (fontless.returncode, fontless.stderr.count("\n")) == (1, 1)
    assert "fonts-noto-cjk" in fontless.stderr
    assert not (school / "x").exists()
    assert diaoyue("backup", "copy.db", at=school).returncode == 0
    assert diaoyue("backup", "copy.db", at=school).returncode == 1
    assert diaoyue("restore", "copy.db", at=school).returncode == 1
    moved = {"DIAOYUE__DATABASE__URL": "sqlite:///other.db"}
    assert diaoyue("restore", "copy.db", at=school, **moved).returncode == 0
    assert (
        diaoyue(
            "restore", "people.csv", at=school, DIAOYUE__DATABASE__URL="sqlite:///third.db"
        ).returncode
        == 1
    )
    assert diaoyue("journal", "verify", at=school, **moved).returncode == 0


def test_copies_are_named_by_the_night_and_the_old_ones_go(school: Path) -> None:
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    nowhere = diaoyue("backup", at=school)
    assert (nowhere.returncode, nowhere.stderr.count("\n")) == (2, 1)
    assert "database.backups" in nowhere.stderr
    copies = {"DIAOYUE__DATABASE__BACKUPS": "copies"}
    assert diaoyue("backup", at=school, **copies).returncode == 0
    (new,) = (school / "copies").iterdir()
    assert (school / "copies").stat().st_mode & 0o077 == 0
    old = school / "copies" / "diaoyue-20200101-000000.backup"
    old.touch()
    assert diaoyue("backup", "by-hand.db", at=school, **copies).returncode == 0
    assert old.exists()
    new.rename(new.with_name("diaoyue-20260101-000000.backup"))
    assert diaoyue("backup", "--keep-days", "30", at=school, **copies).returncode == 0
    assert len(list((school / "copies").iterdir())) == 1


def test_restoring_says_what_is_in_it(school: Path) -> None:
    people = ["people", "import", "people.csv", "--school", "myschool"]
    assert diaoyue(*people, at=school).returncode == 0
    assert diaoyue("backup", "copy.db", at=school).returncode == 0
    moved = {"DIAOYUE__DATABASE__URL": "sqlite:///other.db"}
    done = diaoyue("restore", "copy.db", at=school, **moved)
    assert (done.returncode, done.stderr) == (0, "")
    restored, held = done.stdout.splitlines()
    assert "copy.db" in restored
    assert held.startswith("myschool")


def test_a_database_of_a_later_release_is_told_in_one_line(school: Path) -> None:
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    with contextlib.closing(sqlite3.connect(school / "diaoyue.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for call in (["db", "upgrade"], ["run"], ["people", "import", "people.csv"]):
        more = ["--school", "myschool"] if call[0] == "people" else []
        done = diaoyue(*call, *more, at=school)
        assert done.returncode == 1
        assert "9999" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr


ALWAYS = {"journal", "updates", "backups"}  # what must stay, whoever asks


def tried(*call: str, at: Path) -> list[dict[str, str]]:
    done = diaoyue(*call, "--dry-run", "--json", at=at)
    assert done.returncode == 0, done.stderr
    told: list[dict[str, str]] = json.loads(done.stdout)
    return told


def test_a_persons_wish_is_tried_before_it_is_done(school: Path) -> None:
    people = ("people", "import", "people.csv", "--school", "myschool")
    erase = ("erase", "李老师", "--school", "myschool")
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    assert "no list of people" in diaoyue(*erase, at=school).stderr
    assert diaoyue(*people, at=school).returncode == 0
    assert {"listed"} == {line["why"] for line in tried(*erase, at=school)} - ALWAYS
    # He has left: the list comes without him.
    kept = (school / "people.csv").read_text("utf-8").replace("li,李老师", "wu,吴老师")
    (school / "people.csv").write_text(kept.replace(",7,", ",8,"), "utf-8")
    assert diaoyue(*people, at=school).returncode == 0
    assert tried(*erase, at=school)[0]["erased"]
    assert tried(*erase, at=school)[0]["erased"]  # nothing was done
    done = diaoyue(*erase, "--json", at=school)
    assert [line["what"] for line in json.loads(done.stdout) if line["erased"]] == ["list"]
    assert diaoyue(*erase, at=school).returncode == 1
    assert diaoyue("journal", "verify", at=school).returncode == 0


def test_an_access_log_is_held_against_the_approvals(school: Path) -> None:
    assert diaoyue("db", "upgrade", at=school).returncode == 0
    assert (
        diaoyue("people", "import", "people.csv", "--school", "myschool", at=school).returncode
        == 0
    )
    log = school / "nvr.csv"
    call = ("accesses", "nvr.csv", "--school", "myschool")
    log.write_text("who,camera,from,to,when\n", "utf-8")
    assert diaoyue(*call, at=school).returncode == 0
    with log.open("a", encoding="utf-8") as file:
        file.write("nvr-admin,c1,2026-03-02 12:00,2026-03-02 13:00,2026-03-02 18:00\n")
    looked = diaoyue(*call, at=school)
    assert looked.returncode == 1
    assert "nvr-admin" in looked.stdout
    assert json.loads(diaoyue(*call, "--json", at=school).stdout)["unused"] == []
    log.write_text("who,camera\n", "utf-8")
    assert diaoyue(*call, at=school).returncode == 1


def test_check_names_what_would_go_wrong(school: Path) -> None:
    with (school / "people.csv").open("a", encoding="utf-8") as file:
        file.write("wang,王老师,x,grade_director@x,,,,oWang,zh\n")
    diaoyue("people", "import", "people.csv", "--school", "myschool", at=school)
    diaoyue("cameras", "import", "cameras.csv", "--school", "myschool", at=school)
    done = diaoyue("check", "--json", at=school)
    found = {f["what"]: f["weight"] for f in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found["check.no_platform"] == "fault"
    assert found["check.nobody_carries_out"] == "fault"
    assert found["check.only_plain_wechat"] == "fault"
    assert found["check.group_unbound"] in ("fault", "advice")
    assert any(what.startswith("pack.lint.") for what in found)
    plain = diaoyue("check", at=school)
    assert plain.stdout.count("\n") == len(json.loads(done.stdout)) + 1


LATE = (
    "sqlalchemy",
    "typst",
    "telegram",
    "aiohttp",
    "wechatpy",
    "starlette",
    "openpyxl",
    "rich",
)
PROBE = """
import json, sys
from bot.cli import _run
_run(json.loads(sys.argv[1]))
print([name for name in json.loads(sys.argv[2]) if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "call",
    [["--help"], ["route", "--pack", "k12_ta_2024", "--kind", "footage", "--facts", "-"]],
)
def test_what_is_heavy_is_imported_late(call: list[str]) -> None:
    """`--help` and `route` answer at once because nothing heavy is imported for them."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(call), json.dumps(LATE)],
        input=json.dumps({**FACTS, "owner": "public"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    assert done.stderr.splitlines()[-1] == "[]", done.stderr


def test_check_online_asks_the_platforms_and_shows_no_secret(school: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    told = {
        "TELEGRAM__TOKEN": "123456:very-secret-token-of-thirty-letters",
        "TELEGRAM__BASE_URL": address,
        "WECOM__CORP_ID": "ww1",
        "WECOM__AGENT_ID": "1",
        "WECOM__SECRET": "very-secret",
        "WECOM__TOKEN": "very-secret",
        "WECOM__AES_KEY": "a" * 43,
        "WECOM__BASE_URL": address,
    }
    environ = {f"DIAOYUE__SCHOOLS__MYSCHOOL__{name}": value for name, value in told.items()}
    environ["DIAOYUE__WEB__PUBLIC_URL"] = "https://bot.example.edu"
    done = diaoyue("check", "--online", "--json", at=school, **environ)
    silent = [
        f["about"] for f in json.loads(done.stdout) if f["what"] == "check.platform_silent"
    ]
    assert silent == ["telegram", "wecom"]
    assert "very-secret" not in done.stdout + done.stderr
