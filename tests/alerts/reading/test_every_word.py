"""All that a message says is kept, and what cannot be read says where it stands.

Keys as they lie in databases: what was heard before an upgrade is known after it.
"""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from bot.alerts.reading import Read, Unreadable
from bot.alerts.signal import Phase, Signal
from bot.alerts.troubles import Trouble
from tests.alerts.reading.saying import NOW, only, posted, reading, utc
from tests.alerts.reading.test_devices_own import STORAGE, event, onvif, pushed, xml
from tests.alerts.reading.test_monitors import alert, kuma, webhook, zabbix

RECEIVED = "2026-03-02T07:21:30.000+00:00"
RECEIVED_HERE = "2026-03-02T15:21:30+08:00"
BEGAN = "2026-03-02T07:20:00.000+00:00"
USUAL = {f.name: f.default for f in fields(Signal) if f.name in ("channel", "text", "also")}

ALERTED = {
    "labels": {
        "alertname": "X",
        "camera": "B-Z06-C03",
        "host": "10.20.3.11",
        "instance": "10.20.3.11:554",
        "channel": "7",
    },
    "annotations": {"description": "餐厅东门离线"},
}
MONITOR = {
    "id": 13,
    "name": "餐厅东门",
    "hostname": "10.20.3.11",
    "url": "rtsp://x",
    "pathName": "餐厅 / 东门",
}
BARE_EVENT = {"eventType": 131329, "srcIndex": "f58fd215", "status": 1}
DAHUA = "device=10.20.0.8\r\nCode=VideoLoss;action=Start;index=6"
FAILING = "device=X;Code=StorageFailure;action=Start;index=0"
JOB = "tns1:RecordingConfig/JobState"

