"""Finding people, by the name that they show, by the company's name for them, by account. §User directory.

Names that somebody bears in one room only are that room's business. The house's own account is not found: nobody
invites it, it comes by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from fangyuan import directory, identity, reach, rooms
from fangyuan.db import Tx
from fangyuan.identity import Account
from fangyuan.kernel.errors import InvalidParam
from fangyuan.kernel.ids import localpart_of
from fangyuan.search.words import MOST_TERM, fold

_MOST_CANDIDATES = 300
_MOST_FILTERED = 20_000  # looked at for somebody from whom people are hidden


def find_people(
    tx: Tx, user_id: str, term: str, limit: int, *, with_strangers: bool = False
) -> tuple[list[Account], bool]:
    """(open accounts that fit the term, the closest first, at most `limit`; whether there are more).

    Everybody of the company finds everybody, unless a rule of `reach` says otherwise; people from outside find nobody.
    `with_strangers` says that anybody may have made himself an account:
    then those whom the directory doesn't know are found by who shares a room with them, in rooms that are open to
    all, and by who knows their account's whole name.
    """
    if len(term) > MOST_TERM:
        raise InvalidParam(f"A search term has at most {MOST_TERM} characters")
    term = _without_server(tx, term.strip())
    words = fold(term).split()
    me = identity.find_account(tx, user_id)
    if not words or (me is not None and me.kind == identity.EXTERNAL_KIND):
        return [], False
    names = _Names(tx, term, words, _finder(tx, user_id))
    found: list[Account] = []
    for account in names.ranked():
        if with_strangers and not _is_near(tx, user_id, account.user_id, fold(term)):
            continue
        if len(found) == limit:
            return found, True
        found.append(account)
    return found, False


def _finder(tx: Tx, user_id: str) -> Callable[[str], bool] | None:
    """Whom this person may find; None: everybody."""
    if not reach.is_restricted(tx, user_id):
        return None
    rules = reach.compiled(tx)
    return lambda other: rules.may(user_id, other, "find")


def _without_server(tx: Tx, term: str) -> str:
    """A user ID, whole or half typed, means its account's name."""
    if not term.startswith("@"):
        return term
    return term[1:].removesuffix(f":{tx.ids.server_name}")


class _Names:
    """The accounts that a term may mean, with every name by which each is known."""

    def __init__(
        self, tx: Tx, term: str, words: list[str], may_find: Callable[[str], bool] | None = None
    ) -> None:
        self._words = words
        self._term = " ".join(words)
        # The engine looks for the longest word; as it was typed too, as it knows no case beyond ASCII.
        typed = term.split()
        word = max(typed, key=len) if len(typed) == len(words) else max(words, key=len)
        whole = tx.ids.user_id(word.lower())
        # Whoever is hidden from the searcher takes nobody's place among the candidates.
        most = _MOST_CANDIDATES if may_find is None else _MOST_FILTERED
        accounts = {one.user_id: one for one in identity.list_named(tx, word, whole, most)}
        people = [tx.ids.user_id(one) for one in directory.list_named(tx, word, most)]
        if may_find is not None:
            accounts = {user_id: one for user_id, one in accounts.items() if may_find(user_id)}
            people = [user_id for user_id in people if may_find(user_id)][:_MOST_CANDIDATES]
        missing = [one for one in people if one not in accounts]
        accounts |= {one.user_id: one for one in identity.list_accounts(tx, missing) if one.is_active}
        self._accounts = accounts
        self._org = directory.org(tx)

    def ranked(self) -> list[Account]:
        """Exact names, then beginnings, then the others; who shows a name before who shows none."""
        fitting: list[tuple[int, bool, str, str]] = []
        for account in self._accounts.values():
            names = self._of(account)
            if all(any(word in name for name in names) for word in self._words):
                shown = account.displayname or ""
                fitting.append((self._distance(names), not shown, shown, account.user_id))
        return [self._accounts[user_id] for *_, user_id in sorted(fitting)]

    def _of(self, account: Account) -> list[str]:
        person = self._org.find_person(account.user_id)
        names = [account.displayname or "", localpart_of(account.user_id), person.name if person else ""]
        return [fold(name) for name in names if name]

    def _distance(self, names: list[str]) -> int:
        if self._term in names:
            return 0
        return 1 if any(name.startswith(self._term) for name in names) else 2


def _is_near(tx: Tx, user_id: str, other: str, term: str) -> bool:
    """Whether somebody may find a stranger."""
    person = directory.org(tx).find_person(other)
    if (person is not None and person.is_active) or fold(localpart_of(other)) == term:
        return True
    if user_id != other and rooms.do_share_room(tx, user_id, other):
        return True
    seen = rooms.summaries(tx, rooms.list_joined_rooms(tx, other)).values()
    return any(room.join_rule == "public" or room.is_world_readable for room in seen)
