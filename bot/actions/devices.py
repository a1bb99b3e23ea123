"""What hangs behind what in this school, put together once for each list of cameras."""

from bot.actions.office import Office
from bot.cameras.devices import Devices
from storage.store import Work


def of(work: Work, office: Office) -> Devices:
    key = ("devices", office.id)
    known = work.memory.get(key)
    if known is None or known[0] != office.school.revision:
        # The revision is a random word: what a rolled-back change left here is never found again.
        known = work.memory[key] = (office.school.revision, Devices(office.places))
    found: Devices = known[1]
    return found
