"""E13: 机械工程学院 has cameras that were never filed with 保卫处."""

from datetime import timedelta

from bot.actions.chasing import begun
from sandbox.town import Town
from tests.stories.cases import local, phone


async def test_the_custodian_is_asked_and_begins_the_filing_with_a_tap(lingnan: Town) -> None:
    while not begun(local(lingnan)):
        lingnan.push(timedelta(hours=1))
    await lingnan.rings()
    custodian, office = phone(lingnan, "监控管理专人11"), lingnan.stage["陆岱川"]
    await custodian.sees("机械工程学院车间 尚未备案")
    await office.sees("监控备案情况：1 个单位待办")
    await office.sees_no("图书馆")
    await custodian.taps("二级单位系统备案")
    await custodian.sees("系统叫什么名称")


async def test_whoever_keeps_the_cameras_reads_which_recorders_keep_too_little(
    taishan: Town,
) -> None:
    """NVR-05 and NVR-07; one card to each of the two, and nobody else hears of it."""
    while not begun(local(taishan)):
        taishan.push(timedelta(hours=1))
    await taishan.rings()
    for name in ("雷默言", "温若谷"):
        await taishan.stage[name].sees("录像保存天数不足：2 台录像机")
    await taishan.stage["雷默言"].sees("NVR-05")
    await taishan.stage["乔木"].sees_no("录像保存天数不足")
