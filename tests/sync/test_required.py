"""MSC4186 §Combining room configs: what two rules want together is what each of them wants."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.sync.sliding.required import Required, parse_required

ME = "@me:x"
TYPES, KEYS = ["m.room.name", "m.room.member", "org.x"], ["", ME, "@other:x"]
_pairs = st.lists(
    st.tuples(st.sampled_from([*TYPES, "*"]), st.sampled_from([*KEYS, "*", "$ME", "$LAZY"])).map(list),
    max_size=4,
)
_elements = st.lists(
    st.fixed_dictionaries({}, optional={"type": st.sampled_from(TYPES), "state_key": st.sampled_from(KEYS)}),
    max_size=3,
)
_objects = st.fixed_dictionaries({"include": _elements, "exclude": _elements, "lazy_members": st.booleans()})
_required = st.one_of(_pairs, _objects).map(parse_required)


def _wanted(required: Required) -> set[tuple[str, str]]:
    return {(type, key) for type in TYPES for key in KEYS if required.wants(type, key, ME)}


@given(one=_required, other=_required)
def test_together_is_each(one: Required, other: Required) -> None:
    both = one.plus(other)
    assert _wanted(both) == _wanted(one) | _wanted(other)
    assert both.lazy is (one.lazy or other.lazy)
    assert both.covers(one) or any(clause.exclude for clause in one.clauses)


@given(one=_required, other=_required)
def test_who_covers_wants_all_that_the_other_wants(one: Required, other: Required) -> None:
    if one.covers(other):
        assert _wanted(other) <= _wanted(one)
        assert one.lazy or not other.lazy


@given(one=_required)
def test_what_is_looked_up_holds_all_that_is_wanted(one: Required) -> None:
    types, members = one.types(), one.members(ME)
    for type, key in _wanted(one):
        assert types is None or type in types
        if type == "m.room.member" and key.startswith("@"):
            assert members is None or key in members


def test_all_state_and_members_lazily_is_no_members() -> None:
    lazy = parse_required([["*", "*"], ["m.room.member", "$LAZY"]])
    assert not lazy.wants("m.room.member", "@other:x", ME)
    assert lazy.wants("m.room.name", "", ME)
    both = lazy.plus(parse_required([["*", "*"]]))
    assert both.wants("m.room.member", "@other:x", ME)
    assert both.lazy