SAID: list[tuple[str, object, dict[str, Any]]] = [
    (
        "alertmanager",
        webhook(alert(**ALERTED)),
        {
            "key": "c0ffee12/2026-03-02T07:20:00Z/firing",
            "device": "B-Z06-C03",
            "also": ("10.20.3.11", "10.20.3.11:554"),
            "channel": "7",
            "text": "餐厅东门离线",
        },
    ),
    (
        "alertmanager",
        webhook(alert(labels={"alertname": "Watchdog"}, annotations="?")),
        {
            "key": "c0ffee12/2026-03-02T07:20:00Z/firing",
            "device": "",
            "phase": Phase.HEARTBEAT,
            "text": "Watchdog",
        },
    ),
    (
        "generic",
        {
            "id": "4711",
            "device": "NVR-05",
            "phase": "open",
            "trouble": "offline",
            "at": "2026-03-02T15:20:00+08:00",
            "channel": "7",
            "text": "餐厅东门离线",
        },
        {
            "key": "4711/2026-03-02T07:20:00+00:00/open",
            "device": "NVR-05",
            "channel": "7",
            "text": "餐厅东门离线",
        },
    ),
    (
        "generic",
        {"id": "4711", "device": "X", "phase": "resolved"},
        {"key": "4711//close", "device": "X", "phase": Phase.CLOSE, "occurred_at": NOW},
    ),
    (
        "generic",
        {"device": "X", "phase": "open"},
        {
            "key": "X//offline/2026-03-02T07:21:30+00:00/open",
            "device": "X",
            "occurred_at": NOW,
        },
    ),
    (
        "generic",
        DAHUA,
        {
            "key": f"10.20.0.8/7/VideoLoss/start/{RECEIVED}",
            "device": "10.20.0.8",
            "channel": "7",
            "trouble": Trouble.VIDEO_LOSS,
            "occurred_at": NOW,
            "text": "VideoLoss",
        },
    ),
    (
        "generic",
        FAILING,
        {
            "key": f"X//StorageFailure/start/{RECEIVED}",
            "device": "X",
            "trouble": Trouble.DISK,
            "occurred_at": NOW,
            "text": "StorageFailure",
        },
    ),
    (
        "generic",
        "\r\n Heartbeat",
        {
            "key": f"////{RECEIVED}",
            "device": "",
            "trouble": Trouble.VIDEO_LOSS,
            "phase": Phase.HEARTBEAT,
            "occurred_at": NOW,
        },
    ),
    (
        "hikvision",
        pushed(event(srcName="餐厅东门", eventName="视频丢失")),
        {
            "key": "0BEC42FF/1",
            "device": "餐厅东门",
            "also": ("f58fd215",),
            "trouble": Trouble.VIDEO_LOSS,
            "text": "视频丢失",
        },
    ),
    (
        "hikvision",
        {**BARE_EVENT, "srcName": "餐厅东门", "happenTime": "2026-03-02T15:20:00+08:00"},
        {
            "key": f"f58fd215/131329/{BEGAN}/1",
            "device": "餐厅东门",
            "also": ("f58fd215",),
            "trouble": Trouble.VIDEO_LOSS,
            "text": "餐厅东门",
        },
    ),
    (
        "hikvision",
        {"params": {"sendTime": "2026-03-02T15:20:00+08:00", "events": [BARE_EVENT]}},
        {
            "key": f"f58fd215/131329/{BEGAN}/1",
            "device": "f58fd215",
            "trouble": Trouble.VIDEO_LOSS,
        },
    ),
    (
        "hikvision",
        {"params": {**BARE_EVENT, "happenTime": "2026-03-02T15:20:00+08:00"}},
        {
            "key": f"f58fd215/131329/{BEGAN}/1",
            "device": "f58fd215",
            "trouble": Trouble.VIDEO_LOSS,
        },
    ),
    (
        "hikvision",
        xml(deviceID="DS-7", channelName="餐厅东门"),
        {
            "key": f"10.20.3.11/7/videoloss/active/{BEGAN}",
            "device": "10.20.3.11",
            "also": ("44:19:b6:00:00:01", "DS-7"),
            "channel": "7",
            "trouble": Trouble.VIDEO_LOSS,
            "text": "餐厅东门",
        },
    ),
    (
        "hikvision",
        xml(eventState="Inactive", activePostCount="0", channelName="餐厅东门"),
        {
            "key": f"10.20.3.11//videoloss/inactive/{BEGAN}",
            "device": "10.20.3.11",
            "also": ("44:19:b6:00:00:01",),
            "trouble": Trouble.VIDEO_LOSS,
            "phase": Phase.HEARTBEAT,
            "text": "餐厅东门",
        },
    ),
    (
        "hikvision",
        {"ipAddress": "10.20.3.11", "eventType": "nodeOffline"},  # no state: it begins
        {
            "key": f"10.20.3.11//nodeoffline/active/{RECEIVED}",
            "device": "10.20.3.11",
            "occurred_at": NOW,
            "text": "nodeoffline",
        },
    ),
    (
        "hikvision",
        {"eventState": "active", "macAddress": "44:19", "eventType": "diskfull"},
        {
            "key": f"44:19//diskfull/active/{RECEIVED}",
            "device": "44:19",
            "trouble": Trouble.STORAGE_FULL,
            "occurred_at": NOW,
            "text": "diskfull",
        },
    ),
    (
        "onvif",
        onvif(STORAGE),
        {
            "key": f"http://10.20.3.11/onvif/event/{STORAGE}/disk1/open/{BEGAN}",
            "device": "http://10.20.3.11/onvif/event",
            "trouble": Trouble.DISK,
            "text": "Device/HardwareFailure/StorageFailure",
        },
    ),
    (
        "onvif",
        onvif(JOB, "Idle").replace("disk1", "7"),
        {
            "key": f"http://10.20.3.11/onvif/event/{JOB}/7/open/{BEGAN}",
            "device": "http://10.20.3.11/onvif/event",
            "channel": "7",
            "trouble": Trouble.NOT_RECORDING,
            "text": "RecordingConfig/JobState",
        },
    ),
    (
        "uptime_kuma",
        {**kuma(), "monitor": MONITOR},
        {
            "key": "13/2026-03-02 07:20:00.000/0",
            "device": "餐厅东门",
            "also": ("10.20.3.11", "rtsp://x", "餐厅 / 东门"),
            "text": "[🔴 Down] timeout",
        },
    ),
    (
        "uptime_kuma",
        {"heartbeat": {"monitorID": 9, "status": 1, "msg": "硬盘"}, "monitor": {"name": "X"}},
        {
            "key": "9//1",
            "device": "X",
            "trouble": Trouble.DISK,
            "phase": Phase.CLOSE,
            "occurred_at": NOW,
            "text": "硬盘",
        },
    ),
    (
        "uptime_kuma",
        {"heartbeat": {"status": 0}, "monitor": {"url": "rtsp://x"}},
        {"key": "rtsp://x//0", "device": "rtsp://x", "occurred_at": NOW},
    ),
    (
        "uptime_kuma",
        {"msg": "Testing"},
        {
            "key": f"test/{RECEIVED_HERE}",
            "device": "",
            "phase": Phase.TEST,
            "occurred_at": NOW,
            "text": "Testing",
        },
    ),
    (
        "zabbix",
        zabbix(channel="7"),
        {
            "key": "4711/1",
            "device": "B-Z06-C03",
            "also": ("10.20.3.11",),
            "channel": "7",
            "trouble": Trouble.DISK,
            "text": "录像机 3 硬盘故障",
        },
    ),
    (
        "zabbix",
        zabbix(trouble="F2", host="*UNKNOWN*", name="{EVENT.NAME}"),
        {
            "key": "4711/1",
            "device": "10.20.3.11",
            "trouble": Trouble.VIDEO_LOSS,
        },
    ),
    (
        "zabbix",
        {"event_id": "{EVENT.ID}"},
        {
            "key": f"test/{RECEIVED_HERE}",
            "device": "",
            "phase": Phase.TEST,
            "occurred_at": NOW,
        },
    ),
]


