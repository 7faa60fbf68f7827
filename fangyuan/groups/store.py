"""The SQL of groups."""

from __future__ import annotations

from collections.abc import Sequence

from fangyuan.charter import Charter, decode_charter, encode_charter
from fangyuan.db import SQL, Row, Tx
from fangyuan.groups.model import AudienceException, Group, OrgSpace, Status

_COLUMNS = "room_id, kind, owner, status, charter_version, charter, charter_event_id, founded_ts, founded_by"
_ADD = SQL(
    f"INSERT INTO groups ({_COLUMNS}, review_date) VALUES (:room_id, :kind, :owner, :status, :charter_version, "
    ":charter, :charter_event_id, :founded_ts, :founded_by, :review_date)"
)
_FIND = SQL(f"SELECT {_COLUMNS} FROM groups WHERE room_id = :room_id")
_LIST = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE status IN ('open', 'archived') ORDER BY founded_ts, room_id"
)
_ALL = SQL(f"SELECT {_COLUMNS} FROM groups WHERE status <> 'ungoverned' ORDER BY founded_ts, room_id")
_AMONG = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE room_id IN :*room_ids AND status <> 'ungoverned' ORDER BY founded_ts, room_id"
)
_OWNERS = SQL("SELECT DISTINCT owner FROM groups WHERE status IN ('open', 'archived') ORDER BY owner")
_OWNED = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE owner IN :*owners AND status IN ('open', 'archived') "
    "ORDER BY founded_ts, room_id"
)
_FOUNDED_BEFORE = SQL(
    "SELECT room_id FROM groups WHERE status = 'open' AND founded_ts <= :ts ORDER BY room_id"
)
_REVIEW_DUE = SQL(
    "SELECT room_id FROM groups WHERE status = 'open' AND review_date <= :day ORDER BY review_date, room_id"
)
_LIST_KIND = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE status = 'open' AND kind = :kind ORDER BY founded_ts, room_id"
)
_PAGE = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE status IN ('open', 'draft', 'archived') AND room_id > :after "
    "ORDER BY room_id LIMIT :most"
)
_PAGE_AMONG = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE room_id IN :*room_ids AND status IN ('open', 'draft', 'archived') "
    "AND room_id > :after ORDER BY room_id LIMIT :most"
)
_KEPT = SQL(
    f"SELECT {_COLUMNS} FROM groups WHERE status <> 'ungoverned' AND room_id > :after ORDER BY room_id LIMIT :most"
)
_UPDATE = SQL(
    "UPDATE groups SET kind = :kind, owner = :owner, status = :status, charter_version = :charter_version, "
    "charter = :charter, charter_event_id = :charter_event_id, review_date = :review_date WHERE room_id = :room_id"
)
_SET_STATUS = SQL("UPDATE groups SET status = :status WHERE room_id = :room_id")
_TEXTS = SQL(
    "SELECT room_id, kind, owner, charter FROM groups WHERE status = 'open' ORDER BY founded_ts, room_id"
)
_ADD_QUESTION = SQL(
    "INSERT INTO house_questions (event_id, user_id, about, subject, ts) "
    "VALUES (:event_id, :user_id, :about, :subject, :ts)"
)
_FIND_QUESTION = SQL(
    "SELECT about, subject FROM house_questions WHERE event_id = :event_id AND user_id = :user_id"
)
_NEWEST_QUESTION = SQL(
    "SELECT q.about, q.subject FROM house_questions q JOIN events e ON e.event_id = q.event_id "
    "WHERE q.user_id = :user_id AND q.about IN :*about ORDER BY e.position DESC LIMIT 1"
)
_ASKED = SQL(
    "SELECT DISTINCT user_id FROM house_questions WHERE about = :about AND subject = :subject ORDER BY user_id"
)
_SUBJECTS = SQL(
    "SELECT DISTINCT subject FROM house_questions WHERE user_id = :user_id AND about = :about ORDER BY subject"
)
_DROP_QUESTIONS = SQL("DELETE FROM house_questions WHERE about = :about AND subject = :subject")
_ADD_VERSION = SQL(
    "INSERT INTO charter_versions (room_id, version, charter, author, ts) "
    "VALUES (:room_id, :version, :charter, :author, :ts)"
)
_COPY_VERSIONS = SQL(
    "INSERT INTO charter_versions (room_id, version, charter, author, ts) "
    "SELECT :new_id, version, charter, author, ts FROM charter_versions WHERE room_id = :room_id"
)
_VERSIONS = SQL(
    "SELECT version, charter, author, ts FROM charter_versions WHERE room_id = :room_id ORDER BY version"
)
_EXCEPTION = "exception_id, room_id, person_id, effect, reason, author, created_ts, until_ts"
_ADD_EXCEPTION = SQL(
    f"INSERT INTO audience_exceptions ({_EXCEPTION}) VALUES (:exception_id, :room_id, :person_id, :effect, :reason, "
    ":author, :created_ts, :until_ts)"
)
_EXCEPTIONS = SQL(
    f"SELECT {_EXCEPTION} FROM audience_exceptions WHERE room_id = :room_id ORDER BY created_ts, exception_id"
)
_EXCEPTIONS_FOR = SQL(
    f"SELECT {_EXCEPTION} FROM audience_exceptions WHERE person_id = :person_id ORDER BY created_ts, exception_id"
)
_FIND_EXCEPTION = SQL(f"SELECT {_EXCEPTION} FROM audience_exceptions WHERE exception_id = :exception_id")
_DROP_EXCEPTION = SQL("DELETE FROM audience_exceptions WHERE exception_id = :exception_id")
_DROP_FOR = SQL(
    "DELETE FROM audience_exceptions WHERE room_id = :room_id AND person_id = :person_id AND effect IN :*effects"
)
_MOVE_EXCEPTIONS = SQL("UPDATE audience_exceptions SET room_id = :new_id WHERE room_id = :room_id")
_CHAT = SQL("SELECT room_id FROM house_chats WHERE user_id = :user_id")
_ADD_CHAT = SQL(
    "INSERT INTO house_chats (user_id, room_id) VALUES (:user_id, :room_id) "
    "ON CONFLICT (user_id) DO UPDATE SET room_id = excluded.room_id"
)
_TELL = SQL(
    "INSERT INTO told (user_id, subject, ts) VALUES (:user_id, :subject, :ts) ON CONFLICT (user_id, subject) DO NOTHING"
)
_SPACE = "department_id, room_id, parent_id, sort, name"
_SPACES = SQL(f"SELECT {_SPACE} FROM org_spaces ORDER BY department_id")
_PUT_SPACE = SQL(
    f"INSERT INTO org_spaces ({_SPACE}) VALUES (:department_id, :room_id, :parent_id, :sort, :name) "
    "ON CONFLICT (department_id) DO UPDATE SET room_id = excluded.room_id, parent_id = excluded.parent_id, "
    "sort = excluded.sort, name = excluded.name"
)
_DROP_SPACE = SQL("DELETE FROM org_spaces WHERE department_id = :department_id")


