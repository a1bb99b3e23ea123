"""What every simulated user types, round after round: begin, six answers, and an end.

Where cases are sent, one user in eight sends his and there are five who approve: what is measured
stays within what the platform takes, 25 messages a second and one a second for each chat.
"""

TOKEN = "1:benchmark"
BEGIN = "/new"
ANSWERS = ("财物遗失", "餐厅门口", "今天", "3", "是", "想看看书包是谁拿走的，午饭后就不见了")
END = "取消"
SEND, APPROVE = "提交", "同意"
_CANCELLED, _SENT = (BEGIN, *ANSWERS, END), (BEGIN, *ANSWERS, SEND)
# Dealt out to the users in turn.
SCRIPTS = {"cancelled": (_CANCELLED,), "sent": (_SENT, *(_CANCELLED,) * 7)}
APPROVERS = range(500, 505)  # who tap, and never type
FIRST_USER = 1000


def unit_of(user: int) -> int:
    """Which of the units this user belongs to; the approver of the same number is its head."""
    return user // 8 % len(APPROVERS)


def approver_of(user: int) -> int:
    return APPROVERS[unit_of(user)]