@pytest.mark.parametrize(("source", "body", "kept"), SAID)
def test_all_that_is_said_is_kept(source: str, body: object, kept: dict[str, Any]) -> None:
    usual = {"trouble": Trouble.OFFLINE, "phase": Phase.OPEN, "occurred_at": utc(7, 20)}
    assert only(source, body) == Signal(source=source, **{**USUAL, **usual, **kept})


NAP = "Code=VideoLoss;action=Nap;index=6;device=X"
ODD: list[tuple[str, object, str, str]] = [
    ("alertmanager", [], "wrong_shape", "-"),
    ("alertmanager", {"alerts": 7}, "wrong_shape", "alerts"),
    ("alertmanager", webhook(7), "wrong_shape", "alerts[0]"),
    ("alertmanager", webhook(alert(labels=7)), "wrong_shape", "alerts[0].labels"),
    ("alertmanager", webhook(alert(labels={})), "no_device", "alerts[0].labels"),
    ("alertmanager", webhook(alert(status="?")), "no_phase", "alerts[0].status"),
    ("generic", 7, "wrong_shape", "-"),
    ("generic", [7], "wrong_shape", "[0]"),
    ("generic", {"device": "X"}, "no_phase", "[0].phase"),
    ("generic", {"phase": "open"}, "no_device", "[0].device"),
    (
        "generic",
        {"device": "X", "phase": "open", "trouble": "着 魔"},
        "unknown_kind",
        "[0].trouble 着魔",
    ),
    ("generic", '{"device":\n  X', "not_json", "2:3"),
    ("generic", "Code=VideoLoss;action=Start;index=6", "no_device", "device="),
    ("generic", NAP, "no_phase", "action"),
    ("generic", NAP.replace("Nap", "Stop").replace("6", ""), "wrong_shape", "index"),
    ("generic", "Code=VideoLoss;action=Start;device=X", "wrong_shape", "index"),
    ("generic", NAP.replace("Nap", "Stop").replace("6", "٦"), "wrong_shape", "index"),
    ("generic", NAP.replace("Nap", "Stop").replace("6", "100000"), "wrong_shape", "index"),
    ("hikvision", {"device": "X"}, "wrong_shape", "params.events"),
    ("hikvision", 7, "wrong_shape", "-"),
    ("hikvision", {"params": 7}, "wrong_shape", "params"),
    ("hikvision", {"params": {}}, "wrong_shape", "events"),
    ("hikvision", pushed(7), "wrong_shape", "events[0]"),
    ("hikvision", pushed(event(status=9)), "no_phase", "events[0].status"),
    ("hikvision", pushed(event(srcIndex="")), "no_device", "events[0].srcIndex"),
    ("hikvision", "<other/>", "wrong_shape", "EventNotificationAlert"),
    ("hikvision", {"EventNotificationAlert": 7}, "missing", "eventType"),
    ("hikvision", xml(eventState="?"), "no_phase", "eventState"),
    ("hikvision", xml(ipAddress="", macAddress=""), "no_device", "ipAddress"),
    (
        "hikvision",
        xml(eventType="Magic", eventDescription=""),
        "unknown_kind",
        "eventType magic",
    ),
    ("onvif", "<other/>", "wrong_shape", "NotificationMessage"),
    ("onvif", onvif(""), "missing", "Topic"),
    ("onvif", onvif("tns1:Device/Magic"), "unknown_kind", "Topic tns1:Device/Magic"),
    (
        "onvif",
        onvif(STORAGE).replace("Address", "Nothing"),
        "no_device",
        "ProducerReference",
    ),
    ("uptime_kuma", {"device": "X"}, "wrong_shape", "heartbeat"),
    ("uptime_kuma", [], "wrong_shape", "-"),
    ("uptime_kuma", {"heartbeat": 7}, "wrong_shape", "heartbeat"),
    ("uptime_kuma", kuma(4), "no_phase", "heartbeat.status"),
    ("uptime_kuma", kuma(True), "no_phase", "heartbeat.status"),
    ("uptime_kuma", {**kuma(), "monitor": 7}, "no_device", "monitor.name"),
    ("zabbix", [], "wrong_shape", "-"),
    ("zabbix", {"value": "1"}, "missing", "event_id"),
    ("zabbix", zabbix(value="?"), "no_phase", "value"),
    ("zabbix", zabbix(host="", ip=""), "no_device", "host"),
]


