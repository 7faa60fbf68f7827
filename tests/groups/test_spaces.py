"""The org chart as a tree of spaces: after any changes of the directory the tree is the chart, and who is in it too."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangyuan import administration, directory, events, groups, identity, rooms, worker
from fangyuan.db import Database, Tx
from fangyuan.directory import Org
from fangyuan.groups import spaces, store
from fangyuan.kernel.errors import FangyuanError, Forbidden
from tests.kit.company import HOUSE, Company, person, user

NAME = "东方泵业"


@pytest.fixture
def works(company: Company) -> Company:
    """The company with its spaces turned on."""
    company.write(lambda tx: groups.set_org_spaces(tx, NAME))
    worker.run_due(company.db)
    return company


def change(company: Company, verb: Callable[[Tx], Any]) -> None:
    """A change of the directory, with what follows from it."""

    def run(tx: Tx) -> None:
        verb(tx)
        groups.follow_directory(tx, HOUSE)

    company.write(run)
    worker.run_due(company.db)


def import_lines(company: Company, *lines: str, **more: Any) -> None:
    company.bring(*lines, **more)
    worker.run_due(company.db)


class Tree:
    """What clients see: found by walking from the company's space along the links, in the rooms' state alone."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.room_ids = {one.department_id: one.room_id for one in store.list_spaces(tx)}
        self.names: dict[str, str] = {}
        self.children: dict[str, list[str]] = {}
        self.members: dict[str, set[str]] = {}
        self.groups: dict[str, set[str]] = {}
        if self.room_ids.get(""):
            self._walk(self.room_ids[""], None)

    def _walk(self, room_id: str, parent: str | None) -> None:
        room = rooms.get(self.tx, room_id)
        mark = room.content("m.room.create")[spaces.MARK]
        assert mark not in self.names, "each space is in one place"
        assert self.room_ids[mark] == room_id
        self.names[mark] = room.content("m.room.name")["name"]
        parents = {key for type, key in room.state if type == rooms.PARENT and room.content(type, key)}
        assert parents == ({parent} if parent else set()), "it says itself where it is"
        assert parent is None or room.content(rooms.PARENT, parent)["canonical"] is True
        members = set(rooms.list_members(self.tx, room_id, ("join", "invite", "knock")))
        assert HOUSE in members
        self.members[mark] = {one[1:].partition(":")[0] for one in members - {HOUSE}}
        links = [(room.content(type, key), key) for type, key in room.state if type == rooms.CHILD]
        links = sorted(((link["order"], key) for link, key in links if link))
        self.children[mark] = []
        for _, child_id in links:
            child = rooms.get(self.tx, child_id)
            if child.is_governed:
                assert child.content(rooms.PARENT, room_id)["via"]
                self.groups.setdefault(mark, set()).add(child_id)
            else:
                self.children[mark].append(child.content("m.room.create")[spaces.MARK])
                self._walk(child_id, room_id)


def check(company: Company) -> None:
    """The tree is the chart."""

    def compare(tx: Tx) -> None:
        org, tree = directory.org(tx), Tree(tx)
        assert set(tree.names) == set(tree.room_ids) == {"", *org.departments}
        for department in org.departments.values():
            assert tree.names[department.department_id] == department.name
        for above in (None, *org.departments):
            assert tree.children[above or ""] == list(org.children.get(above, ())), "in their order"
        for department_id, members in tree.members.items():
            assert members == _expected(tx, org, department_id), department_id
        for group in store.list_open(tx):
            found = {department_id for department_id, ids in tree.groups.items() if group.room_id in ids}
            assert found == _expected_homes(group) & {"", *org.departments}

    company.read(compare)


def _expected(tx: Tx, org: Org, department_id: str) -> set[str]:
    """Who works in the department or below it, or leads one of those: of those who are here."""
    below = org.subtree(department_id) if department_id else set(org.departments)
    people = {one for one in org.people.values() if one.department_id in below}
    people |= {
        org.people[d.leader_id] for d in org.departments.values() if d.department_id in below and d.leader_id
    }
    here = {one.person_id for one in people if one.is_active}
    return {one for one in here if identity.get_account(tx, user(one)).is_active}


def _expected_homes(group: groups.Group) -> set[str]:
    assert group.charter is not None
    if group.kind == "all_staff":
        return {""}
    if group.kind != "department":
        return set()
    return {getattr(clause, "department_id", "") for clause in group.charter.audience.include} - {""}


# -- examples ----------------------------------------------------------------------------------------------------------


def test_the_tree_of_the_pump_works(works: Company) -> None:
    check(works)
    tree = works.read(lambda tx: Tree(tx).names.values())
    assert set(tree) == {NAME, "泵厂", "二车间", "三车间", "甲班", "人事部", "审计部", "信息部"}


