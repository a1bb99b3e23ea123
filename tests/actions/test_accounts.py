"""An administrator looks after accounts: a new teacher is invited, a lost phone is unbound."""

import re
from datetime import timedelta

import pytest

from bot.actions import binding, inviting, listing, unbinding
from bot.actions.office import Office, Rules
from bot.approvals.refusals import Refusal
from bot.cards import Card
from bot.handlers.visit import Answer
from bot.notices import About, subject
from bot.people.person import Account, Person, Platform
from bot.platforms.ports import Said, Tapped
from bot.taps import Tap, Verb
from storage import invites, journal, messages, people, pins
from storage.store import Store, Work
from tests.actions.switched import TELEGRAM, WECOM, Deliveries, also_on
from tests.actions.test_looking import hears, lost_phone, named, said
from tests.actions.test_switching import admin, filed

CODE = re.compile(r"/start ([0-9A-Z]{10})")


def types(work: Work, rules: Rules, who: Person, words: str) -> str:
    return shown(hears(work, rules, who, Said(words)))


def taps(work: Work, rules: Rules, who: Person, tap: Tap) -> str:
    return shown(hears(work, rules, who, Tapped(tap.packed(), {})))


def shown(answer: Answer) -> str:
    cards = "\n".join("\n".join((*said(card), *buttons(card))) for card in answer.cards)
    return f"{answer.toast}\n{cards}"


def buttons(card: Card) -> list[str]:
    return [button.text for row in card.buttons for button in row]


