"""Alertmanager, Uptime Kuma, Zabbix and our own JSON: what watches devices over the network."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from bot.alerts.reading import Read, Unreadable
from bot.alerts.signal import Phase
from bot.alerts.troubles import Trouble
from tests.alerts.reading.saying import NOW, only, posted, reading, utc

OPEN, CLOSE, TEST = Phase.OPEN, Phase.CLOSE, Phase.TEST

# ---------------------------------------------------------------- Alertmanager


def alert(status: str = "firing", **other: object) -> dict[str, object]:
    known = {
        "status": status,
        "labels": {"alertname": "CameraDown", "camera": "B-Z06-C03"},
        "annotations": {"summary": "餐厅东门离线"},
        "startsAt": "2026-03-02T07:20:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "c0ffee12",
    }
    return {**known, **other}


def webhook(*alerts: object, **other: object) -> dict[str, object]:
    return {"version": "4", "status": "firing", "truncatedAlerts": 0, "alerts": alerts, **other}


def test_an_alert_of_alertmanager() -> None:
    said = only("alertmanager", webhook(alert()))
    assert (said.device, said.phase, said.trouble) == ("B-Z06-C03", OPEN, Trouble.OFFLINE)
    assert (said.occurred_at, said.text) == (utc(7, 20), "餐厅东门离线")


def test_each_alert_has_its_own_status_whatever_the_group_says() -> None:
    over = alert("resolved", endsAt="2026-03-02T07:21:00Z", fingerprint="beef")
    said = reading("alertmanager", webhook(alert(), over, status="firing")).signals
    assert [one.phase for one in said] == [OPEN, CLOSE]
    assert said[1].occurred_at == utc(7, 21)


def test_an_end_in_the_year_one_is_no_end() -> None:
    assert only("alertmanager", webhook(alert("resolved"))).occurred_at == NOW


def test_the_same_alert_is_known_by_its_labels_and_its_beginning() -> None:
    def name(**other: object) -> str:
        return only("alertmanager", webhook(alert(**other))).key

    assert name() == name(annotations={"summary": "又一次"})
    assert name() != name(startsAt="2026-03-02T07:21:00Z")
    assert name() != name(fingerprint="beef")
    assert name() != name(status="resolved")
    assert name(fingerprint="") == name(fingerprint="")
    assert name(fingerprint="") != name(fingerprint="", labels={"camera": "B-Z06-C04"})


def test_alerts_that_were_cut_off_are_told() -> None:
    said = reading("alertmanager", webhook(alert(), truncatedAlerts=20))
    assert len(said.signals) == 1
    assert said.left == (Unreadable("truncated", "20"),)


def test_one_alert_that_is_not_as_it_should_be_costs_no_other() -> None:
    said = reading("alertmanager", webhook(alert(status="?"), 7, alert(labels={}), alert()))
    assert len(said.signals) == 1
    assert [one.why for one in said.left] == ["no_phase", "wrong_shape", "no_device"]


@pytest.mark.parametrize(
    ("name", "phase"),
    [("Watchdog", Phase.HEARTBEAT), ("DeadMansSwitch", Phase.HEARTBEAT), ("TestAlert", TEST)],
)
def test_what_always_fires_is_a_heartbeat_and_no_trouble(name: str, phase: Phase) -> None:
    labels = {"alertname": name}
    assert only("alertmanager", webhook(alert(labels=labels))).phase is phase
    assert posted("alertmanager", webhook(alert("resolved", labels=labels))) == Read()


def test_a_label_says_what_ails_it() -> None:
    labels = {"instance": "10.20.0.3:554", "alertname": "X", "trouble": "F6", "channel": "7"}
    said = only("alertmanager", webhook(alert(labels=labels)))
    assert (said.device, said.channel, said.trouble) == ("10.20.0.3:554", "7", Trouble.DISK)


def test_an_alert_may_fire_for_months() -> None:
    said = only("alertmanager", webhook(alert(startsAt="2025-12-01T00:00:00Z")))
    assert said.occurred_at.year == 2025


# ---------------------------------------------------------------- Uptime Kuma


def kuma(status: int = 0, **other: object) -> dict[str, object]:
    beat = {
        "monitorID": 12,
        "status": status,
        "time": "2026-03-02 07:20:00.000",
        "msg": "timeout",
        "timezone": "Asia/Shanghai",
        "localDateTime": "2026-03-02 15:20:00",
    }
    monitor = {"id": 12, "name": "B-Z06-C03 餐厅东门", "hostname": "10.20.3.11"}
    return {"heartbeat": {**beat, **other}, "monitor": monitor, "msg": "[🔴 Down] timeout"}


def test_a_monitor_of_uptime_kuma_whose_time_is_utc_and_does_not_say_so() -> None:
    said = only("uptime_kuma", kuma())
    assert (said.phase, said.trouble, said.occurred_at) == (OPEN, Trouble.OFFLINE, utc(7, 20))
    assert (said.device, *said.also) == ("B-Z06-C03 餐厅东门", "10.20.3.11")
    assert only("uptime_kuma", kuma(1)).phase is CLOSE


@pytest.mark.parametrize("status", [2, 3])
def test_pending_and_maintenance_are_no_news(status: int) -> None:
    assert posted("uptime_kuma", kuma(status)) == Read()


def test_the_button_that_tries_it_sends_nulls() -> None:
    said = only("uptime_kuma", {"heartbeat": None, "monitor": None, "msg": "校园 Testing"})
    assert (said.phase, said.text) == (TEST, "校园 Testing")


def test_it_may_come_as_a_form() -> None:
    form = (
        b'--x1\r\nContent-Disposition: form-data; name="data"\r\n\r\n'
        b'{"heartbeat": {"status": 0, "time": ""}, "monitor": {"id": 1, "name": "B-Z06-C03"}}'
        b"\r\n--x1--\r\n"
    )
    said = only("uptime_kuma", form, "multipart/form-data; boundary=x1")
    assert (said.device, said.occurred_at) == ("B-Z06-C03", NOW)
    urlencoded = urlencode({"data": '{"heartbeat": null}'})
    mime = "application/x-www-form-urlencoded"
    assert only("uptime_kuma", urlencoded, mime).phase is TEST


def test_the_same_beat_twice_is_one_and_the_next_fall_another() -> None:
    keys = [
        only("uptime_kuma", said).key
        for said in (kuma(), kuma(), kuma(1), kuma(time="2026-03-02 07:25:00.000"))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


# ---------------------------------------------------------------- Zabbix


def zabbix(**other: str) -> dict[str, str]:
    known = {
        "event_id": "4711",
        "value": "1",
        "host": "B-Z06-C03",
        "ip": "10.20.3.11",
        "name": "录像机 3 硬盘故障",
        "date": "2026.03.02",
        "time": "15:20:00",
        "recovery_id": "{EVENT.RECOVERY.ID}",
        "update": "0",
    }
    return {**known, **other}


def test_a_problem_of_zabbix_is_told_in_the_schools_own_time() -> None:
    said = only("zabbix", zabbix())
    assert (said.device, said.trouble, said.phase) == ("B-Z06-C03", Trouble.DISK, OPEN)
    assert (said.occurred_at, said.also) == (utc(7, 20), ("10.20.3.11",))


def test_a_recovery_happened_when_we_hear_of_it_unless_its_time_is_sent() -> None:
    over = zabbix(value="0")
    assert (only("zabbix", over).phase, only("zabbix", over).occurred_at) == (CLOSE, NOW)
    timed = {**over, "recovery_date": "2026.03.02", "recovery_time": "15:21:00"}
    assert only("zabbix", timed).occurred_at == utc(7, 21)


def test_an_acknowledgement_is_no_news_and_the_test_button_a_test() -> None:
    assert posted("zabbix", zabbix(update="1")) == Read()
    macros = {"event_id": "{EVENT.ID}", "value": "{EVENT.VALUE}", "host": "{HOST.HOST}"}
    assert only("zabbix", macros).phase is TEST


# ---------------------------------------------------------------- our own


def test_our_own_json_single_or_as_a_list() -> None:
    alarm = {"device": "B-Z06-C03", "phase": "open", "at": "2026-03-02 15:20"}
    said = only("generic", alarm)
    assert (said.occurred_at, said.trouble) == (utc(7, 20), Trouble.OFFLINE)
    for body in ([alarm], {"alarms": [alarm]}, {"events": [alarm]}):
        assert reading("generic", body).signals == (said,)


def test_an_alarm_without_a_name_is_known_by_its_time_and_without_that_always_new() -> None:
    def name(at: object = None, later: int = 0, **other: object) -> str:
        alarm = {"device": "X", "phase": "open", "at": at, **other}
        return only("generic", alarm, at=NOW + timedelta(seconds=later)).key

    assert name("2026-03-02 15:20") == name("2026-03-02 15:20", later=9)
    assert name() != name(later=1)
    assert name(id="4711") == name(id="4711", later=9)
    assert name(id="4711") != name(id="4711", phase="close")


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("video_loss", Trouble.VIDEO_LOSS),
        ("F8", Trouble.RETENTION),
        ("录像周期不足", Trouble.RETENTION),
        ("硬盘已满", Trouble.STORAGE_FULL),
        ("镜头遮挡", Trouble.COVERED),
        ("PoE 供电异常", Trouble.POWER),
    ],
)
def test_what_ails_it_in_any_of_three_ways(said: str, trouble: Trouble) -> None:
    alarm = {"device": "X", "phase": "down", "trouble": said}
    assert only("generic", alarm).trouble is trouble


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (1772436000, utc(7, 20)),
        (1772436000123, utc(7, 20, 0.123)),
        (0, NOW.astimezone()),
        ("gestern", NOW.astimezone()),
        (float("inf"), NOW.astimezone()),
        (True, NOW.astimezone()),
    ],
)
def test_times_as_numbers(at: object, found: object) -> None:
    assert only("generic", {"device": "X", "phase": "open", "at": at}).occurred_at == found


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"\xff\x00\xfe", "not_text"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"9" * 5000, "not_json"),
        (b"[]", "wrong_shape"),
        (b"7", "wrong_shape"),
        (b'{"device": "X"}', "no_phase"),
        (b'{"phase": "open"}', "no_device"),
        (b'{"phase": "open", "device": "X", "trouble": "??"}', "unknown_kind"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, why: str) -> None:
    said = posted("generic", body)
    assert isinstance(said, Unreadable)
    assert said.why == why
