"""Administration on the command line, as an operator or his program meets it."""

import csv
import json
from pathlib import Path

import pytest

from tests.house.test_cli import FACTS, Done, diaoyue, school

__all__ = ["school"]
OURS = ("--school", "myschool")


@pytest.fixture
def peopled(school: Path) -> Path:
    """李老师 on Telegram, 王老师 on WeCom, 赵老师 nowhere."""
    with (school / "people.csv").open("a", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["wang", "王老师", "高一级部", "grade_director@高一级部", "", "wang", "", "", ""]
        )
        rows.writerow(["zhao", "赵老师", "保卫科", "security_chief", "", "", "", "", ""])
    done = diaoyue("people", "import", "people.csv", *OURS, at=school)
    assert done.returncode == 0, done.stderr
    return school


def asked(at: Path, *call: str) -> Done:
    return diaoyue(*call, *OURS, at=at)


def test_a_channel_is_switched_off_and_on(peopled: Path) -> None:
    off = ("channel", "off", "wecom", "--reason", "企业微信迁移")
    foreseen = asked(peopled, *off, "--dry-run")
    assert foreseen.returncode == 0
    assert "王老师" in foreseen.stdout
    assert all(one["on"] for one in listed(peopled))
    assert asked(peopled, *off, "--until", "2020-01-01").returncode == 1
    assert asked(peopled, "channel", "off", "pigeon", "--reason", "x").returncode == 2

    assert asked(peopled, *off, "--until", "2099-01-01T07:00").returncode == 0
    (wecom,) = [one for one in listed(peopled) if one["platform"] == "wecom"]
    assert (wecom["on"], wecom["reason"]) == (False, "企业微信迁移")
    assert wecom["until"].startswith("2099-01-01T07:00")
    again = asked(peopled, *off)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    last = asked(peopled, "channel", "off", "telegram", "--reason", "x y")
    assert (last.returncode, last.stderr.count("\n")) == (1, 1)
    checked = json.loads(diaoyue("check", "--json", at=peopled).stdout)
    assert "check.channel_off" in {one["what"] for one in checked}

    assert asked(peopled, "channel", "on", "wecom").returncode == 0
    assert asked(peopled, "channel", "on", "wecom").returncode == 1
    assert all(one["on"] for one in listed(peopled))


def listed(at: Path) -> list[dict[str, object]]:
    done = asked(at, "channel", "list", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)["channels"]
    return found


def test_who_holds_what_and_a_lost_phone(peopled: Path) -> None:
    posts = json.loads(asked(peopled, "people", "list", "--json").stdout)
    by_role = {one["role"]: one for one in posts}
    assert by_role["security_chief"]["holders"][0]["reachable"] is False
    assert by_role["principal"]["holders"] == []  # vacant
    text = asked(peopled, "people", "list").stdout
    assert any("⚠" in line and "赵老师" in line for line in text.splitlines())
    only = json.loads(asked(peopled, "people", "list", "--role", "admin", "--json").stdout)
    assert [one["role"] for one in only] == ["admin"]
    assert asked(peopled, "people", "list", "--role", "cook").returncode == 2

    assert account(peopled, "wang") == ["wecom"]
    assert asked(peopled, "people", "unbind", "wang", "wecom").returncode == 0
    assert account(peopled, "wang") == []
    assert asked(peopled, "people", "unbind", "wang", "wecom").returncode == 1
    last = asked(peopled, "people", "unbind", "li", "telegram")
    assert (last.returncode, last.stderr.count("\n")) == (1, 1)
    again = asked(peopled, "people", "import", "people.csv")
    assert "王老师" in again.stdout  # the list is kept from binding it again, and that is said
    assert account(peopled, "wang") == []


def account(at: Path, person: str) -> list[str]:
    told = json.loads(asked(at, "people", "show", person, "--json").stdout)
    return [one["platform"] for one in told["accounts"]]


def test_a_code_is_made_and_made_void(peopled: Path) -> None:
    made = asked(peopled, "invite", "zhao")
    assert len(made.stdout.splitlines()[-1]) == 10
    assert asked(peopled, "invite", "zhao", "--revoke").returncode == 0
    gone = asked(peopled, "invite", "zhao", "--revoke")
    assert (gone.returncode, gone.stderr.count("\n")) == (1, 1)
    assert asked(peopled, "invite", "nobody").returncode == 1


def test_nothing_is_stuck_in_a_new_school(peopled: Path) -> None:
    done = asked(peopled, "stuck", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    asked(peopled, "channel", "off", "wecom", "--reason", "迁移")
    done = asked(peopled, "stuck", "--json")
    assert (done.returncode, [one["what"] for one in json.loads(done.stdout)]) == (1, ["off"])


def test_who_would_get_this(peopled: Path) -> None:
    facts = json.dumps(FACTS)
    call = ("who", "--kind", "footage", "--by", "li", "--json", *OURS)
    done = diaoyue(*call, "--facts", "-", at=peopled, said=facts)
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"]) == (0, "route")
    signers = [p["id"] for step in told["steps"] for s in step["seats"] for p in s["persons"]]
    assert signers[:2] == ["wang", "zhao"]
    assert told["steps"][-1]["nobody"] is True  # no vice principal on the list
    assert told["due_at"]
    unknown = diaoyue(*call, "--facts", "-", at=peopled, said='{"applicant": "cook"}')
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    assert asked(peopled, "who").returncode == 2

    assert asked(peopled, "cameras", "import", "cameras.csv").returncode == 0
    dark = asked(peopled, "who", "--camera", "c1", "--json")
    assert (dark.returncode, json.loads(dark.stdout)["outcome"]) == (1, "nobody")
    assert asked(peopled, "who", "--camera", "c9").returncode == 1
