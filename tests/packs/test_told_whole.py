"""Each mistake in a pack's forms, rules, tasks, days, pupils and alarms, word for word."""

import pytest

from tests.packs.everything import EVERYTHING, told

ROUND = "kinds.round."
KINDS = (
    "不在可选范围内：choice、choices、yes_no、text、zones、cameras、span、moment、day、people、"
    "names、files、number"
)
RUNG = "每一级提醒只写 at（期限的几分之几，须有 due）或 hours（开始后几小时）中的一个"
FORM = [
    (
        'key = "to"',
        'key = "from"',
        "fields.from: 栏目“from”重复",
    ),
    (
        'id = "rule", label',
        'id = "lost", label',
        "fields[4].options: 选项“lost”重复",
        "fields[5].when.why: “rule”不是这一栏可能的答案",
    ),
    (
        'kind = "number"',
        'kind = "choice"',
        "fields[10].options: choice、choices 必须有 options，其他类型不能有",
        "fields[10].default: “3”不是这一栏可能的答案",
    ),
    (
        'kind = "choices"',
        'kind = "text"',
        "fields[5].options: choice、choices 必须有 options，其他类型不能有",
        "fields[5].default: “['a']”不是这一栏可能的答案",
    ),
    (
        'suggests = ["exam"]',
        'suggests = ["pool"]',
        "fields[4].options[0].suggests: 没有“pool”这个标记；已定义的有：exam",
    ),
    (
        'states = { owner = "public" }',
        'states = { owner = "moon" }',
        "fields[4].states: “moon”不是这一栏可能的答案",
    ),
    (
        'states = { owner = "public" }',
        "states = { colour = 3 }",
        (
            "fields[4].states: 没有“colour”这样的路由事实；可用："
            "applicant、owner、flags、on_behalf、copy_too"
        ),
    ),
    (
        'words = ["丢了"] }',
        'words = ["丢了", "丢了"] }',
        "fields[4].options: 词语“丢了”在几个选项里都有",
    ),
    (
        'since = "from"',
        'since = "when"',
        "fields[3].since: “when”不是前面的栏目",
    ),
    (
        'since = "from"',
        'since = "to"',
        "fields[3].since: “to”不是前面的栏目",
    ),
    (
        "at_least = 1",
        "at_least = 4",
        "fields[0].at_most: at_most 小于 at_least",
    ),
    (
        'codes = "own"',
        'codes = "mine"',
        "fields[8].codes: “mine”不在可选范围内：any、own",
    ),
    (
        'kind = "names"',
        'kind = "text"',
        "fields[8].codes: “own”不在可选范围内：",
    ),
    (
        'format = "last_four"',
        'format = "last_five"',
        "fields[7].format: 没有“last_five”这样的填写格式；可用：last_four、sha256",
    ),
    (
        'format = "last_four"\narticle = "一"',
        'article = "九"',
        "fields[7].article: [articles] 中没有“九”",
    ),
    (
        'default = "lost"',
        'default = "found"',
        "fields[4].default: “found”不是这一栏可能的答案",
    ),
    ('default = ["a"]', 'default = "a"', "fields[5].default: “a”不是这一栏可能的答案"),
    (
        'default = ["a"]',
        'default = ["a", "c"]',
        "fields[5].default: “['a', 'c']”不是这一栏可能的答案",
    ),
    (
        'default = "lost"',
        "default = [['lost']]",
        "fields[4].default: “[['lost']]”不是这一栏可能的答案",
    ),
    (
        'default = ["a"]',
        "default = [['a']]",
        "fields[5].default: “[['a']]”不是这一栏可能的答案",
    ),
    ("default = 3", "default = true", "fields[10].default: “True”不是这一栏可能的答案"),
    (
        'takes = "sentence"',
        "default = 7",
        "fields[7].default: “7”不是这一栏可能的答案",
    ),
    (
        "max_hours = 2.5",
        "max_hours = 2.5\ntakes = 'wish'",
        "fields[1].takes: “wish”不在可选范围内：",
    ),
    (
        'takes = "sentence"',
        'takes = "song"',
        "fields[7].takes: “song”不在可选范围内：sentence、wish",
    ),
    (
        "ahead = true",
        "ahead = true\nwords = { yes = ['是'] }",
        "fields[2].words: 只有 yes_no 栏目有 words；选项的 words 写在各选项里",
    ),
    (
        "ahead = true",
        "ahead = true\nnarrows = true",
        (
            "fields[2].narrows: 这种栏目不能缩小；可以的有：span、zones、cameras、people、"
            "names、choices、yes_no、number"
        ),
    ),
    (
        'when = { why = ["lost", "rule"] }',
        'when = { why = ["lost", "found"] }',
        "fields[5].when.why: “found”不是这一栏可能的答案",
    ),
    (
        'when = { marks = "a" }',
        'when = { marks = ["a", "c"] }',
        "fields[6].when.marks: “c”不是这一栏可能的答案",
    ),
    (
        'when = { marks = "a" }',
        'when = { heir = "a" }',
        "fields[6].when.heir: “heir”不是前面的栏目",
    ),
    (
        'kind = "number"',
        'kind = "count"',
        "fields[10].kind: “count”" + KINDS,
    ),
    # What hangs on a kind that was mistyped is no second mistake.
    (
        'kind = "day"\nlabel = { zh = "自" }',
        'kind = "date"\nlabel = { zh = "自" }',
        "fields[2].kind: “date”" + KINDS,
    ),
    (
        'kind = "choices"',
        'kind = "several"',
        "fields[5].kind: “several”" + KINDS,
    ),
    (
        'kind = "yes_no"\nlabel = { zh = "拷贝" }',
        'kind = "yesno"\nlabel = { zh = "拷贝" }',
        "fields[6].kind: “yesno”" + KINDS,
    ),
    (
        'label = { zh = "从宽" }\nask = { zh = "？" }\nonly_if = { strict = false }',
        'label = { zh = "从宽" }\nask = { zh = "？" }\nonly_if = { strict = "no" }',
        "fields[11].only_if.strict: “no”不在可选范围内：True、False",
    ),
]
TASKS = [
    ('id = "note"\n', 'id = "walk"\n', "tasks.id: “walk”有两项办理事项用了同一个 id"),
    (
        'actor = "heir"',
        'actor = "when"',
        (
            "tasks[1].actor: 没有“when”这个岗位；已定义的有："
            "head、guard、requester、viewers、system、heir"
        ),
    ),
    (
        'hand = "walk"',
        'hand = "judge"',
        "tasks[1].hand: “judge”不是前面的办理事项；前面有：walk",
    ),
    (
        'after = ["walk"]',
        'after = ["look"]',
        "tasks[1].after: “look”不是前面的办理事项；前面有：walk",
    ),
    (
        'required = false\narticle = "一"',
        'article = "九"',
        "tasks[0].article: [articles] 中没有“九”",
    ),
    (
        'again = 24 }\ntells = ["head"]',
        'again = 24 }\ntells = ["cook"]',
        "tasks[0].tells: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'books = ["rounds"]',
        'books = ["walks"]',
        "tasks[0].books: 没有“walks”这本登记簿；已定义的有：rounds、delays",
    ),
    (
        'completes = ["rounds"]',
        'completes = ["walks"]',
        "tasks[3].completes: 没有“walks”这本登记簿；已定义的有：rounds、delays",
    ),
    (
        'breach = "delays"',
        'breach = "walks"',
        "tasks[0].breach: 没有“walks”这本登记簿；已定义的有：rounds、delays",
    ),
    (
        "due = { days = 2 }",
        'breach = "delays"',
        "tasks[1].breach: breach 要求有 due：没有期限就无所谓逾期",
    ),
    (
        'shows = ["slot"]',
        'shows = ["slots"]',
        "tasks[0].shows: “slots”不是这项事项的项目；有：slot、time",
    ),
    (
        'lists = ["fault"]',
        'lists = ["song"]',
        "tasks[1].lists: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'begins = "fault"',
        'begins = "song"',
        "tasks[5].begins: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'begins_on = "seen"',
        'begins_on = "said"',
        "tasks[5].begins_on: “said”不是这项事项的项目；有：seen",
    ),
    (
        'key = "number", kind = "text"',
        'key = "number", kind = "day"',
        "tasks[5].fields: begins 的办理事项只有一个文字字段，用来记下新申请的编号",
    ),
    (
        'when = { "look.seen" = true, "not_walk.slot" = "own" }',
        'when = [{ "look.seen" = true }, { "not_walk.slots" = "own" }]',
        "tasks[1].files[0].when.not_walk.slots: “not_walk.slots”不是表单或前面办理事项中的项目",
    ),
    (
        'when = [{ why = "lost" }, { not_why = "lost" }]',
        'when = [{ why = "lost" }, { "look.seen" = true }]',
        "tasks[0].when.look.seen: “look.seen”不是表单或前面办理事项中的项目",
    ),
    (
        'kind = "fault"\nwhen',
        'kind = "song"\nwhen',
        "tasks[1].files[0].kind: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'said = "look.items"',
        'said = "judge.right"',
        "tasks[1].files[0].takes: “judge.right”不是表单或前面办理事项中的项目",
    ),
    (
        'each = "look.items"',
        'each = "judge.right"',
        "tasks[1].files[0].takes: “judge.right”不是表单或前面办理事项中的项目",
    ),
    (
        'prefers = ["when"]',
        'prefers = ["from"]',
        "tasks[0].prefers: “from”不是这项事项的项目；有：when",
    ),
    (
        'when = { slot = "own" }',
        "past = true",
        "tasks[0].prefers: “slot”可选申请人方便的时间，须另有一个以它为条件的时段项目（when）",
    ),
    (
        'to = "look"',
        'to = "note"',
        "tasks[2].sends_back.to: “note”不是前面的办理事项；前面有：walk、look、judge",
    ),
    (
        'to = "look"',
        'to = "walk"',
        "tasks[2].sends_back.to: “walk”不能重做：它写登记簿、改动系统外的东西，或由系统自动完成",
    ),
    *(
        (
            'lists = ["fault"]\n',
            f'{what} = ["{name}"]\n',
            (
                "tasks[2].sends_back.to: “look”不能重做："
                "它写登记簿、改动系统外的东西，或由系统自动完成"
            ),
        )
        for what, name in (("books", "rounds"), ("completes", "rounds"), ("does", "appoint"))
    ),
    (
        '"judge.right" = false',
        '"note.right" = false',
        "tasks[2].sends_back.when.note.right: “note.right”不是表单或前面办理事项中的项目",
    ),
    (
        'clock = "repair"',
        'clock = "mend"',
        "tasks[0].due.clock: [clocks] 中没有“mend”；已有：repair",
    ),
    (
        'field = "look.seen"',
        'field = "look.saw"',
        "tasks[3].due.field: “look.saw”不是表单或前面办理事项中的项目",
    ),
    (
        "due = { days = 2 }",
        "due = { days = 2, hours = 1 }",
        "tasks[1].due.days: hours 和 days 只写一个；days 不能按工作小时计",
    ),
    (
        "due = { days = 2 }",
        'due = { days = 2, counting = "working_hours" }',
        "tasks[1].due.days: hours 和 days 只写一个；days 不能按工作小时计",
    ),
    (
        "due = { hours = -1,",
        'due = { hours = -1, counting = "working_days",',
        "tasks[3].due.counting: 按工作时间计的期限不能往前推",
    ),
    (
        'at = 0.5, tells = ["guard"]',
        'at = 0.5, tells = ["cook"]',
        "tasks[0].rungs[0].tells: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        "{ at = 0.5, tells",
        "{ at = 0.5, hours = 1, tells",
        "tasks[0].rungs[0].at: " + RUNG,
    ),
    (
        'lists = ["fault"]\ndue = { days = 2 }',
        'rungs = [{ hours = 1, tells = ["head"] }, { at = 0.5, tells = ["head"] }]',
        "tasks[1].rungs[1].at: " + RUNG,
    ),
    (
        'does = ["appoint"]',
        'does = ["dance"]',
        (
            "tasks[0].does: 没有“dance”这样的办理效果；可用：appoint、blind_spot、camera_added、"
            "end_grant、end_works、file_system、grant、plan_works、police_filed、qualify、"
            "renew_filing、zone_owner"
        ),
    ),
    (
        '"no_party"',
        '"hope"',
        (
            "tasks[0].guards[0].guard: 没有“hope”这样的办理条件；可用：another_person、answered、"
            "named_in_letter、no_more_than、no_party、party、not_before、present、trained、"
            "undertaken、within_scope"
        ),
    ),
    (
        'field = "from", article = "一"',
        'field = "from", article = "九"',
        "tasks[0].guards[1].article: [articles] 中没有“九”",
    ),
    (
        '{ guard = "trained", only_if = { strict = false } }',
        '{ guard = "trained", only_if = { lax = false } }',
        "tasks[0].guards[2].only_if.lax: 没有“lax”这个开关；已定义的有：strict",
    ),
    (
        'actor = "guard"\nonly_if = { strict = false }',
        'actor = "guard"\nonly_if = { strict = "no" }',
        "tasks[4].only_if.strict: “no”不在可选范围内：True、False",
    ),
    (
        'key = "right", kind = "yes_no"',
        'key = "right", kind = "choice"',
        "tasks[2].fields[0].options: choice、choices 必须有 options，其他类型不能有",
    ),
]
OTHERS = [
    *(
        (
            'id = "BOOK"\narticle',
            f'id = "{id_}"\narticle',
            f"kinds.round: 规则编号“{id_}”重复；只有由开关二选一时才可同号",
        )
        for id_ in ("HEAD", "MORE", "NO")
    ),
    ('id = "yearly"', 'id = "weekly"', "calendar.id: 日程中有两项都叫 weekly"),
    (
        'kind = "fault"\nby = "head"',
        'kind = "song"\nby = "head"',
        "calendar[1].kind: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'kind = "fault"\nby = "head"',
        'kind = "fault"\nby = "cook"',
        "calendar[1].by: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'by = "guard"\nevery = "week"',
        'by = "head"\nevery = "week"',
        "calendar[0].by: head 不能提交该事项（may_file），可写：guard",
    ),
    (
        'fills = { why = "rule" }',
        'fills = { weather = "rain" }',
        (
            "calendar[0].fills: “weather”不是这项事项的项目；有："
            "where、when、from、to、why、marks、copy、ends、pupils、heir、times、lax、tape"
        ),
    ),
    (
        'every = "day"\nonly_if = { strict = false }',
        'every = "day"\nonly_if = { lax = false }',
        "calendar[2].only_if.lax: 没有“lax”这个开关；已定义的有：strict",
    ),
    (
        'until = "17:00"',
        'until = "07:30"',
        "working_time.until: 下班时间须晚于上班时间",
    ),
    *(
        (
            'from = "07:30"\nuntil = "17:00"',
            f'from = "{start}"\nuntil = "{end}"',
            f"working_time.{key}: 这里应为 08:00 这样的时间",
        )
        for start, end, key in (("6:30", "07:00", "from"), ("19:00", "25:00", "until"))
    ),
    (
        'article = "一"\nwords = { grade',
        'article = "九"\nwords = { grade',
        "students.article: [articles] 中没有“九”",
    ),
    (
        'class_name = "{grade}年',
        'class_name = "{year}年',
        (
            "students.class_name: class_name 只能用编号里的各段："
            "grade、class；每段如 {class:2}，名称不重复"
        ),
    ),
    (
        "{class:2}",
        "{grade:2}",
        (
            "students.class_name: class_name 只能用编号里的各段："
            "grade、grade；每段如 {class:2}，名称不重复"
        ),
    ),
    (
        'shape = "G{grade:1}-{class:2}"\nclass_name = "{grade}年{class}班"',
        'shape = "G{1:1}-{class:2}"\nclass_name = "{class}班"',
        (
            "students.class_name: class_name 只能用编号里的各段："
            "1、class；每段如 {class:2}，名称不重复"
        ),
    ),
    (
        "{class:2}",
        "{class:2}{",
        (
            "students.class_name: class_name 只能用编号里的各段："
            "grade、class；每段如 {class:2}，名称不重复"
        ),
    ),
    ('example = "G2-03"', 'example = "2-03"', "students.example: 示例 2-03 不符合 shape"),
    (
        '[sight]\nall = ["head"]',
        '[sight]\nall = ["cook"]',
        "sight.all: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'keeps_cameras = ["head"]',
        'keeps_cameras = ["cook"]',
        "keeps_cameras: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'ticket = "fault"',
        'ticket = "song"',
        "alerts.ticket: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'fault_class = "other", words',
        'fault_class = "clock", words',
        "alerts.troubles.fault_class: 没有“clock”这个选项；可用的有：dark、other",
    ),
    (
        'clock = { fault_class = "other"',
        'watch = { fault_class = "other"',
        (
            "alerts.troubles: 没有“watch”这类故障；可用的有：offline、video_loss、covered、"
            "blurred、not_recording、disk、storage_full、retention、clock、power、room、access、damage"
        ),
    ),
    (
        'unapproved = ["guard"]',
        'unapproved = ["cook"]',
        "alerts.unapproved: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        "calls_minutes = [1, 10, 10]",
        "calls_minutes = [10, 5]",
        "alerts.calls_minutes: 再次呼叫的间隔应当逐次加长，且不少于 1 分钟",
    ),
    (
        "calls_minutes = [1, 10, 10]",
        "calls_minutes = [0.5, 10]",
        "alerts.calls_minutes: 再次呼叫的间隔应当逐次加长，且不少于 1 分钟",
    ),
    (
        'patrol = { kind = "round"',
        'patrol = { kind = "song"',
        "alerts.patrol.kind: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'flags = ["exam"], zones',
        'flags = ["pool"], zones',
        "alerts.patrol.flags: 没有“pool”这个标记；已定义的有：exam",
    ),
]
RULES = [
    (
        'begins = ["fault"], tells',
        'begins = ["song"], tells',
        "refusals[0].instead.begins: 没有“song”这类申请；已有：fault、round",
    ),
    (
        'begins = ["fault"], tells = ["guard"]',
        'begins = ["fault"], tells = ["cook"]',
        "refusals[0].instead.tells: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'article = "二"\nsrc = "text"',
        'article = "九"\nsrc = "text"',
        "refusals[0].article: [articles] 中没有“九”",
    ),
    (
        'applicant = "parent", copy_too',
        'applicant = "uncle", copy_too',
        (
            "refusals[0].when.applicant: “applicant”不能是“uncle”；可以是：internal_unit、"
            "individual、homeroom_teacher、department、staff、student、parent、police、judicial、"
            "supervising_authority、other_external"
        ),
    ),
    (
        'needed = 2, article = "二"',
        'needed = 2, article = "九"',
        "base[0].steps[2].article: [articles] 中没有“九”",
    ),
    (
        "needed = 2, article",
        "needed = 3, article",
        'base[0].steps[2].needed: mode = "quorum" 时 needed 须为 1 至 2，其他方式不写',
    ),
    (
        "needed = 2, article",
        "needed = -1, article",
        'base[0].steps[2].needed: mode = "quorum" 时 needed 须为 1 至 2，其他方式不写',
    ),
    (
        ']\ntells = ["guard"]\n[[kinds.round.base]]',
        ']\ntells = ["cook"]\n[[kinds.round.base]]',
        "base[0].tells: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        "register_only = true\nonly_if = { strict = false }",
        "only_if = { lax = false }",
        "base[2].steps: 须写 steps，或者写 register_only = true，两者取一",
        "base[2].only_if.lax: 没有“lax”这个开关；已定义的有：strict",
    ),
    (
        'article = "二"\nsrc = "resolved"',
        'article = "九"\nsrc = "resolved"',
        "addons[0].article: [articles] 中没有“九”",
    ),
    (
        'steps = ["head"]\nbefore',
        'steps = ["cook"]\nbefore',
        "addons[0].steps[0].roles: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'before = "guard"',
        'before = "cook"',
        "addons[0].before: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'drops = ["copy_too"]',
        'drops = ["owner", "copies"]',
        "addons[0].drops: “owner”不是可以不予受理的请求（须为是/否的事实）",
        "addons[0].drops: “copies”不是可以不予受理的请求（须为是/否的事实）",
    ),
    (
        'marks = ["guard"]\ndrops',
        'marks = ["cook"]\ndrops',
        "addons[0].marks: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'marks = ["guard"]\ndrops',
        "drops",
        "addons[0].wish: 写了 wish，须同时用 marks 写明由谁明确表态",
    ),
    (
        'replaces = ["head"]',
        'replaces = ["cook"]',
        "addons[0].replaces: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'tells = ["guard"]\nwish',
        'tells = ["cook"]\nwish',
        "addons[0].tells: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'reports = "guard"',
        'reports = "cook"',
        "addons[0].reports: 没有“cook”这个岗位；已定义的有：head、guard",
    ),
    (
        'steps = ["head"]\nbefore',
        "before",
        "addons[0].reports: 写了 reports，须同时用 steps 写明向谁报告",
    ),
    ('wish = "tape"', 'wish = "copy"', "addons[0].wish: 没有可以缩小的是否栏目“copy”"),
]
OPTION = "kinds.fault.fields[0].options[0]"
TEXT, NUMBER, TABLE = "这里应为文字", "这里应为数字", "这里应为表 { … }"
LIST, MISSING = "这里应为列表 [ … ]", "缺少这一项"
VALUES = [
    ('version = "1"', "version = 2", f"version: {TEXT}"),
    ('version = "1"', 'version = ""', f"version: {MISSING}"),
    ('version = "1"\n', "", f"version: {MISSING}"),
    ('[[calendar]]\nid = "lax"', '[[days]]\nid = "lax"', "days: 没有这个键，请检查拼写"),
    ("at_least = 1", "at_least = 1.5", f"kinds.round.fields[0].at_least: {NUMBER}"),
    ("max_hours = 2.5", 'max_hours = "2"', f"kinds.round.fields[1].max_hours: {NUMBER}"),
    (
        "max_hours = 2.5",
        "max_hours = -2",
        "kinds.round.fields[1].max_hours: “-2”超出允许的范围",
    ),
    ("mass = 4", "mass = 1", "alerts.mass: “1”超出允许的范围"),
    (
        "required = false\ndefault",
        'required = "no"\ndefault',
        "kinds.round.fields[6].required: 这里应为 true 或 false",
    ),
    ('groups = ["security"]', 'groups = "security"', f"alerts.groups: {LIST}"),
    (
        'title = { zh = "巡查" }\npaper',
        'title = "巡查"\npaper',
        f"kinds.round.title: {TABLE}",
    ),
    (
        'label = { zh = "无画面" }',
        'label = { en = "dark" }',
        f"{OPTION}.label.zh: {MISSING}",
    ),
    (
        'prefers = ["when"]',
        "prefers = [1]",
        f"kinds.round.tasks[0].fields[0].prefers[0]: {TEXT}",
    ),
    ("guards = [\n", "guards = [3,\n", f"kinds.round.tasks[0].guards[0]: {TABLE}"),
    ('"no_party"', "{}", f"kinds.round.tasks[0].guards[0].guard: {MISSING}"),
    ('actor = "heir"', "actor = 3", f"kinds.round.tasks[1].actor[0]: {TEXT}"),
    ('actor = "heir"', "actor = []", f"kinds.round.tasks[1].actor: {MISSING}"),
    ('steps = ["head"]', "steps = [3]", f"kinds.round.addons[0].steps[0]: {TABLE}"),
    ('steps = ["head"]', "steps = 3", f"kinds.round.addons[0].steps: {LIST}"),
    ('steps = ["head"]', "steps = [[]]", f"kinds.round.addons[0].steps[0].roles: {MISSING}"),
    ('"1" = "一" }', '"1" = 1 }', f"students.words.grade.1: {TEXT}"),
    ('["lost", "rule"]', "3", "kinds.round.fields[5].when.why: “3”不是这一栏可能的答案"),
    (
        'when = [{ why = "lost" }, { not_why = "lost" }]',
        'when = ["x"]',
        f"kinds.round.tasks[0].when[0]: {TABLE}",
    ),
    ("due = { days = 2 }", "due = 3", f"kinds.round.tasks[1].due: {TABLE}"),
    ("due = { days = 2 }", 'due = { days = "2" }', f"kinds.round.tasks[1].due.days: {NUMBER}"),
    (
        'opens = "filed"',
        'opens = "soon"',
        "kinds.round.tasks[0].opens: “soon”不在可选范围内：filed、approved、over",
    ),
    (
        'counting = "working_hours"',
        'counting = "hours"',
        (
            "kinds.round.tasks[0].due.counting: “hours”不在可选范围内："
            "always、working_days、working_hours"
        ),
    ),
    (
        'weekdays = ["monday", "saturday"]',
        'weekdays = ["monday", ""]',
        f"working_time.weekdays[1]: {MISSING}",
    ),
    (
        "issued = 2026-01-01",
        "issued = 2026-01-01T08:00:00",
        "issued: 这里应为日期，如 2024-04-07",
    ),
    ("on = 3", "on = 0", "calendar[0].on: “0”超出允许的范围"),
    (
        'per = "zone"',
        'per = "room"',
        "calendar[0].per: “room”不在可选范围内：school、zone、unit",
    ),
    ('at = "07:15"', 'at = "7:15"', "calendar[0].at: 这里应为 08:00 这样的时间"),
    (
        'every = "week"',
        'every = "fortnight"',
        (
            "calendar[0].every: 这里应为 day、week、month、year，"
            "或日程所列之前若干天，如 term_start-7d"
        ),
    ),
    ('every = "week"', 'every = ""', f"calendar[0].every: {MISSING}"),
]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        *(
            (old, new, [ROUND + line for line in lines])
            for old, new, *lines in (*FORM, *RULES, *TASKS)
        ),
        *((old, new, lines) for old, new, *lines in (*OTHERS, *VALUES)),
    ],
)
def test_each_is_told_where_it_is(old: str, new: str, lines: list[str], tmp_path) -> None:
    assert EVERYTHING.count(old) == 1
    assert told(EVERYTHING.replace(old, new), tmp_path) == lines


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = { zh = "巡查" }\n', "", "kinds.round.title: 缺少这一项"),
        ('help = { zh = "可多选" }', "help = 3", f"kinds.round.fields[0].help: {TABLE}"),
        ("guards = [\n", "guards = [3,\n", f"kinds.round.tasks[0].guards[0]: {TABLE}"),
        ('zones = ["Z1"]\nfills', "zones = [1]\nfills", f"calendar[0].zones[0]: {TEXT}"),
        ("mass = 4", "mass = 1", "alerts.mass: “1”超出允许的范围"),
        ('label = { zh = "无画面" }', "label = 3", f"{OPTION}.label: {TABLE}"),
        ('title = { zh = "巡查" }\npaper', "title = []\npaper", f"kinds.round.title: {TABLE}"),
        ("value = true", "value = [1]", f"switches.strict.value: {TEXT}"),
        ("value = true\n", "", f"switches.strict.value: {MISSING}"),
    ],
)
def test_a_wrong_value_does_not_hide_what_else_is_wrong(
    old: str, new: str, line: str, tmp_path
) -> None:
    assert EVERYTHING.count(old) == 1
    text = EVERYTHING.replace(old, new).replace(
        'unapproved = ["guard"]', 'unapproved = ["cook"]'
    )
    cook = "alerts.unapproved: 没有“cook”这个岗位；已定义的有：head、guard"
    assert told(text, tmp_path) == [line, cook]
