"""What a table would change, and what stands in its way."""

from __future__ import annotations

from importlib import resources

import pytest

from fangyuan import provisioning
from fangyuan.directory import Department, Org, Person
from fangyuan.kernel.text import LANGUAGES, catalogue
from fangyuan.provisioning import FIELDS, LeaderChange, Options, Problem
from tests.provisioning.tables import ALL_RIGHTS, FULL, company, csv, found, planned, told

# -- who comes, moves, changes, leaves ----------------------------------------------------------------------


def test_a_new_company() -> None:
    plan = planned(
        "姓名,账号,部门,职级,直属上级,部门负责人,手机,角色",
        "李工,Li,泵厂/二车间,员工,何主任,否,139,人事",
        "何主任,lead,泵厂/二车间,主管,boss,是,,",
        "顾总,boss,泵厂,总经理,,是,,admin",
        org=Org("test.local"),
    )
    assert not plan.problems
    assert [(c.what, c.row, c.target.person_id) for c in plan.people] == [
        ("joins", 2, "li"),
        ("joins", 3, "lead"),
        ("joins", 4, "boss"),
    ]
    li = plan.people[0].target
    assert (li.department, li.rank, li.manager, li.phone, li.roles) == (
        "泵厂/二车间",
        "员工",
        "lead",
        "139",
        {"hr"},
    )
    assert plan.departments == ("泵厂", "泵厂/二车间")  # each after the one above it
    assert plan.ranks == ("总经理", "主管", "员工")
    assert set(plan.leaders) == {
        LeaderChange("泵厂", None, "boss"),
        LeaderChange("泵厂/二车间", None, "lead"),
    }


def test_moves_and_changes_field_by_field() -> None:
    plan = planned(
        "姓名,账号,部门,职级,职务,直属上级,手机,邮箱,工号",
        "李工,li,泵厂/一车间,主管,班长,boss,138,li@e.com,33",
        "何大力,lead,泵厂/二车间,主管,主任,boss,,lead@e.com,2",
        "王工,wang,泵厂/二车间/甲班,员工,铣工,lead,,,4",
    )
    assert told(plan) == {
        "moves li": {
            "department": ("泵厂/二车间/甲班", "泵厂/一车间"),
            "rank": ("员工", "主管"),
            "title": ("铣工", "班长"),
            "manager": ("lead", "boss"),
            "phone": (None, "138"),
            "email": (None, "li@e.com"),
            "employee_no": ("3", "33"),
        },
        "changes lead": {"name": ("何主任", "何大力"), "phone": ("139", None)},
    }
    assert plan.counts["moves"] == plan.counts["changes"] == 1


def test_what_has_no_column_stays() -> None:
    assert planned("姓名,账号", "李工,li", "何主任,lead").is_empty
    assert told(planned("账号,姓名,职务", "li,,")) == {"changes li": {"title": ("铣工", None)}}


def test_absent_people_leave_only_a_file_that_is_the_whole_company() -> None:
    lines = ("姓名,账号", "顾总,boss", "何主任,lead", "李工,li")
    assert planned(*lines).is_empty
    assert list(told(planned(*lines, options=FULL))) == ["leaves wang"]


def test_leaving_by_status() -> None:
    plan = planned("姓名,账号,状态,职务", "何主任,lead,离职,别的")
    assert told(plan) == {
        "leaves lead": {
            "manager": ("boss", None),
            "status": ("active", "left"),
            "roles": ("hr", None),
        },
        # Whoever reported to him has no superior then, in the file or not.
        "changes li": {"manager": ("lead", None)},
        "changes wang": {"manager": ("lead", None)},
    }
    assert plan.leaders == (LeaderChange("泵厂/二车间", "lead", None),)
    assert found(plan) == [("leaves_reports", 2, "")]
    assert not plan.has_errors


def test_suspension_return_and_strangers_who_left() -> None:
    plan = planned(
        "姓名,账号,激活状态", "李工,li,已禁用", "赵工,zhao,未激活", "钱工,qian,退出企业", "王工,wang,"
    )
    assert {what: change["status"] for what, change in told(plan).items()} == {
        "suspends li": ("active", "suspended"),
        "returns zhao": ("left", "active"),
    }
    # Who is in a file again has come back, also where the file says nothing of it.
    assert list(told(planned("姓名,账号", "赵工,zhao"))) == ["returns zhao"]


