"""Random sound companies, for laws that hold for every company."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from fangyuan.directory import STATUSES, Department, Org, Person, Rank

SERVER_NAME = "test.local"
_T = TypeVar("_T")

# Letters as companies have them, with the awkward ones: quotes, commas, formulas, a rare character, an emoji.
_WORDS = st.text("张伟王芳李娜欧阳𠮷㛃AbcéО '\",=+-@#.·|&<>(){}\\%1230🙂", min_size=1, max_size=12).filter(
    lambda words: words == words.strip() and "'" not in words[:1] and not words.startswith("#")
)
_MAYBE = st.none() | _WORDS


@st.composite
def companies(draw: st.DrawFn, most: int = 12) -> Org:
    """A sound company with up to `most` people, leavers and suspended ones among them."""
    departments = draw(_departments())
    ranks = [
        Rank(level, name) for level, name in enumerate(draw(st.lists(_ranks(), unique=True, max_size=5)), 1)
    ]
    ids = draw(st.lists(st.from_regex(r"[a-z0-9._=+-]{1,10}", fullmatch=True), unique=True, max_size=most))
    people: list[Person] = []
    for at, person_id in enumerate(ids):
        status = draw(st.sampled_from(STATUSES))
        here = [person.person_id for person in people if not person.has_left]
        people.append(
            Person(
                person_id,
                draw(_WORDS),
                draw(st.sampled_from(departments)).department_id,
                employee_no=draw(st.none() | st.just(f"No{at:03d}")),
                rank_level=draw(_one_of([rank.level for rank in ranks])),
                title=draw(_MAYBE),
                phone=draw(st.none() | st.from_regex(r"\+?[0-9]{3,12}", fullmatch=True)),
                email=draw(st.none() | st.just(f"{at}@example.com")),
                manager_id=draw(_one_of(here)) if status != "left" else None,
                status=status,
                roles=frozenset()
                if status == "left"
                else draw(st.frozensets(st.sampled_from(["hr", "admin", "消防员"]))),
            )
        )
    here = [person.person_id for person in people if not person.has_left]
    led = [
        Department(d.department_id, d.parent_id, d.name, d.path, draw(_one_of(here)), d.sort)
        for d in departments
    ]
    return Org(SERVER_NAME, people, led, ranks, "v")


def _ranks() -> st.SearchStrategy[str]:
    return _WORDS.filter(lambda name: not name.isdigit())


def _one_of(values: list[_T]) -> st.SearchStrategy[_T | None]:
    return st.none() | st.sampled_from(values) if values else st.none()


@st.composite
def _departments(draw: st.DrawFn) -> list[Department]:
    made: list[Department] = []
    for at in range(draw(st.integers(1, 6))):
        parent = draw(_one_of(made))
        name = f"{draw(_WORDS)}{at}"  # the number makes paths differ
        path = f"{parent.path}/{name}" if parent else name
        parent_id = parent.department_id if parent else None
        made.append(Department(f"d{at}", parent_id, name, path, None, draw(st.integers(0, 3))))
    return made