def _group(row: Row) -> Group:
    room_id, kind, owner, status, version, charter, event_id, founded_ts, founded_by = row
    return Group(
        room_id,
        kind,
        owner,
        status,
        version,
        decode_charter(charter) if charter else None,
        event_id,
        founded_ts,
        founded_by,
    )


def _values(group: Group) -> dict[str, object]:
    charter = encode_charter(group.charter) if group.charter is not None else b""
    review_date = group.charter.review_date if group.charter is not None else None
    columns = {name: getattr(group, name) for name in group.__struct_fields__}
    return {**columns, "charter": charter, "review_date": review_date}


PURPOSES = ("groups", "purposes")
"""What is remembered of all open groups; forgotten with each change of one."""


def add(tx: Tx, group: Group) -> None:
    tx.forget(PURPOSES)
    tx.run(_ADD, **_values(group))


def update(tx: Tx, group: Group) -> None:
    tx.forget(PURPOSES)
    values = _values(group)
    del values["founded_ts"], values["founded_by"]
    tx.run(_UPDATE, **values)


def set_status(tx: Tx, room_id: str, status: Status) -> None:
    tx.forget(PURPOSES)
    tx.run(_SET_STATUS, room_id=room_id, status=status)


def find(tx: Tx, room_id: str) -> Group | None:
    row = tx.one(_FIND, room_id=room_id)
    return _group(row) if row else None


def list_open(tx: Tx) -> list[Group]:
    """The groups that follow the org chart: open ones, and those that are only read any more."""
    return [_group(row) for row in tx.all(_LIST)]


def list_all(tx: Tx) -> list[Group]:
    """Everything that ever was a group, drafts and closed ones too, the oldest first."""
    return [_group(row) for row in tx.all(_ALL)]


def list_among(tx: Tx, room_ids: list[str]) -> list[Group]:
    """Those of these rooms that are groups, the oldest first."""
    return [_group(row) for row in tx.all(_AMONG, room_ids=room_ids)]


def list_owners(tx: Tx) -> list[str]:
    """The owners of the groups that follow the org chart."""
    return [row[0] for row in tx.all(_OWNERS)]


def list_owned(tx: Tx, owners: list[str]) -> list[Group]:
    """The groups that follow the org chart and are these people's."""
    return [_group(row) for row in tx.all(_OWNED, owners=owners)]


def list_founded_before(tx: Tx, ts: int) -> list[str]:
    """The open groups that were founded then (ms) or earlier."""
    return [row[0] for row in tx.all(_FOUNDED_BEFORE, ts=ts)]


def list_review_due(tx: Tx, day: str) -> list[str]:
    """The open groups whose review date (YYYY-MM-DD) is this day or an earlier one, the earliest first."""
    return [row[0] for row in tx.all(_REVIEW_DUE, day=day)]


def list_texts(tx: Tx) -> list[Row]:
    """(room id, kind, owner, charter as stored) of the open groups."""
    return tx.all(_TEXTS)


def list_open_of_kind(tx: Tx, kind: str) -> list[Group]:
    """Open groups of one kind, the oldest first."""
    return [_group(row) for row in tx.all(_LIST_KIND, kind=kind)]


