"""人员与岗位: who holds what, page by page; one person and his accounts; the news of one."""

from datetime import datetime
from hashlib import sha256

from bot.actions import inviting, posts
from bot.cards import Button, Card, Fact, Style
from bot.people.naming import plain
from bot.people.person import Account, Person, PersonId
from bot.people.posts import Held, reached
from bot.speech import Voice
from bot.taps import Tap, Verb
from bot.writing import channels
from bot.writing.administering import back
from bot.writing.scene import Scene
from storage import invites

PAGE = 12  # posts on one page
NAMED = 4  # holders of one post that are named; the rest is counted
CHOICES = 4  # people offered on one card, which leaves room for turning its pages


def listing(scene: Scene, page: int) -> Card:
    """Vacant posts come first; people nobody reaches have a mark."""
    found = sorted(posts.of_school(scene.office), key=lambda one: bool(one.holders))
    pages = -(-len(found) // PAGE) or 1
    page = min(page, pages - 1)
    shown = found[page * PAGE : (page + 1) * PAGE]
    vacant = sum(not one.holders for one in found)
    say = scene.voice.say
    return Card(
        title=say("people.title", n=len(found), vacant=vacant),
        body=("\n".join(line(scene, one) for one in shown),),
        notes=(say("people.page", page=page + 1, pages=pages),) if pages > 1 else (),
        buttons=(*turning("people", page, pages, scene.voice), (back(scene.voice),)),
        hint=say("people.hint"),
    )


def line(scene: Scene, one: Held) -> str:
    role = scene.voice(scene.office.pack.roles[one.post.role].of(one.post.unit))
    if not one.holders:
        return scene.voice.say("people.vacant", role=role)
    names = [called(scene, person) for person in one.holders[:NAMED]]
    key = "people.held_more" if one.holders[NAMED:] else "people.held"
    return scene.voice.say(key, role=role, names=names, n=len(one.holders))


def called(scene: Scene, person: Person) -> str:
    """His name, whether he is reached, who stands in for him."""
    name = plain(person.name)
    stand_in = [plain(p.name) for p in posts.stand_in(scene.office, person)]
    if not reached(person):
        name = scene.voice.say("people.unreached", name=name)
    return scene.voice.say("people.deputised", name=name, by=stand_in) if stand_in else name


def person(scene: Scene, of: Person) -> Card:
    say = scene.voice.say
    roles = scene.office.pack.roles
    held = [scene.voice(roles[p.role].of(p.unit)) for p in of.posts if p.role in roles]
    seen = posts.last_seen(scene.work, scene.office, of)
    accounts = [
        account_line(scene, a, at) for a, at in zip(of.accounts, seen, strict=True)
    ] or [say("people.no_account")]
    stand_in = [plain(p.name) for p in posts.stand_in(scene.office, of)]
    facts = [
        ("people.posts", held),
        ("people.classes", list(of.classes)),
        ("people.deputies", stand_in),
        ("people.language", [say(f"people.in_{of.language}")]),
    ]
    until = invites.open_until(scene.work, scene.office.id).get(of.id)
    return Card(
        title=f"{plain(of.name)} · {of.unit}" if of.unit else plain(of.name),
        body=("\n".join(accounts),),
        facts=tuple(
            Fact(label=say(key), value=scene.voice.listed(values))
            for key, values in facts
            if values
        ),
        notes=(say("invite.open", until=scene.voice.brief(until)),) if until else (),
        buttons=(
            (inviting_button(of, scene.voice),),
            *((unbinding(of, a, scene.voice),) for a in of.accounts),
            *(((taking_back(of, scene.voice),),) if until else ()),
        ),
        hint=say("people.by_import"),
    )


def account_line(scene: Scene, account: Account, seen: datetime | None) -> str:
    say = scene.voice.say
    state = "waits" if account.waits else "reached" if account.reachable else "blocked"
    at = say("people.seen", at=scene.voice.brief(seen)) if seen else say("people.never_seen")
    channel = channels.name(account.platform, scene.voice)
    return say(f"people.account_{state}", channel=channel, seen=at)


def found(scene: Scene, words: str, some: tuple[Person, ...]) -> Card:
    """Several people fit what was typed."""
    say = scene.voice.say
    key = "people.found_more" if some[CHOICES:] else "people.found"
    return Card(
        title=say(key, words=words, n=len(some)),
        buttons=tuple((opening(one, scene.voice),) for one in some[:CHOICES]),
    )


def opening(one: Person, voice: Voice) -> Button:
    word = f"{plain(one.name)} · {one.unit}" if one.unit else plain(one.name)
    typed = voice.say("people.typed", name=plain(one.name))
    return Button(text=word, tap=Tap(Verb.ADMIN, arg=f"person.{mark(one)}"), typed=typed)


# ------------------------------------------------------------------ inviting


def uninvited(scene: Scene, page: int) -> Card:
    """Everybody who has bound nothing yet, a tap for each."""
    say, some = scene.voice.say, inviting.without_account(scene.office)
    pages = -(-len(some) // CHOICES) or 1
    page = min(page, pages - 1)
    shown = some[page * CHOICES : (page + 1) * CHOICES]
    if not some:
        home = ((back(scene.voice),),)
        return Card(title=say("invite.none"), buttons=home, hint=say("invite.hint"))
    return Card(
        title=say("invite.title", n=len(some)),
        notes=(say("people.page", page=page + 1, pages=pages),) if pages > 1 else (),
        buttons=(
            *((inviting_button(one, scene.voice),) for one in shown),
            *turning("invite", page, pages, scene.voice),
            (back(scene.voice),),
        ),
        hint=say("invite.hint"),
    )


def invited(made: inviting.Invited, voice: Voice) -> Card:
    """What to send stands on lines of its own, to be copied."""
    return Card(
        title=voice.say("invite.made", name=plain(made.person.name)),
        body=(
            voice.say("invite.on_telegram"),
            f"/start {made.code}",
            voice.say("invite.on_wecom"),
            voice.say("invite.word", code=made.code),
            voice.say("invite.valid", until=voice.brief(made.until)),
        ),
        buttons=(
            (Button(text=voice.say("invite.copy"), copy=f"/start {made.code}"),),
            (taking_back(made.person, voice),),
        ),
    )


def inviting_button(one: Person, voice: Voice) -> Button:
    word = voice.say("invite.button", name=plain(one.name))
    return Button(text=word, tap=Tap(Verb.INVITE, arg=mark(one)), typed=word, style=Style.GO)


def taking_back(one: Person, voice: Voice) -> Button:
    word = voice.say("invite.take_back", name=plain(one.name))
    return Button(text=word, tap=Tap(Verb.UNINVITE, arg=mark(one)), typed=word)


# ------------------------------------------------------------------ unbinding


def unbinding(one: Person, account: Account, voice: Voice) -> Button:
    channel = channels.name(account.platform, voice)
    word = voice.say("people.unbind", channel=channel, name=plain(one.name))
    return Button(text=word, tap=Tap(Verb.UNBIND, arg=account_mark(account)), typed=word)


def sure(one: Person, account: Account, voice: Voice) -> Card:
    channel = channels.name(account.platform, voice)
    words = {"channel": channel, "name": plain(one.name)}
    word = voice.say("people.unbind_yes", **words)
    tap = Tap(Verb.UNBIND, arg=f"{account_mark(account)}.yes")
    return Card(
        title=voice.say("people.unbind_sure", **words),
        body=(voice.say("people.unbind_means"),),
        buttons=((Button(text=word, tap=tap, typed=word, style=Style.STOP),),),
    )


# ------------------------------------------------------------------ news, marks, pages


def news(scene: Scene, about: tuple[str, ...]) -> Card | None:
    """To the person himself, where he can still be reached."""
    known = scene.office.directory.get(PersonId(about[1]))
    if scene.reader.person is None or known is None or scene.reader.person.id != known.id:
        return None
    what = about[0]
    return Card(
        title=scene.voice.say(f"account.{what}"), body=(scene.voice.say("account.ask"),)
    )


def turning(room: str, page: int, pages: int, voice: Voice) -> tuple[tuple[Button, ...], ...]:
    there = []
    if page > 0:
        there.append(paging(room, page - 1, "earlier", voice))
    if page + 1 < pages:
        there.append(paging(room, page + 1, "later", voice))
    return (tuple(there),) if there else ()


def paging(room: str, page: int, which: str, voice: Voice) -> Button:
    typed = voice.say("admin.page_typed", room=voice.say(f"admin.room_{room}"), n=page + 1)
    tap = Tap(Verb.ADMIN, about=page, arg=room)
    return Button(text=voice.say(f"admin.{which}"), tap=tap, typed=typed)


def mark(one: Person) -> str:
    """Names a person on a button: ids may be longer than a button carries."""
    return sha256(one.id.encode()).hexdigest()[:16]


def account_mark(account: Account) -> str:
    return sha256(f"{account.platform}/{account.address}".encode()).hexdigest()[:16]