@pytest.mark.parametrize(("source", "body", "why", "where"), ODD)
def test_what_cannot_be_read_says_where(
    source: str, body: object, why: str, where: str
) -> None:
    assert posted(source, body) == Unreadable(why, where)


@pytest.mark.parametrize(
    ("source", "body", "where"),
    [
        ("alertmanager", webhook(alert(), alert(status="?")), "alerts[1].status"),
        ("generic", [{"device": "X", "phase": "up"}, {"device": "X"}], "[1].phase"),
        ("generic", f"{DAHUA}\n{NAP}", "action"),
        ("hikvision", pushed(event(), event(status=9)), "events[1].status"),
        ("hikvision", xml() + xml(eventState="?"), "eventState"),
    ],
)
def test_the_rest_is_read_beside_what_is_odd(source: str, body: object, where: str) -> None:
    said = reading(source, body)
    assert len(said.signals) == 1
    assert said.left == (Unreadable("no_phase", where),)


# ---------------------------------------------------------------- what ails it


@pytest.mark.parametrize(
    ("labels", "annotations", "trouble"),
    [
        ({}, {"trouble": "F6"}, Trouble.DISK),
        ({"trouble": "F2"}, {"trouble": "F6"}, Trouble.VIDEO_LOSS),
        ({"alertname": "DiskFull"}, {"summary": "镜头遮挡"}, Trouble.STORAGE_FULL),
        ({"alertname": "X"}, {"summary": "镜头遮挡"}, Trouble.COVERED),
        ({"alertname": "X"}, {"summary": "?"}, Trouble.OFFLINE),
    ],
)
def test_an_alert_is_what_its_author_calls_it(
    labels: dict[str, str], annotations: dict[str, str], trouble: Trouble
) -> None:
    said = alert(labels={"camera": "X", **labels}, annotations=annotations)
    assert only("alertmanager", webhook(said)).trouble is trouble


@pytest.mark.parametrize(("test", "phase"), [("true", Phase.TEST), ("false", Phase.OPEN)])
def test_an_alert_may_be_labelled_a_test(test: str, phase: Phase) -> None:
    labels = {"alertname": "CameraDown", "camera": "X", "test": test}
    assert only("alertmanager", webhook(alert(labels=labels))).phase is phase


@pytest.mark.parametrize(
    ("truncated", "told"), [(1, "1"), (0, ""), (-1, ""), ("3", ""), (None, "")]
)
def test_how_many_alerts_were_cut_off(truncated: object, told: str) -> None:
    said = reading("alertmanager", webhook(alert(), truncatedAlerts=truncated))
    assert [one.where for one in said.left] == [told] * bool(told)


