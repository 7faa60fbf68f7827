"""The one form in which texts are compared."""

from __future__ import annotations

from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.wording import plain

texts = st.text() | st.text("，：！？（）；～ＡａΣß\u0338\u0301\u1d2c\ufb01가각ſİ一二", max_size=20)


@given(texts)
def test_it_is_the_standard_one(text: str) -> None:
    """NFKC of the folded NFKC, once invisible characters are gone."""
    seen = "".join(character for character in text if plain(character) or not character.strip())
    assert plain(seen) == normalize("NFKC", normalize("NFKC", seen).casefold())


@given(texts)
def test_twice_is_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
