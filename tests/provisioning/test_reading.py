"""Files of every sort become the same table, or are refused in words."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, cast

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.kernel.errors import BadRequest
from fangyuan.kernel.text import LANGUAGES
from fangyuan.provisioning import Problem, Row, Table, read_table, reading, xlsx

PLAIN = '姓名,账号,部门,手机\n张伟,zhang.wei,泵厂/一车间,13900000001\n"欧阳,娜娜",ouyang,泵厂,+85212345\n'
ROWS = [
    Row(2, "zhang.wei", None, "张伟", "泵厂/一车间", phone="13900000001"),
    Row(3, "ouyang", None, "欧阳,娜娜", "泵厂", phone="+85212345"),
]


def spreadsheet(rows: Sequence[Sequence[object]], *, sheets: Sequence[str] = ("成员",)) -> bytes:
    """An .xlsx file with these rows on its last sheet."""
    book: Any = cast(Any, openpyxl).Workbook()
    for title in sheets:
        book.create_sheet(title)
    del book[book.sheetnames[0]]
    for row in rows:
        book[sheets[-1]].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, filename: str = "") -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        read_table(data, filename)
    assert all(caught.value.say(language) for language in LANGUAGES)
    return caught.value


def problems(table: Table) -> list[tuple[str, int, str]]:
    return [(problem.key, problem.row, problem.column) for problem in table.problems]


# -- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(encoding: str) -> None:
    assert read_table(PLAIN.encode(encoding)).rows == ROWS


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators(separator: str, line_end: str) -> None:
    text = PLAIN.replace('"欧阳,娜娜"', "欧阳").replace(",", separator).replace("\n", line_end)
    assert [row.name for row in read_table(text.encode("gbk")).rows] == ["张伟", "欧阳"]


def test_broken_utf8_is_not_taken_for_chinese_of_another_encoding() -> None:
    data = (PLAIN * 5).encode().replace("欧阳".encode(), "欧阳".encode()[:-1], 1)
    error = refusal(data)
    assert error.key == "provisioning.unreadable.encoding"
    assert error.params == {"row": 3, "encoding": "UTF-8"}


def test_bytes_that_are_no_text() -> None:
    error = refusal(PLAIN.encode("gbk") + b"\xff\xff\xff,x\n")
    assert error.params == {"row": 4, "encoding": "GB18030"}


def test_quoted_line_ends_and_the_number_of_a_row() -> None:
    text = '姓名,"账号\n(必填)",部门\n"张\n伟",a,x\n\n李,b,y\n'
    assert [(row.number, row.account, row.name) for row in read_table(text.encode()).rows] == [
        (2, "a", "张 伟"),
        (4, "b", "李"),  # the empty row counts, as in a spreadsheet
    ]


def test_quotes_that_do_not_match() -> None:
    error = refusal('姓名,账号\n张,a\n李,"b\n王,c\n'.encode())
    assert (error.key, error.params) == ("provisioning.unreadable.quotes", {"row": 3})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        ("工资,奖金\n1,2\n".encode(), "no_header"),
        ("姓名\n张伟\n".encode(), "no_header"),  # one column is no list of people
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old_excel"),
        (b"PK\x03\x04 and then nonsense", "broken_xlsx"),
    ],
)
def test_what_is_no_table(data: bytes, why: str) -> None:
    assert refusal(data, "名单.csv").key == f"provisioning.unreadable.{why}"


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert len(read_table(PLAIN.encode()).rows) == 2
    assert refusal((PLAIN + "王,c,x,1\n").encode()).key == "provisioning.unreadable.too_many_rows"
    monkeypatch.setattr(reading, "MOST_BYTES", 50)
    assert refusal(PLAIN.encode()).key == "provisioning.unreadable.too_large"


# -- headers ------------------------------------------------------------------------------------------------


def test_the_header_below_notes_as_in_wecom() -> None:
    notes = ["填写须知:\n1、不能增加、删除列;\n2、账号:成员的唯一标识"]
    header = [
        "姓名",
        "账号",
        "别名",
        "职务",
        "部门",
        "性别",
        "手机",
        "座机",
        "个人邮箱",
        "直属上级",
        "激活状态",
    ]
    person = [
        "张伟",
        "ZhangWei",
        "老张",
        "铣工",
        "泵厂/一车间;泵厂",
        "男",
        "139",
        "",
        "z@e.com",
        "",
        "已激活",
    ]
    expected = Row(
        4, "ZhangWei", None, "张伟", "泵厂/一车间;泵厂", None, "铣工", "139", "z@e.com", "", None, "已激活"
    )
    for table in (
        read_table(spreadsheet([notes, [], header, person])),
        read_table(
            "\n".join([notes[0].replace("\n", ""), "", ",".join(header), ",".join(person)]).encode("gbk")
        ),
    ):
        assert table.rows == [expected]
        assert table.problems == []
        assert not table.hyphens


def test_dingtalk() -> None:
    header = (
        "员工UserID,部门,职位,姓名,性别,工号,是否此部门主管(是/否),手机号,邮箱,分机号,办公地点,备注,"
        "直属主管,入职时间"
    )
    person = "0135-1,市场部-杭州分部,销售,张伟,男,S1,是,139,z@e.com,,,,李娜,2024-01-01"
    table = read_table(f"{header}\n{person}\n".encode())
    assert table.rows == [
        Row(2, "0135-1", "S1", "张伟", "市场部-杭州分部", None, "销售", "139", "z@e.com", "李娜", "是")
    ]
    assert table.hyphens
    assert not read_table(f"{header}\n{person.replace('部-', '部/')}\n".encode()).hyphens
    assert table.problems == []


def test_english_and_columns_nobody_needs() -> None:
    header = "Full Name *,ACCOUNT,Job title,Reports to,E-mail,Employee No,T-shirt,Role,Is leader"
    table = read_table(f"{header}\nAnn,ann,CEO,,a@e.com,7,XL,hr,yes\n".encode())
    assert table.rows == [
        Row(2, "ann", "7", "Ann", None, None, "CEO", None, "a@e.com", "", "yes", None, "hr")
    ]
    assert table.problems == [Problem("ignored_columns", "warning", params={"columns": "T-shirt"})]


def test_the_better_of_two_columns_counts_where_it_has_something() -> None:
    text = "姓名,账号,个人邮箱,企业邮箱\n张,a,home@e.com,work@e.com\n李,b,home@e.com,\n"
    assert [row.email for row in read_table(text.encode()).rows] == ["work@e.com", "home@e.com"]


# -- cells --------------------------------------------------------------------------------------------------


def test_cells_are_cleaned() -> None:
    text = "姓名,账号,职务\n\u3000 张\u3000伟\u200b ,\ufeffa,'=1+1\ne\u0301,b,'tis\n"
    rows = read_table(text.encode()).rows
    assert [(row.name, row.account, row.title) for row in rows] == [
        ("张 伟", "a", "=1+1"),
        ("é", "b", "'tis"),
    ]


def test_cells_that_cannot_be_used() -> None:
    text = f"姓名,账号,职务\n张,a,{'x' * 1001}\n李,#REF!,y\n王,c,a\x00b\n"
    table = read_table(text.encode())
    assert problems(table) == [
        ("too_long", 2, "title"),
        ("spreadsheet_error", 3, "account"),
        ("unseen", 4, "title"),
    ]
    assert [row.title for row in table.rows] == ["", "y", ""]
    assert all(problem.severity == "error" for problem in table.problems)


@given(st.text())
def test_cleaning_again_changes_nothing(cell: str) -> None:
    once = reading.clean(cell)
    assert reading.clean(once) == once or once.startswith("'")


# -- spreadsheets -------------------------------------------------------------------------------------------


def test_spreadsheet_cells() -> None:
    day = datetime.datetime(2026, 11, 23)  # noqa: DTZ001 - a spreadsheet knows no zones
    rows = [
        ["姓名", "账号", "手机", "工号", "职务", "部门", "部门负责人"],
        ["张伟", "a", 13900000001, 7.0, day, "=1+1", True],
    ]
    # A formula that no spreadsheet program has worked out has no value: nothing is run to get one.
    assert read_table(spreadsheet(rows)).rows == [
        Row(2, "a", "7", "张伟", "", None, "2026-11-23", "13900000001", leader="1")
    ]


def test_the_sheet_with_the_people_is_found() -> None:
    data = spreadsheet([["姓名", "账号"], ["张伟", "a"]], sheets=("说明", "成员"))
    assert [row.name for row in read_table(data).rows] == ["张伟"]


def _repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(spreadsheet([["姓名", "账号"], ["张伟", "a"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_a_file_that_unpacks_to_far_more_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def padded(name: str, part: bytes) -> bytes:
        return part + b" " * 1_000_000 if name == "xl/styles.xml" else part

    monkeypatch.setattr(xlsx, "MOST_PART", 900_000)
    data = _repacked(padded)
    assert len(data) < 20_000
    assert refusal(data).key == "provisioning.unreadable.unpacks_too_large"
    monkeypatch.setattr(xlsx, "MOST_PART", 2_000_000)
    assert read_table(data).rows[0].name == "张伟"
    monkeypatch.setattr(xlsx, "MOST_UNPACKED", 900_000)
    assert refusal(data).key == "provisioning.unreadable.unpacks_too_large"


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    def small(name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:B2" />', b'<dimension ref="A1" />')

    assert read_table(_repacked(small)).rows == [Row(2, "a", None, "张伟")]


def test_rows_beyond_any_spreadsheet_end_it() -> None:
    def far(name: str, part: bytes) -> bytes:
        return part.replace(b'r="2"', b'r="99999999999"')

    assert read_table(_repacked(far)).rows == []


def _cut(name: str, part: bytes) -> bytes:
    return part[: len(part) // 2] if "sheet1" in name else part


def _string_that_is_not_there(name: str, part: bytes) -> bytes:
    return re.sub(rb't="inlineStr"><is><t>[^<]*</t></is>', b't="s"><v>9999</v>', part)


def _no_book(name: str, part: bytes) -> bytes:
    return b"<a/>" if name == "xl/workbook.xml" else part


def _entity(name: str, part: bytes) -> bytes:
    return b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' if "sheet1" in name else part


@pytest.mark.parametrize("change", [_cut, _string_that_is_not_there, _no_book, _entity])
def test_broken_spreadsheets(change: Callable[[str, bytes], bytes]) -> None:
    assert refusal(_repacked(change)).key in (
        "provisioning.unreadable.broken_xlsx",
        "provisioning.unreadable.no_header",
    )
