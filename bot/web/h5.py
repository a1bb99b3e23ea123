"""The pages for phones, put together: a login, the decision page, and a person's own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from bot.people.person import Platform
from bot.web.counter import Counter
from bot.web.decision import REASON_LIMIT, Decisions
from bot.web.desk import Desk
from bot.web.logins import Logins
from bot.web.own import OwnPages
from bot.web.rendering import served
from bot.web.sessions import Signer

__all__ = ["REASON_LIMIT", "Pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """See `Logins` for `authorize` and `public_url`. Without a counter there is the decision page
    only."""

    desk: Desk
    authorize: Callable[[str, Platform, str, str], str]
    public_url: str
    signer: Signer
    now: Callable[[], datetime]
    counter: Counter | None = None

    def routes(self) -> tuple[Route, ...]:
        logins = Logins(
            identify=self.desk.identify,
            reads_links=self.desk.reads_links,
            authorize=self.authorize,
            public_url=self.public_url,
            signer=self.signer,
            now=self.now,
        )
        own = OwnPages(counter=self.counter, logins=logins).routes() if self.counter else ()
        return (
            *served(),
            *logins.routes(),
            *Decisions(desk=self.desk, logins=logins).routes(),
            *own,
        )
