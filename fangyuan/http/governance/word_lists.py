"""/word-lists: the company's lists of words, which charters name."""

from __future__ import annotations

import msgspec

from fangyuan import audit, charter, directory, groups
from fangyuan.audit import Act
from fangyuan.charter import Keywords, WordList
from fangyuan.db import Tx
from fangyuan.http.governance import pages
from fangyuan.http.governance.rights import may_manage
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Conflict, Forbidden, InvalidParam
from fangyuan.kernel.json import JsonObject
from fangyuan.wording import Word

_MOST_IN_AUDIT = 200
_MANAGERS = "HR, administrators"


class WordListHead(msgspec.Struct):
    """A list without its words. `changed_ts` in ms UTC."""

    name: str
    count: int
    version: int
    changed_ts: int
    changed_by: str


class WordLists(msgspec.Struct, omit_defaults=True):
    """Lists by name. `next` goes into `from` for the page after; absent on the last."""

    lists: list[WordListHead]
    next: str | None = None


class WordListView(msgspec.Struct):
    """A list with a page of its words; `next` is the `from` of the page after it, absent on the last."""

    list: WordListHead
    words: tuple[Word, ...]
    next: str | None = None


class WordWish(msgspec.Struct):
    """The words of a list, all of them: strings, or records with severity, context, evasions, unless."""

    words: list[str | Word]


def _check_may(tx: Tx, req: Request) -> None:
    if not may_manage(directory.org(tx), req):
        raise Forbidden("Only HR or an administrator may change policies", key="groups.policies_not_yours")


def _head(name: str, found: WordList) -> WordListHead:
    return WordListHead(name, len(found.words), found.version, found.changed_ts, found.changed_by)


def list_all(tx: Tx, req: Request) -> WordLists:
    found, following = pages.cut(sorted(charter.word_lists(tx).lists.items()), req)
    return WordLists([_head(name, one) for name, one in found], following)


def get_one(tx: Tx, req: Request) -> WordListView:
    _check_may(tx, req)
    name = req.path["name"]
    found = charter.get_word_list(tx, name)
    words, following = pages.cut(found.words, req)
    return WordListView(_head(name, found), tuple(words), following)


def put_one(tx: Tx, req: Request) -> WordListHead:
    _check_may(tx, req)
    return _set(tx, req, req.json_object())


def import_one(tx: Tx, req: Request) -> WordListHead:
    _check_may(tx, req)
    try:
        text = req.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = req.body.decode("gb18030")
        except UnicodeDecodeError as cause:
            raise InvalidParam("The file is neither UTF-8 nor GB18030", key="charter.not_text") from cause
    return _set(tx, req, {"words": [msgspec.to_builtins(word) for word in charter.read_words(text)]})


def _set(tx: Tx, req: Request, wish: JsonObject) -> WordListHead:
    name = req.path["name"]
    before = charter.word_lists(tx).lists.get(name)
    after = charter.set_word_list(tx, req.actor.user_id, name, wish)
    _record(tx, req, name, before, after)
    return _head(name, after)


def delete_one(tx: Tx, req: Request) -> JsonObject:
    _check_may(tx, req)
    name = req.path["name"]
    before = charter.get_word_list(tx, name)
    used = sum(_uses(group, name) for group in groups.list_open(tx))
    if used:
        params = {"name": name, "count": used}
        raise Conflict("Charters still use the list", key="charter.word_list_used", params=params)
    charter.drop_word_list(tx, name)
    _record(tx, req, name, before, None)
    return {}


def _uses(group: groups.Group, name: str) -> bool:
    clauses = group.charter.clauses if group.charter is not None else ()
    return any(isinstance(clause, Keywords) and name in clause.lists for clause in clauses)


def _record(tx: Tx, req: Request, name: str, before: WordList | None, after: WordList | None) -> None:
    """The audit row says how many words there were and are, and which came and went: the first of them."""
    old = set(before.words) if before is not None else set[Word]()
    new = set(after.words) if after is not None else set[Word]()
    added, removed = (
        sorted(word.word for word in words)[:_MOST_IN_AUDIT] for words in (new - old, old - new)
    )
    audit.record(
        tx,
        req.actor.user_id,
        Act.POLICY_CHANGED,
        f"words/{name}",
        before=None if before is None else {"count": len(old), "version": before.version, "removed": removed},
        after=None if after is None else {"count": len(new), "version": after.version, "added": added},
    )


ROUTES = [
    Route(
        "GET",
        "/word-lists",
        read=list_all,
        answer=WordLists,
        summary="The company's word lists / 公司词表",
        may="everybody",
        query=pages.PAGED,
    ),
    Route(
        "GET",
        "/word-lists/{name}",
        read=get_one,
        answer=WordListView,
        summary="A word list with its words / 词表内容",
        may=_MANAGERS,
        query=pages.PAGED,
    ),
    Route(
        "PUT",
        "/word-lists/{name}",
        write=put_one,
        body=WordWish,
        answer=WordListHead,
        is_import=True,
        summary="Make a word list, or replace its words / 新建词表或替换全部词",
        may=_MANAGERS,
    ),
    Route(
        "POST",
        "/word-lists/{name}/import",
        write=import_one,
        body=bytes,
        answer=WordListHead,
        is_import=True,
        summary="Replace a word list by a file: TXT, one word a line, or CSV / 用 TXT 或 CSV 文件替换词表",
        may=_MANAGERS,
    ),
    Route(
        "DELETE",
        "/word-lists/{name}",
        write=delete_one,
        answer=JsonObject,
        summary="Delete a word list that no charter uses / 删除没有群规在用的词表",
        may=_MANAGERS,
    ),
]