def test_alerts_without_a_fingerprint_are_told_apart_by_what_their_labels_say() -> None:
    def name(camera: str) -> str:
        labels = {"alertname": "CameraDown", "camera": camera}
        return only("alertmanager", webhook(alert(fingerprint="", labels=labels))).key

    assert name("B-Z06-C03") == name("B-Z06-C03") != name("B-Z06-C04")


def test_a_platforms_event_of_no_known_number_goes_by_its_name() -> None:
    said = only("hikvision", pushed(event(eventType=889196999, eventName="硬盘故障")))
    assert said.trouble is Trouble.DISK


def test_a_devices_event_of_no_known_kind_goes_by_its_description() -> None:
    said = only("hikvision", xml(eventType="magic", eventDescription="硬盘故障"))
    assert said.trouble is Trouble.DISK
    loss = only("hikvision", xml(eventType="resolutionmismatch"))
    assert loss.trouble is Trouble.NOT_RECORDING


def test_a_device_is_told_of_in_its_own_words() -> None:
    assert only("hikvision", xml()).text == "videoloss alarm"


def test_a_platform_pushes_several_at_once() -> None:
    both = reading("hikvision", pushed(event(), event(srcIndex="other"))).signals
    assert [one.device for one in both] == ["f58fd215", "other"]


def test_a_monitor_without_a_beat_is_the_button_too() -> None:
    assert only("uptime_kuma", {"monitor": None}).phase is Phase.TEST


def test_a_loss_that_stays_is_no_heartbeat() -> None:
    for lasting in ({"activePostCount": "2"}, {"eventType": "diskfull"}):
        said = only("hikvision", xml(eventState="inactive", **lasting))
        assert said.phase is Phase.CLOSE
    bare = xml(eventState="inactive").replace("<activePostCount>1</activePostCount>", "")
    assert only("hikvision", bare).phase is Phase.HEARTBEAT


# ---------------------------------------------------------------- lines and parts


def test_what_dahua_sends_behind_its_data_is_not_read() -> None:
    said = only("generic", 'Code=VideoLoss;action=Start;index=1;device=X;data={"a": 1;device=Y')
    assert said.device == "X"


def test_a_device_may_have_a_sign_of_equality_in_its_name() -> None:
    said = only("generic", "Code=VideoLoss;device=rtsp://x?id=7;action=Start;index=99999")
    assert (said.device, said.channel) == ("rtsp://x?id=7", "100000")


def test_what_dahua_sees_and_what_is_no_line_of_its_own_is_no_news() -> None:
    assert posted("generic", "device=X\nCode=CrossLineDetection;action=Start\n}\n") == Read()


TWO = ('{"device": "X", "phase": "open"}', '{"device": "Y",\r\n\r\n "phase": "open"}')


def parts(boundary: str, *contents: str, before: str = "", head: str = "A: b\r\n") -> str:
    written = "".join(f"--{boundary}\r\n{head}\r\n{content}\r\n" for content in contents)
    return f"{before}{written}--{boundary}--\r\nThat is all.\r\n"


@pytest.mark.parametrize(
    ("mime", "body"),
    [
        ("multipart/mixed; boundary=x1", parts("x1", *TWO)),
        ("multipart/mixed; boundary=x1", parts("x1", *TWO, before="This is MIME.\r\n")),
        ('Multipart/Mixed; Boundary = "x 1;"', parts("x 1;", *TWO, before="This is.\r\n")),
        ("multipart/mixed; boundary=another", parts("x1", *TWO)),
        ("multipart/mixed", parts("x1", *TWO, before="\r\n")),
        ("multipart/mixed; boundary=x1", parts("x1", *TWO).replace("A: b\r\n\r\n", "")),
    ],
)
def test_the_parts_of_a_body(mime: str, body: str) -> None:
    assert [one.device for one in reading("generic", body, mime).signals] == ["X", "Y"]


def test_a_body_that_only_calls_itself_one_of_parts_is_read_as_it_is() -> None:
    said = only("generic", TWO[0], "multipart/mixed; boundary=x1")
    assert said.device == "X"


