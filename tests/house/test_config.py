"""Settings: what is read, what is refused, and that no secret is ever shown."""

from pathlib import Path

import pytest

from bot.config import Settings
from bot.config_file import ConfigMistakes, load
from bot.speech import Voice

AES = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
WHOLE = f"""
[database]
url = "sqlite:///diaoyue.db"
[web]
listen = "127.0.0.1:8080"
public_url = "https://bot.example.edu/"
[schools.taishan]
pack = "k12_ta_2024"
timezone = "Asia/Shanghai"
[schools.taishan.telegram]
token = "12345:very-secret-token"
mode = "webhook"
secret = "hook_secret"
proxy = "http://proxy.example.edu:8080"
[schools.taishan.wecom]
corp_id = "ww0000000000000000"
agent_id = 1000002
secret = "very-secret-corp"
token = "very-secret-callback"
aes_key = "{AES}"
[schools.taishan.wechat]
app_id = "wx0000000000000000"
secret = "very-secret-app"
token = "very-secret-app-callback"
aes_key = "{AES}"
[schools.taishan.groups.security]
telegram = -1001234567890
wecom_robot = "https://qyapi.example.edu/webhook/send?key=very-secret-robot"
[schools.taishan.groups.duty]
telegram = -1001234567891
[schools.taishan.alerts]
tokens = {{ alertmanager = "very-secret-alerts", generic = "very-secret-generic" }}
"""


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "diaoyue.toml"
    file.write_text(text, "utf-8")
    return file


def mistakes(tmp_path: Path, text: str, **environ: str) -> list[str]:
    """`source key sentence-key` of everything that is wrong; the source without its folder."""
    with pytest.raises(ConfigMistakes) as caught:
        load(write(tmp_path, text), environ)
    found = caught.value.mistakes
    assert all(Voice("zh")(m.saying) and Voice("en")(m.saying) for m in found)
    return [f"{Path(m.source).name} {m.key} {m.saying.key}" for m in found]


def test_the_whole_contract_is_read(tmp_path: Path) -> None:
    settings = load(write(tmp_path, WHOLE), {})
    school = settings.schools["taishan"]
    assert school.telegram
    assert school.wecom
    assert school.wechat
    assert settings.web.public_url == "https://bot.example.edu"
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert school.telegram.token.get_secret_value() == "12345:very-secret-token"
    assert school.telegram.base_url == "https://api.telegram.org"
    assert school.groups["duty"].telegram == -1001234567891  # type: ignore[index]  # a StrEnum
    assert school.alerts.tokens["generic"].get_secret_value() == "very-secret-generic"  # type: ignore[index]  # a StrEnum
    assert school.language == "zh"
    assert str(school.zone) == "Asia/Shanghai"


def test_the_environment_alone_is_enough_and_wins(tmp_path: Path) -> None:
    environ = {
        "DIAOYUE__DATABASE__URL": "postgresql://diaoyue:pw@db/diaoyue",
        "DIAOYUE__SCHOOLS__TAISHAN__PACK": "uni_gz_2022",
        "DIAOYUE__SCHOOLS__TAISHAN__TELEGRAM__TOKEN": "1234567890",
        "DIAOYUE__SCHOOLS__TAISHAN__GROUPS__DUTY__TELEGRAM": "-100",
        "DIAOYUE__SCHOOLS__TAISHAN__ALERTS__TOKENS__ZABBIX": "7",
        "DIAOYUE__WEB__PUBLIC_URL": "",
        "HOME": "/nowhere",
    }
    settings = load(write(tmp_path, "[schools.taishan]\npack = 'k12_ta_2024'"), environ)
    school = settings.schools["taishan"]
    assert school.telegram
    assert settings.database.url == "postgresql://diaoyue:pw@db/diaoyue"
    assert school.pack == "uni_gz_2022"
    # A token of digits stays a text.
    assert school.telegram.token.get_secret_value() == "1234567890"
    assert school.groups["duty"].telegram == -100  # type: ignore[index]  # a StrEnum
    assert school.alerts.tokens["zabbix"].get_secret_value() == "7"  # type: ignore[index]  # a StrEnum


def test_a_missing_default_file_is_no_mistake_when_the_environment_says_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {"DIAOYUE__SCHOOLS__X__PACK": "k12_ta_2024"}).schools["x"].pack
    with pytest.raises(ConfigMistakes):
        load(None, {})
    with pytest.raises(ConfigMistakes):
        load(tmp_path / "other.toml", {"DIAOYUE__SCHOOLS__X__PACK": "k12_ta_2024"})


def test_secrets_come_from_files_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("12345:from-a-file\n", "utf-8")
    text = "[schools.a]\npack='k12_ta_2024'\n[schools.a.telegram]\ntoken='file:token'"
    telegram = load(write(tmp_path, text), {}).schools["a"].telegram
    assert telegram
    assert telegram.token.get_secret_value() == "12345:from-a-file"


def test_a_pack_of_the_school_stands_beside_its_settings(tmp_path: Path) -> None:
    settings = load(write(tmp_path, "[schools.a]\npack='ours.toml'"), {})
    assert settings.schools["a"].pack == str(tmp_path / "ours.toml")


