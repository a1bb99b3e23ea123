"""Words that mean the same at every question, in both languages."""

BACK = frozenset({"上一步", "返回", "后退", "back", "previous", "/back"})
CANCEL = frozenset({"取消", "放弃", "不填了", "cancel", "quit", "/cancel"})
SKIP = frozenset({"跳过", "略过", "不填", "skip", "/skip"})
DONE = frozenset(
    {"完成", "继续", "选好了", "好了", "下一步", "done", "finish", "continue", "/done"}
)
NEXT = frozenset({"下一页", "下页", "后一页", "下个月", "next", "next page", "next month", ">"})
PREVIOUS = frozenset({"上一页", "上页", "前一页", "上个月", "prev", "previous page", "<"})
SUBMIT = frozenset(
    {
        "提交",
        "仍要提交",
        "submit anyway",
        "确认",
        "发送",
        "确认提交",
        "submit",
        "send",
        "confirm",
        "/submit",
    }
)
YES = frozenset(
    {"是", "是的", "好", "好的", "对", "要", "需要", "有", "可以", "yes", "y", "ok"}
    | {"同意", "我同意", "agree", "i agree"}  # whoever is asked for a promise
)
NO = frozenset(
    {"否", "不", "不是", "不要", "不用", "不需要", "没有", "无", "no", "n"}
    | {"不同意", "我不同意", "disagree"}
)
NONE = frozenset(
    {"没有", "无", "不清楚", "不知道", "不详", "没", "暂无", "none", "nobody", "unknown"}
)
ME = frozenset({"本人", "我", "自己", "我自己", "我本人", "me", "myself", "i"})