def list_page(tx: Tx, after: str, most: int) -> list[Group]:
    """Groups that aren't closed, and drafts, by room id, after this one."""
    return [_group(row) for row in tx.all(_PAGE, after=after, most=most)]


def list_after(tx: Tx, after: str, most: int) -> list[Group]:
    """Groups of every status by room id, after this one: closed ones are still the company's records."""
    return [_group(row) for row in tx.all(_KEPT, after=after, most=most)]


def list_page_among(tx: Tx, room_ids: list[str], after: str, most: int) -> list[Group]:
    """The same of these rooms only."""
    return [_group(row) for row in tx.all(_PAGE_AMONG, room_ids=room_ids, after=after, most=most)]


def add_version(tx: Tx, room_id: str, charter: Charter, author: str) -> None:
    tx.run(
        _ADD_VERSION,
        room_id=room_id,
        version=charter.version,
        charter=encode_charter(charter),
        author=author,
        ts=tx.now_ms,
    )


def copy_versions(tx: Tx, room_id: str, new_id: str) -> None:
    """The history of a charter is also that of the group's new room."""
    tx.run(_COPY_VERSIONS, room_id=room_id, new_id=new_id)


def move_exceptions(tx: Tx, room_id: str, new_id: str) -> None:
    tx.run(_MOVE_EXCEPTIONS, room_id=room_id, new_id=new_id)


def list_versions(tx: Tx, room_id: str) -> list[tuple[Charter, str, int]]:
    """(charter, author, when in ms) of every version, the first one first."""
    return [(decode_charter(row[1]), row[2], row[3]) for row in tx.all(_VERSIONS, room_id=room_id)]


def add_exception(tx: Tx, exception: AudienceException) -> None:
    tx.run(_ADD_EXCEPTION, **{name: getattr(exception, name) for name in exception.__struct_fields__})


def list_exceptions(tx: Tx, room_id: str) -> list[AudienceException]:
    return [AudienceException(*row) for row in tx.all(_EXCEPTIONS, room_id=room_id)]


def list_exceptions_for(tx: Tx, person_id: str) -> list[AudienceException]:
    """One person's exceptions in all groups."""
    return [AudienceException(*row) for row in tx.all(_EXCEPTIONS_FOR, person_id=person_id)]


def find_exception(tx: Tx, exception_id: str) -> AudienceException | None:
    row = tx.one(_FIND_EXCEPTION, exception_id=exception_id)
    return AudienceException(*row) if row else None


def drop_exception(tx: Tx, exception_id: str) -> bool:
    return tx.run(_DROP_EXCEPTION, exception_id=exception_id) > 0


def drop_exceptions_for(tx: Tx, room_id: str, person_id: str, effects: list[str]) -> int:
    return tx.run(_DROP_FOR, room_id=room_id, person_id=person_id, effects=effects)


def find_chat(tx: Tx, user_id: str) -> str | None:
    """The direct chat between the house and this person."""
    return tx.value(_CHAT, user_id=user_id)


def add_chat(tx: Tx, user_id: str, room_id: str) -> None:
    tx.run(_ADD_CHAT, user_id=user_id, room_id=room_id)


def note_told(tx: Tx, user_id: str, subject: str) -> bool:
    """False when the person was told of this subject before."""
    return tx.run(_TELL, user_id=user_id, subject=subject, ts=tx.now_ms) > 0


def list_spaces(tx: Tx) -> list[OrgSpace]:
    """The spaces of the org chart."""
    return [OrgSpace(*row) for row in tx.all(_SPACES)]


def put_space(tx: Tx, space: OrgSpace) -> None:
    tx.run(_PUT_SPACE, **{name: getattr(space, name) for name in space.__struct_fields__})


def drop_space(tx: Tx, department_id: str) -> None:
    tx.run(_DROP_SPACE, department_id=department_id)


def add_question(tx: Tx, event_id: str, user_id: str, about: str, subject: str) -> None:
    tx.run(_ADD_QUESTION, event_id=event_id, user_id=user_id, about=about, subject=subject, ts=tx.now_ms)


def find_question(tx: Tx, event_id: str, user_id: str) -> tuple[str, str] | None:
    """(what it is about, of which one), if the house has asked this person in this message."""
    row = tx.one(_FIND_QUESTION, event_id=event_id, user_id=user_id)
    return (row[0], row[1]) if row else None


def find_newest_question(tx: Tx, user_id: str, about: Sequence[str]) -> tuple[str, str] | None:
    """The same of the newest message in which the house has asked him about one of these."""
    row = tx.one(_NEWEST_QUESTION, user_id=user_id, about=list(about))
    return (row[0], row[1]) if row else None


def list_asked(tx: Tx, about: str, subject: str) -> list[str]:
    return [row[0] for row in tx.all(_ASKED, about=about, subject=subject)]


def list_subjects(tx: Tx, user_id: str, about: str) -> list[str]:
    return [row[0] for row in tx.all(_SUBJECTS, user_id=user_id, about=about)]


def drop_questions(tx: Tx, about: str, subject: str) -> None:
    tx.run(_DROP_QUESTIONS, about=about, subject=subject)
