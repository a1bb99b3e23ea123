"""Everything of Hikvision: the platform's events and the devices' own, told apart by content."""

from datetime import datetime

from bot.alerts.reading import isapi, isecure
from bot.alerts.reading.documents import parsed, table
from bot.alerts.reading.outcome import Odd, Read

SOURCE = "hikvision"


def read(document: str, received_at: datetime) -> Read:
    if document.lstrip().startswith("<"):
        return isapi.from_xml(document, SOURCE, received_at)
    said = table(parsed(document), "-")
    if isapi.is_one(said):
        return isapi.from_json(said, SOURCE, received_at)
    if isecure.is_one(said):
        return isecure.read(said, SOURCE, received_at)
    raise Odd("wrong_shape", "params.events")
