"""What every simulated user types, round after round: begin, six answers, and an end."""

TOKEN = "1:benchmark"
BEGIN = "/new"
ANSWERS = ("财物遗失", "餐厅门口", "今天", "3", "是", "想看看书包是谁拿走的，午饭后就不见了")
END = "取消"
SEND, APPROVE = "提交", "同意"
SCRIPTS = {"cancelled": (BEGIN, *ANSWERS, END), "sent": (BEGIN, *ANSWERS, SEND)}
APPROVER = 999  # who taps, and never types
FIRST_USER = 1000
