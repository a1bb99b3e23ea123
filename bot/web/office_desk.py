"""The decision page's desk: the same cards, rules and actions as in the chat."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.actions import deciding, finding, proving, timing
from bot.actions.office import Office
from bot.actions.papers import of_form
from bot.approvals.refusals import AlreadySettled, NotYourTurn, Refusal
from bot.approvals.request import Request, Verdict
from bot.approvals.sight import Sight
from bot.delivery.packing import Branch
from bot.notices import About
from bot.people.person import Client, Person, Platform
from bot.speech import Voice
from bot.web import page_acts
from bot.web.desk import Login, Offers, PageCase, Paper, Rung
from bot.writing import asking, case, links, trail
from bot.writing.scene import Reader, Scene
from storage import attachments, people, requests
from storage.store import Store, Work

URGENT_DAYS = 3
VERDICTS = {"approve": Verdict.APPROVE, "narrow": Verdict.APPROVE, "back": Verdict.RETURN}

Identify = Callable[[str, Platform, str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A link, understood: whose card of which request it opens."""

    office: Office
    person: Person
    login: Login
    request: Request
    step: int
    round: int

    @property
    def account(self) -> str:
        return proving.account_of(self.login.platform, self.login.address)

    @property
    def open(self) -> bool:
        return asking.may_decide(self.request, self.person, self.step, self.round)


class OfficeDesk:
    """`identify(school, platform, code)` asks the platform who logged in. `owed` rings delivery."""

    def __init__(
        self,
        store: Store,
        branches: Mapping[str, Branch],
        identify: Identify,
        owed: Callable[[], None],
    ) -> None:
        self._store = store
        self._branches = branches
        self._identify = identify
        self._owed = owed

    async def identify(self, school: str, platform: Platform, code: str) -> str:
        return await self._identify(school, platform, code)

    async def reads_links(self, school: str, address: str) -> None:
        await self._store.transact(lambda work: self._reads_links(work, school, address))

    def _reads_links(self, work: Work, school: str, userid: str) -> None:
        """Who decides on the page reads in plain WeChat; cards would not reach him there."""
        office = Office.open(work, self._branches[school].rules)
        account = office.directory.account(Platform.WECOM, userid)
        if account and account.client is Client.UNKNOWN:
            people.set_client(work, school, Platform.WECOM, userid, Client.LINKS)

    async def look(self, school: str, token: str, login: Login) -> PageCase | None:
        def job(work: Work) -> PageCase | None:
            asked = self._asked(work, school, token, login)
            return page(work, asked) if asked else None

        return await self._store.read(job)

    async def paper(
        self, school: str, token: str, login: Login, number: int
    ) -> tuple[Paper, bytes] | None:
        def job(work: Work) -> tuple[Paper, bytes] | None:
            asked = self._asked(work, school, token, login)
            wanted = [p for p in papers(work, asked.request) if p.id == number] if asked else []
            data = attachments.data_of(work, number) if wanted else None
            return (wanted[0], data) if data else None

        return await self._store.read(job)

    async def decide(
        self,
        school: str,
        token: str,
        login: Login,
        verdict: Verdict,
        reason: str,
        *,
        pin: str = "",
    ) -> None:
        def job(work: Work) -> Refusal | None:
            asked = self._asked(work, school, token, login)
            if asked is None:
                raise NotYourTurn
            if already(asked, verdict):
                return None
            if pin and (wrong := tried(work, asked, pin)):
                return wrong
            decided(work, asked, verdict, reason)
            return None

        await self._told(job)

    async def act(
        self, school: str, token: str, login: Login, act: str, form: Mapping[str, str]
    ) -> None:
        def job(work: Work) -> Refusal | None:
            asked = self._asked(work, school, token, login)
            if asked is None:
                raise NotYourTurn
            if not asked.open and act in VERDICTS and already(asked, VERDICTS[act]):
                return None
            if not asked.open:
                raise NotYourTurn
            if (pin := form.get("pin", "")) and (wrong := tried(work, asked, pin)):
                return wrong
            page_acts.act(
                work, asked.office, asked.person, asked.request, act, form, asked.account
            )
            return None

        await self._told(job)

    async def _told(self, job: Callable[[Work], Refusal | None]) -> None:
        """A wrong PIN comes back as a value, so that the try is counted, and is raised after."""
        refusal = await self._store.transact(job)
        self._owed()
        if refusal:
            raise refusal

    def _asked(self, work: Work, school: str, token: str, login: Login) -> Asked | None:
        branch = self._branches.get(school)
        named = links.read(branch.rules.link_key, token) if branch else None
        if branch is None or named is None:
            return None
        subject, person_id = named
        office = Office.open(work, branch.rules)
        person = office.directory.at(login.platform, login.address)
        about, number, step, round_ = [*subject.split("/"), "", "", ""][:4]
        if person is None or person.id != person_id or about != About.ASK:
            return None
        request = requests.peek(work, int(number))
        if finding.sees(work, office, person, request) is not Sight.WHOLE:
            return None
        return Asked(office, person, login, request, int(step), int(round_))


