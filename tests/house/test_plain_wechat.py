"""C38: plain WeChat may be somebody's way in, never all that carries a deadline to him."""

import pytest

from bot.cli.checking import plain_wechat
from bot.people.person import Account, Client, Platform

WECHAT = Account(platform=Platform.WECHAT, address="o1")
PLUGIN = Account(platform=Platform.WECOM, address="li", client=Client.LINKS)
WECOM = Account(platform=Platform.WECOM, address="li")
TELEGRAM = Account(platform=Platform.TELEGRAM, address="1")
LEFT = Account(platform=Platform.TELEGRAM, address="1", reachable=False)


@pytest.mark.parametrize(
    ("accounts", "refused"),
    [
        ((WECHAT,), True),
        ((PLUGIN,), True),
        ((WECHAT, PLUGIN), True),
        ((WECHAT, LEFT), True),
        ((WECOM,), False),
        ((WECHAT, WECOM), False),
        ((WECHAT, TELEGRAM), False),
        ((PLUGIN, TELEGRAM), False),
    ],
)
def test_what_is_not_enough_for_an_approver(
    accounts: tuple[Account, ...], refused: bool
) -> None:
    assert plain_wechat(accounts) is refused
