"""Hikvision, Dahua and ONVIF: what cameras, recorders and their platforms say themselves."""

from datetime import UTC, timedelta

import pytest

from bot.alerts.reading import Read, Unreadable
from bot.alerts.signal import Phase
from bot.alerts.troubles import Trouble
from tests.alerts.reading.saying import NOW, only, posted, reading, utc

OPEN, CLOSE, PULSE = Phase.OPEN, Phase.CLOSE, Phase.PULSE

# ---------------------------------------------------------------- iSecure Center


def event(**other: object) -> dict[str, object]:
    known = {
        "eventId": "0BEC42FF",
        "eventType": 131329,
        "srcType": "camera",
        "srcIndex": "f58fd215",
        "srcName": "",
        "status": 1,
        "happenTime": "2026-03-02T15:20:00.000+08:00",
    }
    return {**known, **other}


def pushed(*events: object) -> dict[str, object]:
    params = {"ability": "event_vss", "sendTime": "2026-03-02T15:20:51.531+08:00"}
    return {"method": "OnEventNotify", "params": {**params, "events": events}}


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (131329, Trouble.VIDEO_LOSS),
        (131330, Trouble.COVERED),
        (131612, Trouble.COVERED),
        (131613, Trouble.BLURRED),
        (889196545, Trouble.OFFLINE),
    ],
)
def test_events_of_the_platform(kind: int, trouble: Trouble) -> None:
    said = only("hikvision", pushed(event(eventType=kind)))
    assert (said.trouble, said.device, said.phase) == (trouble, "f58fd215", OPEN)
    assert said.occurred_at == utc(7, 20)


@pytest.mark.parametrize(("status", "phase"), [(0, PULSE), (1, OPEN), (2, CLOSE), (3, PULSE)])
def test_status_is_the_phase(status: int, phase: Phase) -> None:
    assert only("hikvision", pushed(event(status=status))).phase is phase


@pytest.mark.parametrize(
    "other", [{"status": 4}, {"status": 5}, {"eventType": 131331}, {"eventType": 131588}]
)
def test_linkages_pictures_and_movement_are_no_news(other: dict[str, object]) -> None:
    assert posted("hikvision", pushed(event(**other))) == Read()


@pytest.mark.parametrize(
    "when", ["1900-01-00T00:00:00.000+08:00", "", None, "2026-03-02T25:00:00+08:00"]
)
def test_a_day_that_never_was_gives_way_to_the_time_it_was_sent(when: object) -> None:
    assert only("hikvision", pushed(event(happenTime=when))).occurred_at == utc(7, 20, 51.531)
    bare = {"events": [event(happenTime=when)]}
    assert only("hikvision", bare).occurred_at == NOW


def test_a_space_inside_the_time() -> None:
    spaced = event(happenTime="2026-03-02T15:20: 07.000 +08:00")
    assert only("hikvision", pushed(spaced)).occurred_at == utc(7, 20, 7)


def test_an_event_sent_again_is_the_same_and_its_end_another() -> None:
    keys = [
        only("hikvision", pushed(said), at=NOW + timedelta(seconds=number)).key
        for number, said in enumerate((event(), event(), event(status=2)))
    ]
    assert keys[0] == keys[1] != keys[2]


def test_a_kind_nobody_told_us_of_is_not_dropped_in_silence() -> None:
    said = posted("hikvision", pushed(event(eventType=889196999)))
    assert said == Unreadable("unknown_kind", "eventType 889196999")


# ---------------------------------------------------------------- ISAPI


def xml(namespace: str = "http://www.hikvision.com/ver20/XMLSchema", **other: str) -> str:
    known = {
        "ipAddress": "10.20.3.11",
        "macAddress": "44:19:b6:00:00:01",
        "channelID": "7",
        "dateTime": "2026-03-02T15:20:00+08:00",
        "activePostCount": "1",
        "eventType": "videoloss",
        "eventState": "active",
        "eventDescription": "videoloss alarm",
    }
    inside = "".join(
        f"<{name}>{value}</{name}>\n" for name, value in {**known, **other}.items()
    )
    head = f'<?xml version="1.0" encoding="UTF-8"?><EventNotificationAlert xmlns="{namespace}">'
    return f"{head}\n{inside}</EventNotificationAlert>"


def test_an_alert_of_a_device() -> None:
    said = only("hikvision", xml())
    assert (said.device, said.channel, said.phase) == ("10.20.3.11", "7", OPEN)
    assert (said.trouble, said.occurred_at) == (Trouble.VIDEO_LOSS, utc(7, 20))
    assert said.also == ("44:19:b6:00:00:01",)