def test_groups_appear_in_their_department_s_space(works: Company) -> None:
    shop = works.found("department", audience=works.department("泵厂/二车间"))
    works.found("project")
    works.found("all_staff", by="chen", owner="chen", audience={"include": [{"type": "everyone"}]})
    check(works)
    other = {"audience": works.department("泵厂/三车间")}
    works.write(lambda tx: groups.amend(tx, person("he"), shop.room_id, other))
    check(works)
    works.write(lambda tx: groups.dissolve(tx, HOUSE, shop.room_id))
    check(works)
    room = works.read(lambda tx: rooms.get(tx, shop.room_id).state)
    assert not [key for (type, key), ref in room.items() if type == rooms.PARENT and ref.content]


def test_groups_that_were_there_before_the_spaces(company: Company) -> None:
    company.found("department", audience=company.department("泵厂/二车间"))
    company.write(lambda tx: groups.set_org_spaces(tx, NAME))
    worker.run_due(company.db)
    check(company)


def test_renaming_moving_closing(works: Company) -> None:
    shop = works.read(lambda tx: directory.org(tx).by_path["泵厂/二车间"].department_id)
    other = works.read(lambda tx: directory.org(tx).by_path["泵厂/三车间"].department_id)
    change(works, lambda tx: directory.move_department(tx, shop, other, "装配班"))
    check(works)
    change(works, lambda tx: directory.move_department(tx, shop, None, "装配厂"))
    check(works)
    change(works, lambda tx: directory.set_leader(tx, other, "wang"))
    check(works)
    change(works, lambda tx: directory.add_department(tx, "泵厂/新部/新组"))
    check(works)
    new = works.read(lambda tx: directory.org(tx).by_path["泵厂/新部/新组"].department_id)
    room_id = works.read(lambda tx: Tree(tx).room_ids[new])
    change(works, lambda tx: directory.drop_department(tx, new))
    check(works)
    assert works.read(lambda tx: rooms.list_members(tx, room_id)) == []


def test_people_come_move_and_go(works: Company) -> None:
    import_lines(works, "新人,new,泵厂/二车间/乙班,员工,sun,,", "李工,li,泵厂/三车间,员工,zhou,,")
    check(works)
    import_lines(works, "王工,wang,离职", "赵工,zhao,停职", head="姓名,账号,状态")
    check(works)
    import_lines(works, "王工,wang,泵厂/三车间,员工,zhou,,")
    import_lines(works, "赵工,zhao,在职", head="姓名,账号,状态")
    check(works)


def test_who_leaves_is_out_at_once(works: Company) -> None:
    """Before any job runs."""
    works.bring("李工,li,离职", head="姓名,账号,状态")
    assert works.read(lambda tx: rooms.list_joined_rooms(tx, user("li"))) == []


def test_the_company_changes_its_name(works: Company) -> None:
    works.write(lambda tx: groups.set_org_spaces(tx, "西方泵业"))
    worker.run_due(works.db)
    assert works.read(lambda tx: Tree(tx).names[""]) == "西方泵业"
    before = works.read(lambda tx: tx.position)
    works.db.write_now(lambda tx: groups.set_org_spaces(tx, "西方泵业"))
    assert worker.run_due(works.db) == 0
    assert works.read(lambda tx: events.newest_position(tx)) <= before


def test_turned_off_and_on_again(works: Company) -> None:
    group = works.found("department", audience=works.department("泵厂/二车间"))
    room_ids = works.read(lambda tx: Tree(tx).room_ids.values())
    works.write(lambda tx: groups.set_org_spaces(tx, None))
    worker.run_due(works.db)
    assert works.read(store.list_spaces) == []
    for room_id in room_ids:
        assert works.read(lambda tx, room_id=room_id: rooms.list_members(tx, room_id)) == []
    state = works.read(lambda tx: rooms.get(tx, group.room_id).state)
    assert not [key for (type, key), ref in state.items() if type == rooms.PARENT and ref.content]
    import_lines(works, "新人,new,泵厂/二车间,员工,he,,")
    assert works.read(store.list_spaces) == []
    works.write(lambda tx: groups.set_org_spaces(tx, NAME))
    worker.run_due(works.db)
    check(works)


def test_without_a_directory_there_is_nothing(db: Database) -> None:
    db.write_now(lambda tx: groups.ensure_house(tx, "fangyuan"))
    db.write_now(lambda tx: groups.set_org_spaces(tx, NAME))
    worker.run_due(db)
    assert db.read_now(events.newest_position) == 0


