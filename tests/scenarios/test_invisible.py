"""What shows nothing is no answer, wherever people answer."""

import pytest
from pydantic import TypeAdapter, ValidationError

from scenarios.base import Text
from scenarios.invisible import drop_breaks, has_visible

BLANK = ("", " \n\t", "\u2060\ufeff", "\u200d\u200c", *"\u200b\u00ad\u3164\u2800\ufe0f\x00\U000e0041")


@pytest.mark.parametrize("text", BLANK, ids=ascii)
def test_a_text_without_a_visible_character_is_no_text(text: str) -> None:
    assert not has_visible(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python(text)


@pytest.mark.parametrize("text", ["a", "\u200b-", "中", "\U0001f469\u200d\U0001f467", "\u0915\u094d\u200d"], ids=ascii)
def test_a_text_with_one_is_kept_as_it_is(text: str) -> None:
    assert has_visible(text)
    assert TypeAdapter(Text).validate_python(f" {text} ") == text


def test_breaks_go_and_joiners_stay() -> None:
    assert (
        drop_breaks("https://\u200ba.exam\u00adple\u2060 \U0001f469\u200d\U0001f467\ufeff")
        == "https://a.example \U0001f469\u200d\U0001f467"
    )
