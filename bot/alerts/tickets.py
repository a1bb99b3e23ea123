"""What a ticket that no person wrote says. Pure; Chinese, as the school's papers are."""

from collections import Counter
from collections.abc import Sequence

from bot.alerts import grouping
from bot.alerts.fault import Fault
from bot.alerts.rules import AlertRules
from bot.cameras.devices import Devices

LONGEST = 240  # characters, so that the form takes it
NAMED = 3  # of more devices only so many are named


def symptom(
    those: Sequence[Fault], devices: Devices, rules: AlertRules, before: str = ""
) -> str:
    """离线：餐厅东区1号、餐厅东区2号、餐厅西区1号等16台设备（均在录像机 NVR-02下）."""
    parts = [
        f"{rules.worded(trouble).words}：{_named(some, devices)}"
        for trouble, _ in Counter(f.trouble for f in those).most_common()
        for some in ([f for f in those if f.trouble is trouble],)
    ]
    text = "；".join(parts)[:LONGEST]
    return f"{text}（接{before}，24小时内再次发生）" if before else text


def _named(those: Sequence[Fault], devices: Devices) -> str:
    named = list(dict.fromkeys(f.device for f in those))
    words = "、".join(devices.name(device) for device in named[:NAMED])
    dark = {c for f in those if f.dark for c in devices.behind(f.device)} - set(named)
    more = f"等{len(named)}台设备" if len(named) > NAMED else ""
    shared = grouping.cause(those, devices)
    if shared and shared not in named:
        more += f"（均在{devices.name(shared)}下）"
    return words + more + (f"（其下{len(dark)}个摄像头无画面）" if dark else "")
