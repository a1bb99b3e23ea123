"""What the summary says of answers that nobody tapped or typed."""

from bot.conversation.form import FieldKind
from bot.conversation.showing import review
from bot.conversation.turns import Draft
from tests.conversation.school import REASONS, one, world


def test_what_the_product_answered_itself_is_told_in_words():
    """报修 of a camera that works again: no option says so, and nobody reads `recovered`."""
    form = one(FieldKind.CHOICE, options=REASONS)
    said = Draft(answers={"it": "recovered", "it_text": "自行恢复，未报修"})
    assert [line.value for line in review(form, said, world()).lines] == ["自行恢复，未报修"]