def test_videoloss_inactive_with_count_0_is_the_heartbeat() -> None:
    beat = only("hikvision", xml(eventState="inactive", activePostCount="0"))
    assert (beat.phase, beat.device) == (Phase.HEARTBEAT, "10.20.3.11")
    over = xml(eventType="diskfull", eventState="inactive", activePostCount="0")
    assert only("hikvision", over).phase is CLOSE


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.hikvision.com/ver10/XMLSchema",
        "http://www.isapi.org/ver20/XMLSchema",
        "urn:psialliance-org",
        "http://www.std-cgi.com/ver20/XMLSchema",
    ],
)
def test_whatever_the_namespace(namespace: str) -> None:
    assert only("hikvision", xml(namespace)) == only("hikvision", xml())
    prefixed = xml(namespace).replace("</", "</ns1:").replace("\n<e", "\n<ns1:e")
    assert only("hikvision", prefixed) == only("hikvision", xml())


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("2026-03-02T15:20:00", utc(7, 20)),  # of the school's zone
        ("2026-03-02T15:20", utc(7, 20)),
        ("2026-03-02T07:20Z", utc(7, 20)),
        ("2026-03-02 15:20:00", utc(7, 20)),
        ("2026-03-02T15:20:00-8:00", utc(7, 20)),  # it would be this night: the sign is wrong
        ("2026-03-02T15:20:00Z", utc(7, 20)),  # the school's time, called UTC
        ("2026-03-02T15:23:00+08:00", NOW.astimezone(UTC)),  # two minutes ahead
        ("1970-01-01T08:00:12+08:00", NOW.astimezone(UTC)),  # an empty battery
        ("0000-00-00T00:00:00Z", NOW.astimezone(UTC)),
        ("", NOW.astimezone(UTC)),
    ],
)
def test_times_as_firmware_writes_them(written: str, then: object) -> None:
    assert only("hikvision", xml(dateTime=written)).occurred_at == then


def test_tags_left_open() -> None:
    broken = xml().replace("</channelID>", "").replace("</EventNotificationAlert>", "")
    assert only("hikvision", broken) == only("hikvision", xml())
    assert len(reading("hikvision", broken + xml()).signals) == 2


def test_a_recorder_names_its_channel_otherwise() -> None:
    said = only("hikvision", xml(channelID="1", dynChannelID="33"))
    assert said.channel == "33"


def test_json_bare_or_wrapped() -> None:
    bare = {
        "ipAddress": "10.20.0.3",
        "dateTime": "2026-03-02T15:20:00+08:00",
        "eventType": "recordCycleAbnormal",
        "eventState": "active",
        "channelID": 0,
    }
    said = only("hikvision", bare)
    assert (said.trouble, said.channel, said.device) == (Trouble.RETENTION, "", "10.20.0.3")
    assert only("hikvision", {"EventNotificationAlert": bare}) == said


def test_multipart_with_a_picture_beside_it() -> None:
    body = (
        "--MIME_boundary\r\nContent-Type: application/xml\r\nContent-Length: 9\r\n\r\n"
        f"{xml()}\r\n--MIME_boundary\r\nContent-Type: image/jpeg\r\n\r\n"
    ).encode() + b"\xff\xd8\xff\x00<EventNotificationAlert>\r\n--MIME_boundary--\r\n"
    for mime in ("multipart/form-data; boundary=MIME_boundary", "multipart/mixed"):
        assert only("hikvision", body, mime) == only("hikvision", xml())


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        ("shelteralarm", Trouble.COVERED),
        ("tamperdetection", Trouble.COVERED),
        ("scenechangedetection", Trouble.COVERED),
        ("defocus", Trouble.BLURRED),
        ("diskfull", Trouble.STORAGE_FULL),
        ("diskerror", Trouble.DISK),
        ("raidException", Trouble.DISK),
        ("nicbroken", Trouble.POWER),
        ("ipconflict", Trouble.POWER),
        ("poePowerException", Trouble.POWER),
        ("illaccess", Trouble.ACCESS),
        ("videoInputException", Trouble.VIDEO_LOSS),
        ("recordException", Trouble.NOT_RECORDING),
        ("sysStorFull", Trouble.STORAGE_FULL),
        ("nodeOffline", Trouble.OFFLINE),
    ],
)
def test_what_devices_declare(kind: str, trouble: Trouble) -> None:
    assert only("hikvision", xml(eventType=kind)).trouble is trouble


@pytest.mark.parametrize("kind", ["VMD", "linedetection", "facedetection", "versionAbnormal"])
def test_what_cameras_see_is_no_trouble(kind: str) -> None:
    assert posted("hikvision", xml(eventType=kind)) == Read()


def test_a_loss_that_lasts_is_said_every_second_and_heard_once_a_minute() -> None:
    lasting = [
        only(
            "hikvision", xml(dateTime=f"2026-03-02T15:20:{n:02}+08:00", activePostCount=str(n))
        )
        for n in range(1, 31)
    ]
    assert len({one.key for one in lasting}) == 2  # its beginning, and that minute
    again = only("hikvision", xml(dateTime="2026-03-02T15:20:40+08:00", activePostCount="1"))
    assert again.key not in {one.key for one in lasting}


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "0123456789"><!ENTITY y "&x;&x;&x;">]>'
    "<EventNotificationAlert><eventType>&y;</eventType></EventNotificationAlert>"
)
FETCHING = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<EventNotificationAlert><ipAddress>&x;</ipAddress></EventNotificationAlert>"
)