def already(asked: Asked, verdict: Verdict) -> bool:
    """The same person saying the same again: a page sent twice."""
    mine = [
        d
        for d in asked.request.decisions
        if (d.by, d.step, d.round) == (asked.person.id, asked.step, asked.round)
    ]
    return bool(mine) and mine[-1].verdict is verdict


def tried(work: Work, asked: Asked, pin: str) -> Refusal | None:
    return proving.tried(work, asked.office, asked.person, pin, asked.account)


def needs_pin(work: Work, asked: Asked) -> bool:
    try:
        proving.require(
            work,
            asked.office,
            asked.person,
            asked.request,
            Verdict.APPROVE,
            asked.account,
        )
    except Refusal:
        return asked.open
    return False


def decided(work: Work, asked: Asked, verdict: Verdict, reason: str) -> None:
    if not asked.open:
        made = [d for d in asked.request.decisions if d.step == asked.step]
        if not made:
            raise NotYourTurn
        last = made[-1]
        raise AlreadySettled(
            who=case.name(asked.office, last.by), verdict=last.verdict, at=last.at
        )
    deciding.decide(
        work,
        asked.office,
        asked.person,
        asked.request.id,
        token=asked.request.token,
        verdict=verdict,
        reason=reason,
        account=asked.account,
    )


def page(work: Work, asked: Asked) -> PageCase:
    office, request = asked.office, asked.request
    voice = Voice(asked.person.language, office.rules.zone, office.now)
    end = timing.overwriting(office, request)
    kind = office.kind(request.kind)
    settled = asking.settled(office, request, asked.step, asked.round, voice, asked.person)
    made = [d for d in request.decisions if d.step == asked.step and d.round == asked.round]
    return PageCase(
        language=asked.person.language,
        title=voice(kind.paper),
        number=request.number,
        facts=(
            case.requester(office, request, voice),
            *case.answered(office, request, voice, whole=True),
        ),
        papers=papers(work, request),
        ladder=rungs(office, request, voice),
        clock=" ".join(case.clock(work, office, request, voice)) if asked.open else "",
        urgent=bool(end and (end - office.now).days < URGENT_DAYS),
        body=asking.told(office, request, asked.person, voice) if asked.open else (),
        notes=tuple(
            filter(None, (*own_notes(work, asked), *page_notes(office, request, voice)))
        ),
        open=asked.open,
        pin=needs_pin(work, asked),
        outcome="" if asked.open else settled,
        verdict=made[-1].verdict if made else "",
        reasons={
            Verdict.REJECT: tuple(voice(label) for label in kind.reject_reasons),
            Verdict.RETURN: tuple(voice(label) for label in kind.return_reasons),
        },
        offers=page_acts.offers(office, asked.person, request, voice)
        if asked.open
        else Offers(),
    )


def page_notes(office: Office, request: Request, voice: Voice) -> tuple[str, ...]:
    cut, inner = trail.cut(office, request, voice), trail.inner(office, request, voice)
    return (*cut, *inner, asking.dropped(request, voice))


def own_notes(work: Work, asked: Asked) -> list[str]:
    reader = Reader(person=asked.person, platform=asked.login.platform, address="")
    voice = Voice(asked.person.language, asked.office.rules.zone, asked.office.now)
    scene = Scene(work=work, office=asked.office, reader=reader, voice=voice)
    return asking.own_notes(scene, asked.request) if asked.open else []


def papers(work: Work, request: Request) -> tuple[Paper, ...]:
    """Only what the case itself names: a number in an address opens nothing else."""
    named = (attachments.load(work, number) for number in of_form(request))
    return tuple(
        Paper(id=one.id, name=one.name, mime=one.mime, here=one.fetched_at is not None)
        for one in named
        if one is not None and one.name  # without a name it was erased
    )


STATES = {Verdict.APPROVE: "done", Verdict.REJECT: "stopped", Verdict.RETURN: "stopped"}


def rungs(office: Office, request: Request, voice: Voice) -> tuple[Rung, ...]:
    return tuple(
        rung(office, request, voice, index, place)
        for index, step in enumerate(request.chain.steps)
        for place, seat in enumerate(step.seats)
        if not seat.removed
    )


def rung(office: Office, request: Request, voice: Voice, step: int, place: int) -> Rung:
    role = case.role_name(office, request.chain.steps[step].seats[place], voice)
    made = case.decision_on(request, step, place)
    if made:
        said = asking.said(office, made, voice)
        return Rung(who=role, said=said, why=made.reason, state=STATES[made.verdict])
    names = case.asked_on(office, request, step, place)
    if names:
        return Rung(who=role, said=voice.say("h5.asked", names=names), state="now")
    return Rung(who=role)
