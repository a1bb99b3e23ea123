"""Template-card events, which wechatpy does not know. Defining the classes registers them."""

from typing import Any

from wechatpy.fields import IntegerField, StringField
from wechatpy.work.events import BaseEvent


def _each(value: Any) -> list[Any]:
    """xmltodict gives one child bare and several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class TemplateCardEvent(BaseEvent):  # type: ignore[misc]  # wechatpy has no types
    """A button of a card, or its submit button (document 90240)."""

    event = "template_card_event"
    agent = IntegerField("AgentID", 0)
    event_key = StringField("EventKey", "")
    task_id = StringField("TaskId", "")
    card_type = StringField("CardType", "")
    response_code = StringField("ResponseCode", "")

    @property
    def selections(self) -> dict[str, tuple[str, ...]]:
        """What was picked in lists and check boxes: {question key: option ids}."""
        items = _each((self._data.get("SelectedItems") or {}).get("SelectedItem"))
        return {item["QuestionKey"]: _picked(item) for item in items}


class TemplateCardMenuEvent(TemplateCardEvent):
    """The menu at a card's corner."""

    event = "template_card_menu_event"


def _picked(item: dict[str, Any]) -> tuple[str, ...]:
    # The vendor's own sample once spelled it "Opiton", and some servers still do.
    ids = item.get("OptionIds") or item.get("OpitonIds") or {}
    return tuple(_each(ids.get("OptionId") or ids.get("OpitonId")))