ONE = "[schools.a]\npack='k12_ta_2024'\n"
TABLE = [
    ("[schools", ["diaoyue.toml - config.not_toml"]),
    ("databse = 1", ["diaoyue.toml databse config.unknown_key"]),
    ("[web]\nlisten='8080'", ["diaoyue.toml web.listen config.listen"]),
    ("[web]\nlisten='127.0.0.1:65536'", ["diaoyue.toml web.listen config.listen"]),
    ("[web]\npublic_url='bot.example.edu'", ["diaoyue.toml web.public_url config.url"]),
    ("[database]\nurl='mysql://x'", ["diaoyue.toml database.url config.database"]),
    ("[schools.a]\ntimezone='Asia/Shanghai'", ["diaoyue.toml schools.a.pack config.missing"]),
    ("[schools.'A b']\npack='x'", ["diaoyue.toml schools.A b config.school_id"]),
    ("schools = 3", ["diaoyue.toml schools config.no_table"]),
    (
        ONE + "[schools.a.clocks]\nundo_seconds=-1\nstep_hours=3",
        [
            "diaoyue.toml schools.a.clocks.undo_seconds config.invalid",
            "diaoyue.toml schools.a.clocks.step_hours config.unknown_key",
        ],
    ),
    (ONE + "timezone='Asia/Taian'", ["diaoyue.toml schools.a.timezone config.timezone"]),
    (ONE + "language='fr'", ["diaoyue.toml schools.a.language config.not_one_of"]),
    (
        ONE + "[schools.a.telegram]\ntoken=''",
        ["diaoyue.toml schools.a.telegram.token config.blank"],
    ),
    (
        ONE + "[schools.a.telegram]\ntoken='file:gone'",
        ["diaoyue.toml schools.a.telegram.token config.no_value_file"],
    ),
    (
        ONE + "[schools.a.telegram]\ntoken='x'\nproxy='socks5://u:very-secret@127.0.0.1:1080'",
        ["diaoyue.toml schools.a.telegram.proxy config.url"],
    ),
    (
        ONE + "[schools.a.groups.duty]\nwecom_robot='693a91f6'",
        ["diaoyue.toml schools.a.groups.duty.wecom_robot config.url"],
    ),
    (
        ONE + "[schools.a.telegram]\ntoken='x'\nmode='webhook'",
        [
            "diaoyue.toml schools.a.telegram.secret config.webhook_secret",
            "diaoyue.toml web.public_url config.public_url_missing",
        ],
    ),
    (
        ONE + "[schools.a.groups.kitchen]\ntelegram=1",
        ["diaoyue.toml schools.a.groups.kitchen config.not_one_of"],
    ),
    (
        ONE + "[schools.a.groups.duty]\ntelegram='the duty room'",
        ["diaoyue.toml schools.a.groups.duty.telegram config.not_a_number"],
    ),
    (
        ONE + "[schools.a.alerts]\ntokens={nagios='x'}",
        ["diaoyue.toml schools.a.alerts.tokens.nagios config.not_one_of"],
    ),
    (
        ONE + "[schools.a.probe]\nconfirm='2 of 4'\nanchors=['NVR-05#7']",
        [
            "diaoyue.toml schools.a.probe.confirm config.quorum",
            "diaoyue.toml schools.a.probe.anchors.0 config.anchor",
        ],
    ),
    (
        "[web]\npublic_url='https://x'\n" + ONE + "[schools.a.wecom]\naes_key='short'",
        [
            "diaoyue.toml schools.a.wecom.corp_id config.missing",
            "diaoyue.toml schools.a.wecom.agent_id config.missing",
            "diaoyue.toml schools.a.wecom.secret config.missing",
            "diaoyue.toml schools.a.wecom.token config.missing",
            "diaoyue.toml schools.a.wecom.aes_key config.aes_key",
        ],
    ),
    (
        "[web]\npublic_url='https://x'\n"
        + ONE
        + "[schools.a.wechat]\napp_id='wx1'\nsecret='x'\ntoken='x'\naes_key='"
        + AES
        + "'\n[schools.a.wechat.template]\nid=''\nfields={colour='thing1'}",
        [
            "diaoyue.toml schools.a.wechat.template.id config.blank",
            "diaoyue.toml schools.a.wechat.template.fields.colour config.not_one_of",
        ],
    ),
]


@pytest.mark.parametrize("text, expected", TABLE)
def test_every_mistake_names_file_and_key(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    assert mistakes(tmp_path, text) == expected


def test_unknown_names_in_the_environment_are_mistakes_too(tmp_path: Path) -> None:
    environ = {
        "DIAOYUE__DATABSE__URL": "sqlite:///x.db",
        "DIAOYUE__SCHOOLS__A__TELEGRAM__TOKN": "x",
        "DIAOYUE__SCHOOLS__A__PACK__X": "x",
    }
    with pytest.raises(ConfigMistakes) as caught:
        load(write(tmp_path, ONE), environ)
    assert [m.source for m in caught.value.mistakes] == ["DIAOYUE__SCHOOLS__A__PACK__X"]
    del environ["DIAOYUE__SCHOOLS__A__PACK__X"]
    assert sorted(mistakes(tmp_path, ONE, **environ)) == [
        "DIAOYUE__DATABSE__URL databse config.unknown_key",
        "DIAOYUE__SCHOOLS__A__TELEGRAM__TOKN schools.a.telegram.tokn config.unknown_key",
        "diaoyue.toml schools.a.telegram.token config.missing",
    ]


def test_no_secret_is_ever_shown(tmp_path: Path) -> None:
    settings = load(write(tmp_path, WHOLE), {})
    assert isinstance(settings, Settings)
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in shown
        assert AES not in shown
    broken = WHOLE.replace('mode = "webhook"', 'mode = "very-secret-mode"').replace(
        "agent_id = 1000002", 'agent_id = "very-secret-agent"'
    )
    with pytest.raises(ConfigMistakes) as caught:
        load(write(tmp_path, broken), {})
    told = str(caught.value) + "".join(Voice("zh")(m.saying) for m in caught.value.mistakes)
    assert "very-secret" not in told
    assert caught.value.__cause__ is None
