"""`diaoyue check` on the camera list: what hangs behind nothing listed, who cannot be asked."""

from bot.approvals.policy import named
from bot.cameras.zone import Camera, Places, Zone
from bot.cli.checking import Finding, camera_findings, unreached_findings
from bot.config import Probe
from bot.people.days import Almanac
from bot.people.roles import Directory
from bot.speech import Voice
from storage.snapshots import School


def camera(id_: str, flags: tuple[str, ...] = (), **hung: str) -> Camera:
    owners = () if flags else ("总务处",)
    days = 0 if flags else 60
    return Camera(
        id=id_, name=id_, zone="Z", owners=owners, retention_days=days, flags=flags, **hung
    )


def kept(*cameras: Camera) -> School:
    return School(
        id="a",
        revision="1",
        directory=Directory([]),
        places=Places([Zone(id="Z", name="餐厅")], cameras),
        groups={},
        almanac=Almanac(),
    )


def keys(findings: list[Finding]) -> list[tuple[str, str, list[str]]]:
    return [(f.saying.key, f.weight, f.saying.values["cameras"]) for f in findings]


def test_a_recorder_that_is_only_named_is_a_hint() -> None:
    here = kept(
        camera("NVR-01", ("recorder",)),
        camera("C1", recorder="NVR-01"),
        camera("C2", recorder="NVR-02"),
        camera("C3", recorder="NVR-02"),
    )
    found = list(camera_findings("a", here, named("k12_ta_2024")))
    assert keys(found) == [("check.recorder_unlisted", "advice", ["NVR-02"])]
    assert "NVR-02" in Voice("zh")(found[0].saying)


def test_who_has_no_address_of_his_own_cannot_be_asked() -> None:
    here = kept(
        camera("NVR-01", ("recorder",)),
        camera("C1", address="192.0.2.1"),
        camera("C2", address="NVR-01#2"),
        camera("C3"),
    )
    found = list(unreached_findings("a", here, Probe()))
    assert keys(found) == [("check.probe_unreached", "advice", ["C2", "C3"])]