def test_accounts_without_a_column_for_them() -> None:
    plan = planned("姓名,工号,邮箱,部门", "李大工,3,,", "新人,9,New.Man@e.com,泵厂", "小新,X10,,泵厂")
    assert [change.target.person_id for change in plan.people] == ["li", "new.man", "x10"]
    assert found(plan) == [("account_made", 3, "")]
    assert plan.problems[0].params == {"count": 2}


def test_an_account_that_was_made_is_never_somebody_else_s() -> None:
    plan = planned("姓名,邮箱,部门", "李四,li@e.com,泵厂", "何主任,lead@other.com,", "何大力,lead@e.com,")
    assert [(key, row) for key, row, _ in found(plan)] == [
        ("account_made_taken", 2),
        ("account_twice", 4),  # 何主任 and 何大力 are both lead: one by name, one by address
        ("account_made", 2),
    ]


# -- departments, leaders, ranks ----------------------------------------------------------------------------


def test_several_departments() -> None:
    plan = planned("姓名,账号,部门", "李工,li,泵厂/一车间;泵厂/二车间;新部", "王工,wang, 泵厂 / 三车间 ")
    moved = {what: change["department"][1] for what, change in told(plan).items()}
    assert moved == {"moves li": "泵厂/一车间", "moves wang": "泵厂/三车间"}
    assert plan.departments == ("新部", "泵厂/三车间")
    assert found(plan) == [("several_departments", 2, "")]


def test_dingtalk_departments() -> None:
    plan = planned("员工UserID,姓名,部门,是否此部门主管(是/否)", 'li,李工,"泵厂-一车间,泵厂","是,否"')
    assert told(plan)["moves li"]["department"] == ("泵厂/二车间/甲班", "泵厂/一车间")
    # The row names both departments and says which he leads; of 泵厂 he says no, and boss isn't in the file.
    assert plan.leaders == (LeaderChange("泵厂/一车间", None, "li"),)


def test_leaders() -> None:
    header = "姓名,账号,部门,部门负责人"
    hand_over = planned(header, "何主任,lead,泵厂/二车间,否", "李工,li,泵厂/二车间/甲班;泵厂/二车间,否;是")
    assert hand_over.leaders == (LeaderChange("泵厂/二车间", "lead", "li"),)
    vacant = planned(header, "何主任,lead,泵厂/二车间,")
    assert vacant.leaders == (LeaderChange("泵厂/二车间", "lead", None),)
    assert planned("姓名,账号,部门", "何主任,lead,泵厂/二车间").leaders == ()
    twice = planned(header, "李工,li,泵厂/一车间,是", "王工,wang,泵厂/一车间,是")
    assert twice.leaders == (LeaderChange("泵厂/一车间", None, "li"),)
    assert found(twice) == [("leader_twice", 3, "leader")]


def test_new_ranks_find_their_place() -> None:
    plan = planned("姓名,账号,职级", "李工,li,总监", "王工,wang,班组长")
    assert plan.ranks == ("总经理", "总监", "主管", "班组长", "员工")
    assert not plan.problems
    by_level = planned("姓名,账号,级别", "李工,li,2")
    assert told(by_level) == {"changes li": {"rank": ("员工", "主管")}}
    assert by_level.ranks is None


def test_ranks_of_the_company_s_own() -> None:
    lines = ("姓名,账号,职级", "李工,li,P7", "王工,wang,P7")
    assert found(planned(*lines)) == [("rank_unknown", 2, "rank")]
    plan = planned(*lines, options=Options(ranks=("总经理", "P7", "主管", "员工")))
    assert plan.ranks == ("总经理", "P7", "主管", "员工")
    assert not plan.problems
    missing = planned(*lines, options=Options(ranks=("P7", "员工")))
    assert found(missing) == [("rank_unlisted", 0, "rank")] * 2  # of boss and lead, who aren't in the file
    assert found(planned(*lines, options=Options(ranks=("P7", "P7"))))[0] == ("ranks_twice", 0, "")


# -- superiors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["boss", "BOSS", "顾总", "顾总(boss)", "顾总(Boss)", "谁(boss)"])
def test_a_superior_by_account_or_name(cell: str) -> None:
    plan = planned("姓名,账号,直属上级", f"李工,li,{cell}")
    assert told(plan) == {"changes li": {"manager": ("lead", "boss")}}


