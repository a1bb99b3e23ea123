"""Who sees what, as people meet it in their chats."""

from datetime import timedelta

from sqlalchemy import select

from bot.people.roles import Deputy
from sandbox.town import Town
from storage import people
from storage.tables import inbox
from tests.stories.cases import approved_up_to, filed, person_id, phone, says, types


async def test_a_case_is_looked_up_by_its_number(taishan: Town) -> None:
    await filed(taishan)
    director = phone(taishan, "温若谷")  # 学工处 sees every case; not asked yet
    card = await says(director, "查 1", "调阅〔2026〕0001")
    assert not [key for row in card.keys for key in row if key.label == "同意"]
    card = await says(taishan.stage["牧星野"], "/case 调阅〔2026〕0001", "同意")
    for name in ("舒望", "科任老师乙"):
        await says(phone(taishan, name), "查 1", "或者它与您无关")
        await says(phone(taishan, name), "查 7777", "或者它与您无关")
    await says(taishan.stage["乔木"], "/case", "请写上编号")


async def test_a_stand_in_is_asked_why_and_the_grade_reads_it(taishan: Town) -> None:
    """舒望 of 高二7班 is on leave; a subject teacher of another office files for her pupil."""
    now = taishan.clock.now()
    stands_in = Deputy(
        of=person_id(taishan, "舒望"),
        by=person_id(taishan, "科任老师乙"),
        start=now - timedelta(days=1),
        end=now + timedelta(days=30),
    )
    store = taishan.product.store
    await store.transact(lambda work: people.set_deputy(work, "taishan", stands_in))
    teacher = phone(taishan, "科任老师乙")
    await types(taishan, teacher, upto="哪几位学生")
    await says(teacher, "王小明", "不是学生编号")
    await says(teacher, "G1-03-17", "不在您任班主任的班级")
    await says(teacher, "g2-07-05", "您代舒望申请")
    await says(teacher, "产假", "是什么事")
    for words, then in (
        ("财物遗失", "哪些地方"),
        ("餐厅", "摄像头"),
        ("跳过", "哪一天"),
        ("昨天 12:00-12:40", "想在录像里看什么"),
    ):
        await says(teacher, words, then)
    await says(teacher, "家长电话13800138000，请看看", "请勿填写手机号码")
    bodies = await store.read(
        lambda work: work.conn.execute(select(inbox.c.body)).scalars().all()
    )
    assert not [
        body for body in bodies if "13800138000" in body
    ]  # what was refused is not kept
    for words, then in (
        ("看谁从三号桌上拿走了黑色手机", "事情经过"),
        ("学生午饭后发现手机不见，需要确认去向", "当事人"),
    ):
        await says(teacher, words, then)
    await says(teacher, "王小明", "学生请填编号")
    for words, then in (("跳过", "敏感"), ("完成", "附上"), ("跳过", "保密承诺")):
        await says(teacher, words, then)
    await says(teacher, "是", "请核对")
    await says(teacher, "提交", "等待 谢折桂")
    grade = phone(taishan, "谢折桂")
    await grade.sees("G2-07-05（代班主任办理：产假）")
    await grade.taps("同意")
    await grade.sees("已同意")


async def test_only_who_signs_reads_who_is_concerned(taishan: Town) -> None:
    teacher = taishan.stage["乔木"]
    await types(taishan, teacher, 当事人="G1-03-20")
    await says(teacher, "提交", "等待 牧星野")
    card = await taishan.stage["牧星野"].sees("同意")
    assert "G1-03-20" in card.text
    looked = await says(phone(taishan, "温若谷"), "查 1", "调阅〔2026〕0001")
    assert "G1-03-20" not in looked.text
    await approved_up_to(taishan, "牧星野")