def test_a_body_of_more_parts_than_anybody_sends_is_refused() -> None:
    mime = "multipart/mixed; boundary=x1"
    assert len(reading("generic", parts("x1", *[TWO[0]] * 200), mime).signals) == 200
    many = posted("generic", parts("x1", *[TWO[0]] * 201), mime)
    assert many == Unreadable("too_many_parts", "203")
    form = "application/x-www-form-urlencoded"
    assert posted("generic", "a=b&" * 201, form) == Unreadable("too_many_parts")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
def test_firmware_writes_chinese_in_any_of_these(encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    body = f'{mark}{{"device": "餐厅东门", "phase": "open"}}'.encode(encoding)
    assert only("generic", body).device == "餐厅东门"


# ---------------------------------------------------------------- clocks


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02T09:20:00+02:00",
        "2026-03-02T12:50:00+05:30",
        "2026-03-02T12:50:00+0530",
        "2026-03-02T09:20:00+2",
        "2026-03-02T03:20:00-04:00",
        "2026-03-02T07:20:00z",
        "2026-03-02t07:20:00Z",
        "2026-03-02 15:20: 00",
        "2026/3/2 15:20:00.000000999",
    ],
)
def test_a_gateway_may_stand_in_another_zone_and_write_as_it_likes(written: str) -> None:
    alarm = {"device": "X", "phase": "open", "at": written}
    assert only("generic", alarm).occurred_at == utc(7, 20)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (NOW - timedelta(days=30), NOW - timedelta(days=30)),
        (NOW - timedelta(days=30, seconds=1), NOW),
        (10**18, NOW),
        (-1, NOW),
    ],
)
def test_an_alarm_of_a_month_ago_is_believed_and_no_older_one(at: Any, then: Any) -> None:
    said = at if isinstance(at, int) else at.isoformat()
    alarm = {"device": "X", "phase": "open", "at": said}
    assert only("generic", alarm).occurred_at == then


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("餐厅\x07东门", "餐厅 东门"),
        ("\ud800餐厅", "?餐厅"),
        (" 餐厅\n  东门 ", "餐厅 东门"),
        (7.5, "7.5"),
        (True, ""),
        ("餐" * 300, "餐" * 200),
    ],
)
def test_a_text_is_one_line_of_what_can_be_read(text: object, kept: str) -> None:
    alarm = {"device": "X", "phase": "open", "text": text}
    assert only("generic", alarm).text == kept


def test_a_reason_is_no_longer_than_a_card_shows() -> None:
    alarm = {"device": "X", "phase": "open", "trouble": "魔" * 150}
    assert posted("generic", alarm) == Unreadable("unknown_kind", f"[0].trouble {'魔' * 108}")
    topic = "tns1:" + "x" * 100
    assert posted("onvif", onvif(topic)) == Unreadable("unknown_kind", f"Topic {topic[:80]}")


def test_long_names_are_told_apart_by_their_last_sign() -> None:
    def name(camera: str) -> str:
        labels = {"alertname": "CameraDown", "camera": camera}
        return only("alertmanager", webhook(alert(fingerprint="", labels=labels))).key

    long = "x" * 199
    assert name(long + "1") == name(long + "1") != name(long + "2")
    assert len(name(long)) <= 160


# ---------------------------------------------------------------- XML


def test_what_stands_before_an_alert_and_what_is_empty_in_it_is_passed_over() -> None:
    before = f"\n<List><total>1</total>text</List>{xml()}"
    assert only("hikvision", before) == only("hikvision", xml())
    doubled = xml(channelID="").replace("</channelID>", "</channelID><channelID>7</channelID>")
    assert only("hikvision", doubled) == only("hikvision", xml())


def test_signs_that_are_written_out_are_read() -> None:
    said = only("onvif", onvif(STORAGE).replace("onvif/event", "?a=1&amp;b=2"))
    assert said.device == "http://10.20.3.11/?a=1&b=2"
    quoted = onvif(JOB, "Idle").replace('Value="disk1"', "Value='a&amp;b'")
    assert only("onvif", quoted).channel == "a&b"


def test_declarations_in_small_letters_are_refused_too() -> None:
    assert posted("hikvision", "<!doctype a>" + xml()) == Unreadable("declares")


