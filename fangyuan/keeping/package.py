"""What an export of a group holds, and how it reads: pages that open offline, without a script."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

import msgspec

from fangyuan import charter, directory, events, groups, media, rooms
from fangyuan.db import Tx
from fangyuan.events import Event
from fangyuan.kernel import json
from fangyuan.kernel.text import both

FORMAT = "fangyuan-group-export/1"
PAGE = 500  # messages
_CSS = (
    "body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "pre{white-space:pre-wrap;background:#f6f6f4;padding:1rem}"
    "article{border-top:1px solid #ddd;padding:.4rem 0}time{color:#777;font-size:85%;margin-left:.6rem}"
    "img{max-width:100%;max-height:24rem;display:block}.state{color:#777}p{margin:.2rem 0;white-space:pre-wrap}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:"


class Stored(msgspec.Struct, frozen=True):
    """A file of the group: where it lies in the store, and under which path in the package."""

    object_key: str
    size: int
    path: str
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What is to be packed, as of one moment: everything up to `upto`. `files` by media id."""

    room_id: str
    name: str
    upto: int
    exported_ts: int
    messages: int
    members: list[dict[str, Any]]
    charters: list[dict[str, Any]]
    text: dict[str, str]
    files: dict[str, Stored]
    names: dict[str, str]  # of senders, by user id


def contents_of(tx: Tx, room_id: str) -> Contents:
    """Reads all but the messages themselves, which come page by page."""
    group, room = groups.get(tx, room_id), rooms.get(tx, room_id)
    members = [_member(event) for event in rooms.list_member_events(tx, [room_id])]
    versions = [
        {"version": one.version, "author": author, "ts": ts, "charter": one.to_json()}
        for one, author, ts in groups.list_versions(tx, room_id)
    ]
    policy = charter.retention_policy(tx)
    text = charter.texts(directory.org(tx), group.charter, policy=policy) if group.charter is not None else {}
    found = [media.find(tx, media_id) for media_id in events.list_files_in_room(tx, room_id)]
    return Contents(
        room_id=room_id,
        name=json.as_str(room.content("m.room.name").get("name")) or room_id,
        upto=tx.position,
        exported_ts=tx.now_ms,
        messages=events.count_in_room(tx, room_id, tx.position),
        members=members,
        charters=versions,
        text={**text},
        files={file.media_id: _stored(file) for file in found if file is not None and _is_shown(file)},
        names={str(one["user_id"]): str(one["name"]) for one in members if one["name"]},
    )


def _is_shown(file: media.File) -> bool:
    return file.object_key is not None and file.quarantined_by is None


def _stored(file: media.File) -> Stored:
    name = "".join(one if one.isalnum() or one in "._-" else "_" for one in file.filename or "")[-80:]
    return Stored(
        file.object_key or "", file.size, f"files/{file.media_id}_{name.lstrip('.') or 'file'}", file.sha256
    )


def _member(event: Event) -> dict[str, Any]:
    content = event.content()
    return {
        "user_id": event.state_key,
        "membership": event.membership(),
        "name": json.as_str(content.get("displayname")) or "",
        "since_ts": event.ts,
    }


def read_page(tx: Tx, contents: Contents, after: int) -> list[Event]:
    """The next events of the group, in their order."""
    return events.list_history(tx, contents.room_id, after, contents.upto, PAGE, backwards=False)


# -- the readable page -----------------------------------------------------------------------------------------------


def html_start(contents: Contents) -> str:
    """The head of index.html: what was exported when, the charter, who is in."""
    words = {name: _page_word(name) for name in ("title", "charter", "members", "messages")}
    charters = "".join(f"<pre>{escape(text)}</pre>" for text in contents.text.values())
    present = [one for one in contents.members if one["membership"] == "join"]
    people = "".join(
        f"<li>{escape(one['name'] or one['user_id'])} ({escape(one['user_id'])})</li>" for one in present
    )
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(contents.name)}</title><style>{_CSS}</style>"
        f"<h1>{escape(contents.name)}</h1><p>{escape(words['title'])}: {_when(contents.exported_ts)} "
        f"({escape(contents.room_id)})</p><h2>{escape(words['charter'])}</h2>{charters}"
        f"<h2>{escape(words['members'])}</h2><ul>{people}</ul><h2>{escape(words['messages'])}</h2>\n"
    )


def html_end() -> str:
    return "</html>\n"


def message_html(contents: Contents, event: Event, server_name: str) -> str:
    """One event as people read it; '' for what says nothing to them."""
    content = event.content()
    body = json.as_str(content.get("body"))
    if event.redacted_by is not None:
        inner = f'<p class="state">{escape(_page_word("removed"))}</p>'
    elif event.state_key is not None or body is None:
        inner = f'<p class="state">{escape(event.type)}</p>'
    else:
        inner = f"<p>{escape(body)}</p>" + "".join(
            _file_html(contents.files[media_id], content)
            for media_id in events.files_of(event.json, server_name)
            if media_id in contents.files
        )
    who = escape(contents.names.get(event.sender, event.sender))
    head = f"<b>{who}</b><time>{_when(event.ts)}</time>"
    return f'<article id="{escape(event.event_id)}">{head}{inner}</article>\n'


def _page_word(name: str) -> str:
    return " / ".join(both(f"keeping.page.{name}").values())


def _file_html(file: Stored, content: dict[str, Any]) -> str:
    path = escape(file.path)
    if content.get("msgtype") == "m.image":
        return f'<a href="{path}"><img src="{path}" alt=""></a>'
    return f'<a href="{path}">{escape(file.path.partition("_")[2])}</a>'


def _when(ts: int) -> str:
    return datetime.fromtimestamp(ts / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