async def test_a_new_teacher_is_invited_and_an_old_code_is_worth_nothing(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        new, boss = named(office, "贺兰亭"), admin(office)
        for account in new.accounts:
            people.unbind(work, office.id, account.platform, account.address)
        assert "邀请 贺兰亭" in types(work, taishan, boss, "邀请")

        first = types(work, taishan, boss, "邀请 贺兰亭")
        second = types(work, taishan, boss, "邀请 贺兰亭")
        codes = [CODE.search(words) for words in (first, second)]
        old, fresh = (match[1] for match in codes if match)
        assert isinstance(invites.redeem(work, office.id, old, TELEGRAM, "9"), Refusal)
        assert invites.redeem(work, office.id, fresh, TELEGRAM, "9") == new.id
        kinds = [entry.kind for entry in journal.entries(work, office.id)]
        assert kinds.count("account.invited") == 2

    await store.transact(story)


async def test_a_code_is_taken_back_and_ends_by_itself(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        boss, teacher = admin(office), named(office, "乔木")
        made = inviting.invite(work, office, boss, teacher.id)
        assert "有一个绑定码未使用" in types(work, taishan, boss, "人员 乔木")
        types(work, taishan, boss, "作废 乔木")
        assert isinstance(invites.redeem(work, office.id, made.code, WECOM, "w"), Refusal)
        with pytest.raises(inviting.NothingToTakeBack):
            inviting.revoke(work, office, boss, teacher.id)

        made = inviting.invite(work, office, boss, teacher.id)
        work.now += timedelta(minutes=10)
        assert isinstance(invites.redeem(work, office.id, made.code, WECOM, "w"), Refusal)

    await store.transact(story)


async def test_whoever_is_invited_hears_of_it_where_he_is(store: Store, taishan: Rules) -> None:
    """A code made behind somebody's back would let another one sign in his name."""

    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        inviting.invite(work, office, admin(office), named(office, "雷默言").id)
        (told,) = [one for one in Deliveries(work, taishan).leaves() if one.to == "雷默言"]
        assert "生成了绑定新账号的绑定码" in told.title

    await store.transact(story)


async def test_a_code_of_somebody_who_left_binds_nobody(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        known = named(office, "雷默言")
        code = invites.create(work, office.id, known.id)
        everybody = office.directory.persons.values()
        people.replace_people(work, office.id, [p for p in everybody if p.id != known.id])
        after = Office.open(work, taishan)
        with pytest.raises(invites.InviteUnknown):
            binding.bind_account(work, after, Platform.TELEGRAM, "777", code)
        assert Office.open(work, taishan).directory.account(Platform.TELEGRAM, "777") is None

    await store.transact(story)


async def test_whoever_had_an_account_hears_of_another(store: Store, taishan: Rules) -> None:
    """And not on the new one, nor when the same one is bound again."""

    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        known = named(office, "雷默言")
        code = invites.create(work, office.id, known.id)
        binding.bind_account(work, office, Platform.WECOM, "leimoyan2", code)
        told = [one for one in Deliveries(work, taishan).leaves() if "新绑定" in one.title]
        assert [one.to for one in told] == ["雷默言"]
        mine = known.accounts[0]
        code = invites.create(work, office.id, known.id)
        office = Office.open(work, taishan)
        binding.bind_account(work, office, mine.platform, mine.address, code)
        told = [one for one in Deliveries(work, taishan).leaves() if "新绑定" in one.title]
        assert len(told) == 1  # on the other one alone

    await store.transact(story)


async def test_a_lost_phone_is_unbound_at_once(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office, request = filed(work, taishan)
        chief, boss = named(office, "雷默言"), admin(office)
        post = Deliveries(work, taishan)
        post.leaves()
        also_on(work, taishan, chief.id, TELEGRAM)
        pins.propose(work, office.id, chief.id, "480392")
        pins.settle(work, office.id, chief.id, "480392")
        code = inviting.invite(work, office, boss, chief.id).code
        lost = chief.accounts[0]
        assert lost.platform is WECOM

        asked = types(work, taishan, boss, "解绑 企业微信 雷默言")
        assert "确认解绑 企业微信 雷默言" in asked
        assert office.directory.at(WECOM, lost.address)  # asked, and not done yet
        assert "已解绑" in types(work, taishan, boss, "确认解绑 企业微信 雷默言")

        after = Office.open(work, taishan)
        assert after.directory.at(WECOM, lost.address) is None
        assert "索取绑定码" in types(work, taishan, chief, "待办")  # a stranger to us
        assert not pins.has(work, office.id, chief.id)
        assert isinstance(invites.redeem(work, office.id, code, WECOM, "thief"), Refusal)
        card = subject(About.ASK, request.id, 0, 0)
        assert messages.at(work, office.id, card, WECOM, lost.address) is None
        left = {(one.on, one.subject) for one in post.leaves() if one.to == "雷默言"}
        assert (TELEGRAM, card) in left
        assert {on for on, _ in left} == {TELEGRAM}
        kinds = [entry.kind for entry in journal.entries(work, office.id)]
        assert "account.unbound" in kinds

    await store.transact(story)


async def test_the_next_list_does_not_bind_a_lost_phone_again(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        listed = list(office.directory.persons.values())
        chief, boss = named(office, "雷默言"), admin(office)
        (lost,) = chief.accounts
        at = (lost.platform, lost.address)
        unbinding.unbind(work, office, boss, chief.id, *at)

        def bound() -> bool:
            return Office.open(work, taishan).directory.at(*at) is not None

        (conflict,) = listing.people_conflicts(work, office.id, listed)
        assert conflict.key == "importing.kept_unbound"
        listing.people(work, office.id, listed)
        assert not bound()
        listing.people(work, office.id, listed)  # and not the second time either
        assert not bound()
        listing.people(work, office.id, listed, overwrite=True)
        assert bound()
        assert listing.people_conflicts(work, office.id, listed) == ()

    await store.transact(story)


async def test_the_last_administrator_stays_bound(store: Store, taishan: Rules) -> None:
    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        boss = admin(office)
        first, last = boss.accounts
        unbinding.unbind(work, office, boss, boss.id, first.platform, first.address)
        office = Office.open(work, taishan)
        with pytest.raises(unbinding.LastAdministrator):
            unbinding.unbind(work, office, boss, boss.id, last.platform, last.address)

    await store.transact(story)


# ------------------------------------------------------------------ nobody else


async def test_only_an_administrator_comes_in(store: Store, rules: Rules) -> None:
    """Whatever a colleague taps or types of it is refused, or is not taken for it."""

    def story(work: Work) -> None:
        office = Office.open(work, rules)
        other = next(
            p for p in office.directory.persons.values() if p.accounts and not p.holds("admin")
        )
        before = list(journal.entries(work, office.id))
        doors = [
            *(Tap(Verb.ADMIN, arg=arg) for arg in ("", "people", "invite", "channels")),
            *(Tap(verb, arg="0123") for verb in (Verb.INVITE, Verb.UNINVITE, Verb.UNBIND)),
            *(Tap(Verb.SWITCH, arg=f"{which}.wecom") for which in ("on", "off")),
        ]
        for tap in doors:
            assert taps(work, rules, other, tap).strip() == "只有管理员可以这样做。", tap
        assert "只有管理员可以这样做。" in types(work, rules, other, "/admin")
        for words in ("管理", "人员与岗位", "邀请 " + other.name, "关闭企业微信", "通道"):
            assert "您好" in types(work, rules, other, words), words
        assert list(journal.entries(work, office.id)) == before

    await store.transact(story)


async def test_every_post_stands_on_some_page_once(store: Store, rules: Rules) -> None:
    from bot.actions import posts

    def story(work: Work) -> None:
        office = Office.open(work, rules)
        boss = admin(office)
        head = named(office, "温若谷" if office.id == "taishan" else "岑疏影")
        for account in head.accounts:
            people.unbind(work, office.id, account.platform, account.address)
        chief = named(office, "雷默言" if office.id == "taishan" else "陆岱川")
        people.set_posts(work, office.id, chief.id, ())
        office = Office.open(work, rules)
        found = posts.of_school(office)
        pages = [types(work, rules, boss, f"人员与岗位 第 {n} 页") for n in range(1, 6)]
        text = "\n".join(dict.fromkeys("\n".join(pages).splitlines()))
        for one in found:
            role = office.pack.roles[one.post.role].of(one.post.unit).zh
            assert f"{role}：" in text or f"【空缺】{role}" in text
        assert f"⚠{head.name}（收不到消息）" in text
        assert "【空缺】" in text

    await store.transact(story)


def test_marks_tell_people_and_accounts_apart() -> None:
    from bot.writing.posts import account_mark

    some = [Account(platform=p, address=a) for p in Platform for a in ("1", "2")]
    assert len({account_mark(one) for one in some}) == len(some)


async def test_the_case_is_told_where_nobody_else_may_sign(
    store: Store, taishan: Rules
) -> None:
    def story(work: Work) -> None:
        office, request = lost_phone(work, taishan)
        (first,) = request.open_seats[0].persons
        (account,) = office.directory[first].accounts
        at = (account.platform, account.address)
        unbinding.unbind(work, office, admin(office), first, *at)
        work.now += timedelta(minutes=1)
        stuck = subject(About.STUCK, "unreachable", request.id)
        left = Deliveries(work, taishan).leaves()
        assert [one.to for one in left if one.subject == stuck] == [admin(office).name]

    await store.transact(story)


async def test_a_group_is_unbound_after_asking(store: Store, taishan: Rules) -> None:
    from bot.actions import binding
    from storage import places

    def story(work: Work) -> None:
        office = Office.open(work, taishan)
        boss = admin(office)
        binding.bind_group(work, office, boss, TELEGRAM, "-100", "security")
        places.bind_group(work, office.id, "duty", TELEGRAM, "-100")  # the same chat
        Deliveries(work, taishan).leaves()
        listed = types(work, taishan, boss, "群")
        assert f"最近送达 11月25日 09:00、{boss.name}绑定" in listed
        assert "确认解绑" in types(work, taishan, boss, "解绑群 security@telegram")
        assert "security" in Office.open(work, taishan).school.groups
        assert "已解除绑定" in types(work, taishan, boss, "确认解绑群 security@telegram")
        assert list(Office.open(work, taishan).school.groups) == ["duty"]
        assert [e.kind for e in journal.entries(work, office.id)][-1] == "group.unbound"
        other = named(office, "乔木")
        gone = taps(work, taishan, other, Tap(Verb.UNGROUP, arg="duty@telegram.yes"))
        assert "只有管理员" in gone

    await store.transact(story)