@pytest.mark.parametrize("document", [BOMB, FETCHING])
@pytest.mark.parametrize("source", ["hikvision", "onvif"])
def test_a_document_that_declares_things_is_refused(source: str, document: str) -> None:
    assert posted(source, document) == Unreadable("declares")


# ---------------------------------------------------------------- Dahua


def test_channels_of_dahua_are_counted_from_0() -> None:
    lines = "device=10.20.0.8\r\nCode=VideoLoss;action=Start;index=6\r\nHeartbeat\r\n"
    loss, beat = reading("generic", lines).signals
    assert (loss.device, loss.channel, loss.phase) == ("10.20.0.8", "7", OPEN)
    assert beat.phase is Phase.HEARTBEAT


@pytest.mark.parametrize(
    ("line", "trouble", "phase"),
    [
        ("Code=VideoBlind;action=Stop;index=0;device=X", Trouble.COVERED, CLOSE),
        ("Code=StorageFailure;action=Start;index=0;device=X", Trouble.DISK, OPEN),
        ("Code=StorageLowSpace;action=Pulse;index=0;device=X", Trouble.STORAGE_FULL, PULSE),
        (
            'Code=VideoUnFocus;action=Start;index=1;device=X;data={"a;b": 1',
            Trouble.BLURRED,
            OPEN,
        ),
    ],
)
def test_lines_of_dahua(line: str, trouble: Trouble, phase: Phase) -> None:
    said = only("generic", line)
    assert (said.trouble, said.phase) == (trouble, phase)


def test_a_line_that_does_not_say_whose_it_is() -> None:
    said = posted("generic", "Code=VideoLoss;action=Start;index=6")
    assert isinstance(said, Unreadable)
    assert said.why == "no_device"


# ---------------------------------------------------------------- ONVIF


def onvif(topic: str, value: str = "true", *, operation: str = "Changed", **other: str) -> str:
    time = other.get("time", "2026-03-02T07:20:00Z")
    return f"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><wsnt:Notify>
<wsnt:NotificationMessage><wsnt:Topic Dialect="x">{topic}</wsnt:Topic>
<wsnt:ProducerReference><wsa:Address>http://10.20.3.11/onvif/event</wsa:Address></wsnt:ProducerReference>
<wsnt:Message><tt:Message UtcTime="{time}" PropertyOperation="{operation}">
<tt:Source><tt:SimpleItem Name="Token" Value="disk1"/></tt:Source>
<tt:Data><tt:SimpleItem Name="Failed" Value="{value}"/></tt:Data></tt:Message></wsnt:Message>
</wsnt:NotificationMessage></wsnt:Notify></s:Body></s:Envelope>"""


STORAGE = "tns1:Device/HardwareFailure/StorageFailure"


@pytest.mark.parametrize(
    ("topic", "trouble"),
    [
        (STORAGE, Trouble.DISK),
        ("tns1:VideoSource/ImageTooBlurry/ImagingService", Trouble.BLURRED),
        ("tns1:VideoSource/ImageTooDark/AnalyticsService", Trouble.BLURRED),
        ("tns1:VideoSource/GlobalSceneChange/ImagingService", Trouble.COVERED),
        ("tns1:VideoSource/SignalLoss", Trouble.VIDEO_LOSS),
        ("tns1:RuleEngine/TamperDetector/Tamper", Trouble.COVERED),
    ],
)
def test_topics_of_onvif(topic: str, trouble: Trouble) -> None:
    said = only("onvif", onvif(topic))
    assert (said.trouble, said.phase, said.occurred_at) == (trouble, OPEN, utc(7, 20))
    assert said.device == "http://10.20.3.11/onvif/event"
    assert only("onvif", onvif(topic, "false")).phase is CLOSE


def test_an_idle_recording_job_records_nothing() -> None:
    job = "tns1:RecordingConfig/JobState"
    assert only("onvif", onvif(job, "Idle")).trouble is Trouble.NOT_RECORDING
    assert only("onvif", onvif(job, "Active")).phase is CLOSE


def test_what_was_so_before_anybody_listened_is_no_news() -> None:
    assert posted("onvif", onvif(STORAGE, operation="Initialized")) == Read()
    motion = "tns1:RuleEngine/CellMotionDetector/Motion"
    assert posted("onvif", onvif(motion)) == Read()


def test_a_time_in_the_year_0_is_now_and_each_such_message_new() -> None:
    zero = onvif(STORAGE, time="0000-00-00T00:00:00Z")
    first, then = (only("onvif", zero, at=NOW + timedelta(minutes=n)) for n in (0, 5))
    assert first.occurred_at == NOW
    assert first.key != then.key
    assert only("onvif", onvif(STORAGE)).key == only("onvif", onvif(STORAGE)).key


def test_a_message_that_does_not_say_whose_it_is_is_told() -> None:
    said = posted("onvif", onvif(STORAGE).replace("Address", "Nothing"))
    assert isinstance(said, Unreadable)
    assert said.why == "no_device"