def test_a_superior_who_comes_with_the_file() -> None:
    plan = planned("姓名,账号,直属上级,部门", "李工,li,新主任,", "新主任,new,boss,泵厂")
    assert told(plan)["changes li"] == {"manager": ("lead", "new")}


def test_superiors_that_cannot_be() -> None:
    plan = planned(
        "姓名,账号,直属上级,部门,状态",
        "李工,li,没有这人,,",
        "王工,wang,赵工,,",
        "新甲,a1,王工,泵厂,",
        "新乙,a2,lead,泵厂,",
        "王工,w2,boss,泵厂,",
        "新丙,a3,zhao,泵厂,",
        "何主任,lead,,,离职",
    )
    errors = [problem for problem in plan.problems if problem.severity == "error"]
    assert [(problem.key, problem.row) for problem in errors] == [
        ("manager_missing", 2),
        ("manager_missing", 3),  # a name of somebody who left is nobody's name
        ("manager_ambiguous", 4),
        ("manager_left", 5),
        ("manager_left", 7),
    ]
    assert "w2, wang" in errors[2].say("zh-CN")


def test_circles_are_named() -> None:
    plan = planned("姓名,账号,直属上级", "顾总,boss,王工", "王工,wang,li", "李工,li,lead", "何主任,lead,boss")
    assert found(plan) == [("cycle", 2, "manager")]
    assert "顾总(boss) → 王工(wang) → 李工(li) → 何主任(lead) → 顾总(boss)" in plan.problems[0].say("zh-CN")
    assert found(planned("姓名,账号,直属上级", "李工,li,李工")) == [("cycle", 2, "manager")]
    # A circle that leads through people who aren't in the file is one too.
    assert found(planned("姓名,账号,直属上级", "顾总,boss,li")) == [("cycle", 2, "manager")]


def test_a_long_circle_is_cut_short() -> None:
    lines = [f"人{n},p{n},p{(n + 1) % 5000},部" for n in range(5000)]
    plan = planned("姓名,账号,直属上级,部门", *lines, org=Org("test.local"))
    assert found(plan) == [("cycle", 2, "manager")]
    assert len(plan.problems[0].say("zh-CN")) < 300


# -- what is wrong with a row -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        ("姓名,账号,部门", "新,li gong,泵厂", ("account_invalid", 2, "account")),
        ("姓名,账号,部门", "新,张伟,泵厂", ("account_invalid", 2, "account")),
        ("姓名,账号,部门", "新,a@corp.com,泵厂", ("account_invalid", 2, "account")),
        ("姓名,账号,部门", "新,1.39E+10,泵厂", ("scientific", 2, "account")),
        ("姓名,账号,部门", f"新,{'x' * 250},泵厂", ("account_invalid", 2, "account")),
        ("姓名,账号,部门", "新,,泵厂", ("no_account", 2, "account")),
        ("姓名,部门", "新,泵厂", ("no_account_column", 0, "")),
        ("姓名,账号,部门", ",new,泵厂", ("no_name", 2, "name")),
        ("姓名,账号,部门", "新,new,", ("no_department", 2, "department")),
        ("姓名,账号", "新,new", ("no_department", 2, "department")),
        ("姓名,账号,部门", f"新,new,{'长' * 101}", ("department_name", 2, "department")),
        ("姓名,账号,状态", "李工,li,出差", ("status_unknown", 2, "status")),
        ("姓名,账号,部门负责人", "李工,li,也许", ("flag_unknown", 2, "leader")),
        ("姓名,账号,手机", "李工,li,1.39E+10", ("scientific", 2, "phone")),
        ("姓名,账号,工号", "李工,li,4", ("employee_no_twice", 2, "employee_no")),
        ("姓名,账号,职务", f"李工,li,{'长' * 201}", ("too_many_words", 2, "title")),
        ("姓名,账号,角色", f"李工,li,{'长' * 61}", ("role_name", 2, "roles")),
    ],
)
def test_errors_in_a_row(header: str, row: str, problem: tuple[str, int, str]) -> None:
    plan = planned(header, row)
    assert found(plan) == [problem]
    assert plan.has_errors


def test_duplicates() -> None:
    plan = planned("姓名,账号,部门,工号", "新,new,泵厂,77", "旧,NEW,泵厂,78", "另,other,泵厂,77")
    assert found(plan) == [("account_twice", 3, "account"), ("employee_no_twice", 4, "employee_no")]
    assert "第 2 行" in plan.problems[0].say("zh-CN")


