"""What the watch found, for administrators: which case, what was missing, what became of it."""

from bot.actions import outage_steps
from bot.actions.office import Office
from bot.cards import Card
from bot.speech import Voice
from bot.writing import case
from bot.writing.scene import Scene
from storage import findings, requests, tasks
from storage.findings import Finding, Missing
from storage.store import Work

SHOWN = 8


def card(scene: Scene, about: tuple[str, ...]) -> Card | None:
    found = findings.found_with(scene.work, int(about[0]))
    if not found or scene.reader.person is None:
        return None
    mended = [one for one in found if one.mended]
    left = [one for one in found if not one.mended]
    return Card(
        title=scene.voice.say("watch.title", n=len(found)),
        body=(*told(scene, left, "watch.left"), *told(scene, mended, "watch.mended")),
        hint=scene.voice.say("watch.what_to_do") if left else "",
    )


def told(scene: Scene, found: list[Finding], heading: str) -> list[str]:
    if not found:
        return []
    shown = [line(scene.work, scene.office, one.what, scene.voice) for one in found[:SHOWN]]
    more = len(found) - len(shown)
    rest = [scene.voice.say("watch.more", n=more)] if more else []
    return [scene.voice.say(heading), *shown, *rest]


def line(work: Work, office: Office, missing: Missing, voice: Voice) -> str:
    """One finding as a sentence."""
    if outage_steps.knows(missing):
        name = outage_steps.named(work, office, missing)
        return voice.say(f"watch.missing.{missing.proof}", name=name)
    request = requests.peek(work, missing.request)
    kind = office.pack.kinds.get(request.kind)
    task = kind.task(task_kind(work, missing)) if kind else None
    values = {
        "number": request.number,
        "name": case.name(office, missing.person) if missing.person else "",
        "task": task.title if task else "",
    }
    return voice.say(f"watch.missing.{missing.proof}", **values)


def task_kind(work: Work, missing: Missing) -> str:
    if not missing.about or missing.proof not in ("untold", "timeless", "unknown"):
        return ""
    return tasks.peek(work, missing.about).kind
