"""What a bot asks and sets about itself and its chats."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.forms import Form
from sandbox.telegram.refusals import bad
from sandbox.telegram.world import Chat, Json, World


@dataclass(slots=True)
class Setup:
    world: World

    def me(self, _: Form) -> Json:
        return {
            **self.world.bot,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "can_manage_bots": False,
            "supports_guest_queries": False,
            "supports_inline_queries": False,
            "supports_join_request_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }

    def get_chat(self, form: Form) -> Json:
        chat = self.world.chat(form.text("chat_id"))
        return {
            **chat.json(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }

    def get_member(self, form: Form) -> Json:
        chat = self.world.chat(form.text("chat_id"))
        number = form.number("user_id")
        if number == self.world.bot["id"]:
            return membership(self.world.bot, chat.bot_is)
        person = self.world.people.get(number)
        if person is None:
            raise bad("invalid user_id specified")
        return membership(person.json(), "member" if number in chat.members else "left")

    def leave(self, form: Form) -> bool:
        chat: Chat = self.world.reachable(form.text("chat_id"))
        chat.bot_is = "left"
        return True


def membership(user: Json, status: str) -> Json:
    member: Json = {"status": status, "user": user}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False, **_RIGHTS}
    return member


_RIGHTS: dict[str, Any] = {
    f"can_{right}": True
    for right in (
        "manage_chat",
        "delete_messages",
        "manage_video_chats",
        "restrict_members",
        "promote_members",
        "change_info",
        "invite_users",
        "post_stories",
        "edit_stories",
        "delete_stories",
        "send_welcome_messages",
    )
}
