"""Who may name a deputy for whom, and for which time (C14).

An approver names his own, an administrator anybody's; for roles a pack lists under another role's
`proxies` the holder of that other role does so, in his own unit (班主任: by the 级部主任).
"""

from datetime import datetime

from bot.approvals.pack import Pack
from bot.approvals.refusals import Refusal
from bot.people.person import Person
from bot.people.roles import Deputy

ADMIN = "admin"


class MayNotName(Refusal):
    """values: of"""

    code = "may_not_name_deputy"


class DeputyIsHimself(Refusal):
    code = "deputy_is_himself"


class NoSuchPeriod(Refusal):
    """It ends before it begins, or is over already."""

    code = "no_such_period"


class ReasonForProxy(Refusal):
    """For another person the reason goes on record."""

    code = "reason_for_proxy"


def may_name(pack: Pack, by: Person, of: Person) -> bool:
    own = by.id == of.id and any(post.role in pack.signing for post in by.posts)
    return own or by.holds(ADMIN) or proxied(pack, by, of)


def proxied(pack: Pack, by: Person, of: Person) -> bool:
    return any(
        by.holds(role.id, of.unit) and any(post.role in role.proxies for post in of.posts)
        for role in pack.roles.values()
        if role.proxies
    )


def check(pack: Pack, by: Person, of: Person, deputy: Deputy, now: datetime) -> None:
    """Raises the refusal that stands against it."""
    if not may_name(pack, by, of):
        raise MayNotName(of=of.name)
    if deputy.by == deputy.of:
        raise DeputyIsHimself
    if deputy.end <= max(deputy.start, now):
        raise NoSuchPeriod
    if by.id != of.id and not deputy.reason.strip():
        raise ReasonForProxy