def test_nobody_comes_goes_or_speaks_by_himself(works: Company) -> None:
    tree = works.read(Tree)
    shop = works.read(lambda tx: directory.org(tx).by_path["泵厂/二车间"].department_id)
    room_id = tree.room_ids[shop]
    li, zhao = person("li"), person("zhao")
    text = {"msgtype": "m.text", "body": "在吗"}
    verbs: list[Callable[[Tx], Any]] = [
        lambda tx: groups.send(tx, li, room_id, "m.room.message", text, None),
        lambda tx: groups.send(tx, li, room_id, "m.reaction", {}, None),
        lambda tx: groups.put_state(tx, li, room_id, "m.room.name", "", {"name": "x"}),
        lambda tx: groups.put_state(tx, li, room_id, "m.room.member", li.user_id, {"membership": "leave"}),
        lambda tx: groups.put_state(
            tx, li, room_id, "m.room.member", li.user_id, {"membership": "join", "displayname": "x"}
        ),
        lambda tx: groups.leave(tx, li, room_id),
        lambda tx: groups.invite(tx, li, room_id, zhao.user_id),
        lambda tx: groups.kick(tx, li, room_id, user("wang")),
        lambda tx: groups.ban(tx, li, room_id, user("wang")),
        lambda tx: groups.join(tx, zhao, room_id),
        lambda tx: groups.knock(tx, zhao, room_id),
        lambda tx: groups.upgrade(tx, li, room_id, "11"),
        lambda tx: groups.dissolve(tx, user("lin"), room_id),
        lambda tx: administration.schedule_close(tx, user("lin"), room_id),
        lambda tx: administration.join(tx, person("lin", is_admin=True), room_id, zhao.user_id),
    ]
    for verb in verbs:
        with pytest.raises(Forbidden):
            works.write(verb)
    check(works)


def test_no_client_makes_one(works: Company) -> None:
    new = rooms.NewRoom(topic="x", creation_content={"type": "m.space", spaces.MARK: ""})
    room_id = works.write(lambda tx: groups.create_room(tx, person("he"), new, ungoverned=True))
    assert not works.read(lambda tx: spaces.is_org_space(rooms.get(tx, room_id)))


def test_the_whole_company_sees_the_tree(works: Company) -> None:
    """Also where somebody isn't in; of a group only that it may be there."""
    works.found("department", audience=works.department("泵厂/二车间"))
    root = works.read(lambda tx: Tree(tx).room_ids[""])
    page = works.read(
        lambda tx: rooms.hierarchy(
            tx, user("qian"), root, suggested_only=False, max_depth=None, limit=50, start=None
        )
    )
    names = [each["name"] for each in page["rooms"]]
    assert set(names) == {NAME, "泵厂", "二车间", "三车间", "甲班", "人事部", "审计部", "信息部"}


# -- the law -----------------------------------------------------------------------------------------------------------

PEOPLE = st.sampled_from(["li", "wang", "zhao", "qian", "sun", "he"])
PATHS = st.sampled_from(["泵厂/二车间", "泵厂/三车间", "泵厂/二车间/甲班", "泵厂/三车间/丙班", "新厂"])
NAMES = st.sampled_from(["二车间", "三车间", "一部", "二部"])
STEPS = st.one_of(
    st.tuples(st.just("person"), PEOPLE, PATHS, st.sampled_from(["在职", "停职", "离职"])),
    st.tuples(st.just("move"), PATHS, st.one_of(st.none(), PATHS), NAMES),
    st.tuples(st.just("drop"), PATHS, st.none(), st.none()),
    st.tuples(st.just("lead"), PATHS, PEOPLE, st.none()),
    st.tuples(st.just("found"), PATHS, st.none(), st.none()),
    st.tuples(st.just("off"), st.none(), st.none(), st.none()),
)


def apply(company: Company, step: tuple[Any, ...]) -> None:
    what, first, second, third = step
    if what == "person":
        company.bring(f"{first},{first},{second},员工,,{third}", head="姓名,账号,部门,职级,直属上级,状态")
        return
    if what == "off":
        company.write(lambda tx: groups.set_org_spaces(tx, None))
        company.write(lambda tx: groups.set_org_spaces(tx, NAME))
        return

    def run(tx: Tx) -> None:
        org = directory.org(tx)
        if what == "found":
            audience = {
                "include": [{"type": "department", "department_id": org.by_path[first].department_id}]
            }
            groups.found(tx, person("lin"), wish_of(audience))
            return
        one = org.by_path[first].department_id
        if what == "move":
            above = org.by_path[second].department_id if second else None
            directory.move_department(tx, one, above, third)
        elif what == "drop":
            directory.drop_department(tx, one)
        else:
            directory.set_leader(tx, one, second)
        groups.follow_directory(tx, HOUSE)

    company.write(run)


def wish_of(audience: Any) -> Any:
    return {"kind": "department", "name": "群", "purpose": "干活。", "owner": "gu", "audience": audience}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.booleans()), max_size=10))
def test_the_tree_is_the_chart(works: Company, steps: list[tuple[tuple[Any, ...], bool]]) -> None:
    """Whatever is changed, and whether the jobs of one change run before the next or not."""
    for step, at_once in steps:
        with contextlib.suppress(KeyError, FangyuanError):  # no such department, not a sound company
            apply(works, step)
        if at_once:
            worker.run_due(works.db)
    worker.run_due(works.db)
    check(works)