def test_employee_numbers_may_change_hands_in_one_file() -> None:
    assert not planned("姓名,账号,工号", "李工,li,4", "王工,wang,3").problems
    assert not planned("姓名,账号,工号,状态", "李工,li,4,", "王工,wang,4,离职").problems


def test_an_odd_address_is_only_worth_a_word() -> None:
    plan = planned("姓名,账号,邮箱", "李工,li,无")
    assert [(problem.key, problem.severity) for problem in plan.problems] == [("email_odd", "warning")]


def test_roles_only_by_who_may() -> None:
    lines = ("姓名,账号,角色", "李工,li,admin", "何主任,lead,hr")
    assert found(planned(*lines, options=Options())) == [("roles_forbidden", 2, "roles")]
    assert told(planned(*lines)) == {"changes li": {"roles": (None, "admin")}}


def test_who_empties_the_company_is_asked_twice() -> None:
    many = company()
    table = csv("姓名,账号,部门", *(f"人{n},p{n},泵厂" for n in range(20)))
    plan = provisioning.plan(many, table, FULL)
    assert not plan.problems  # four of four leave: too few to be a mistake worth a word
    nobody = planned("姓名,账号,状态", "李工,li,离职", options=FULL)
    assert ("nobody_stays", 0, "") in found(nobody)
    assert nobody.has_errors


def _applied(plan: provisioning.Plan) -> Org:
    """A company of the plan's newcomers, for tests that need many people and no database."""
    departments = [
        Department(path, path.rpartition("/")[0] or None, path.rpartition("/")[2], path)
        for path in plan.departments
    ]
    people = [
        Person(c.target.person_id, c.target.name, c.target.department, c.target.employee_no)
        for c in plan.people
    ]
    return Org("test.local", people, departments)


def test_a_large_part_leaving_is_pointed_out() -> None:
    big = provisioning.demo_table()
    org = _applied(provisioning.plan(Org("test.local"), big, ALL_RIGHTS))
    half = provisioning.Table(big.rows[:150], digest="x")
    plan = provisioning.plan(org, half, FULL)
    warning = next(problem for problem in plan.problems if problem.key == "many_leave")
    assert warning.params == {"count": 159, "all": 309}


# -- words --------------------------------------------------------------------------------------------------


def test_the_demonstration_company_has_nothing_wrong() -> None:
    plan = provisioning.plan(Org("test.local"), provisioning.demo_table(), Options())
    assert plan.problems == ()
    assert plan.counts["joins"] == 309
    assert len(plan.departments) == 69
    assert len(plan.leaders) == 68
    assert plan.ranks == ("董事长", "总经理", "总监", "经理", "主管", "班组长", "员工")


def test_the_plan_in_words() -> None:
    plan = planned(
        "姓名,账号,部门,职级,状态,部门负责人",
        "李工,li,泵厂/一车间,总监,,是",
        "新人,new,新部,员工,,",
        "王工,wang,,员工,离职,",
        "坏,b d,泵厂,员工,,",
    )
    chinese, english = ("\n".join(provisioning.describe(plan, language)) for language in LANGUAGES)
    for words in (
        "入职 1 人",
        "李工(li):调动",
        "部门 泵厂/二车间/甲班 → 泵厂/一车间",
        "新部门:新部",
        "第 5 行",
    ):
        assert words.translate(_HALF) in chinese.translate(_HALF)
    for words in (
        "1 join",
        "李工 (li): moves",
        "New department: 新部",
        "Row 5, account",
        "Leader of “泵厂/一车间”",
    ):
        assert words in english
    assert "… and 1 more." in provisioning.describe(plan, "en", most=2)


_HALF = str.maketrans("，：（）", ",:()")


def test_every_problem_that_has_words_can_happen() -> None:
    code = "".join(
        file.read_text()
        for file in (resources.files("fangyuan") / "provisioning").iterdir()
        if file.name.endswith(".py")
    )
    prefix = "provisioning.problem."
    keys = [key.removeprefix(prefix) for key in catalogue("en") if key.startswith(prefix)]
    assert [key for key in keys if f'"{key}"' not in code] == []


def test_every_field_has_a_name() -> None:
    assert all(f"provisioning.column.{field}" in catalogue("en") for field in FIELDS)


def test_problems_know_their_place() -> None:
    assert Problem("no_name", row=3, column="name").say("en") == "Row 3, name: No name."
    assert Problem("ranks_twice").say("en") == "A rank is listed twice."
