"""What every simulated user types, round after round: begin, six answers, cancel."""

TOKEN = "1:benchmark"
BEGIN = "/new"
ANSWERS = ("财物遗失", "餐厅门口", "今天", "3", "是", "想看看书包是谁拿走的，午饭后就不见了")
END = "取消"
SCRIPT = (BEGIN, *ANSWERS, END)