# ---------------------------------------------------------------- ONVIF


ELSEWHERE = "http://10.20.3.12/onvif/event"


def addressed(address: str) -> str:
    return f"<wsa:Address>{address}</wsa:Address>"


def test_each_message_is_of_its_own_producer() -> None:
    other = onvif(STORAGE).replace("http://10.20.3.11/onvif/event", ELSEWHERE)
    first, second = reading("onvif", onvif(STORAGE) + other).signals
    assert (first.device, second.device) == ("http://10.20.3.11/onvif/event", ELSEWHERE)


@pytest.mark.parametrize("place", ["Source", "Key"])
def test_each_message_is_about_its_own_channel(place: str) -> None:
    """The last part of the message before it was its state."""
    job = onvif(JOB, "Idle").replace("ProducerReference", "Nothing")
    other = job.replace("disk1", "7").replace("tt:Source", f"tt:{place}")
    first, second = reading("onvif", job + other).signals
    assert (first.channel, second.channel) == ("disk1", "7")


def test_a_message_without_a_producer_is_of_whoever_sent_all_of_them() -> None:
    nobody = onvif(STORAGE).replace("ProducerReference", "Nothing")
    header = f"<s:Header><wsa:From>{addressed(ELSEWHERE)}</wsa:From></s:Header>"
    later = f"<wsnt:SubscriptionReference>{addressed('http://later')}"
    alone = nobody.replace("http://10.20.3.11/onvif/event", "")
    assert only("onvif", header + alone + later).device == ELSEWHERE


def test_where_to_answer_is_not_where_it_comes_from() -> None:
    message = onvif(STORAGE).replace(
        "<wsnt:Message>",
        f"<wsnt:SubscriptionReference>{addressed(ELSEWHERE)}</wsnt:SubscriptionReference>"
        "<wsnt:Message>",
    )
    assert only("onvif", message).device == "http://10.20.3.11/onvif/event"


def test_a_message_may_name_its_device_itself() -> None:
    named = onvif(STORAGE).replace('Name="Token" Value="disk1"', 'Name="Device" Value="NVR-05"')
    assert only("onvif", named).also == ("NVR-05",)
    alone = named.replace("Address", "Nothing")
    assert only("onvif", alone).device == "NVR-05"


@pytest.mark.parametrize(
    ("value", "operation", "phase"),
    [
        ("true", "Deleted", Phase.CLOSE),
        ("idle", "Changed", Phase.OPEN),
        ("off", "Changed", Phase.CLOSE),
        ("42", "Changed", Phase.PULSE),
        ("", "Changed", Phase.PULSE),
    ],
)
def test_what_only_happens_has_no_end(value: str, operation: str, phase: Phase) -> None:
    assert only("onvif", onvif(STORAGE, value, operation=operation)).phase is phase


def test_a_message_that_does_not_say_what_changed_is_news() -> None:
    said = only("onvif", onvif(STORAGE).replace(' PropertyOperation="Changed"', ""))
    assert said.phase is Phase.OPEN


def test_what_lies_beside_the_state_is_no_channel() -> None:
    keyed = onvif(JOB, "Idle").replace(
        "<tt:Data>", '<tt:Key><tt:SimpleItem Name="Id" Value="9"/></tt:Key><tt:Data>'
    )
    assert only("onvif", keyed).channel == "disk1"
    assert only("onvif", onvif(JOB, "Idle").replace("disk1", "")).channel == ""


def test_a_state_without_a_value_says_nothing() -> None:
    bare = onvif(STORAGE).replace(' Value="true"', "")
    assert only("onvif", bare).phase is Phase.PULSE


def test_a_vendor_s_topic_inside_another_is_what_counts() -> None:
    said = only("onvif", onvif("tns1:RuleEngine/tnsaxis:Tampering/Lens"))
    assert (said.trouble, said.text) == (Trouble.COVERED, "Tampering/Lens")
    assert posted("onvif", onvif("tns1:Tamper/tnsaxis:Motion")) == Read()


def test_a_covered_lens_is_trouble_whoever_saw_it() -> None:
    said = only("onvif", onvif("tns1:RuleEngine/CellMotionDetector/Tamper"))
    assert said.trouble is Trouble.COVERED
