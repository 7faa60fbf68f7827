"""Requests that no client sends, and near misses of those that clients send."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote_from_bytes, unquote

from hypothesis import strategies as st

from fangyuan.http.routes import Route
from tests.fuzz.samples import BODIES, QUERIES
from tests.fuzz.town import Asked, Town
from tests.kit.rig import PASSWORD

# -- values ----------------------------------------------------------------------------------------------------------

_WORDS = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "1e309",
    "null",
    "true",
    "汉字",
    "e\u0301",
    "\u202e",
    "\U0001f600",
    "\ufffe",
    "a\nb",
    "'; DROP TABLE events; --",
    "%s",
    "{0.__class__}",
    "../../etc/passwd",
    "x" * 256,
    "汉" * 300,
    "x" * 5_000,
    "@",
    "@he:test.local",
    "@li:elsewhere.example",
    "@x:",
    "@:test.local",
    "@" + "x" * 300 + ":test.local",
    "!",
    "!nowhere:test.local",
    "#fuzz:test.local",
    "#:",
    "$nothing",
    "$",
    "mxc://test.local/x",
    "mxc://",
    "m.room.message",
    "m.room.member",
    "m.login.password",
    "m.login.dummy",
    "m.id.user",
    "join",
    "invite",
    "public",
    "https://push.example/_matrix/push/v1/notify",
    "curve25519:AAAA",
)
_NUMBERS = (0, 1, -1, 2, 100, 2**31, 2**53, 2**53 + 1, -(2**53), 2**63, 2**64, 10**30, 0.5, 1e300, -0.0)
words = st.sampled_from(_WORDS) | st.text(max_size=12).filter(lambda text: not _is_surrogate(text))
scalars = st.none() | st.booleans() | st.sampled_from(_NUMBERS) | st.integers() | words
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_WORDS[:20]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _is_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _listed(name: str) -> tuple[str, ...]:
    return tuple((Path(__file__).parent / name).read_text().split())


# The names that bodies have, all sections together: a handler reads those that it knows.
_KEYS = _listed("keys.txt")
_keys = st.sampled_from(_KEYS)
_objects = st.dictionaries(_keys, values | st.dictionaries(_keys, values, max_size=4), max_size=7)
_RAW = (
    b"",
    b" ",
    b"null",
    b"[]",
    b"{}",
    b'"x"',
    b"0",
    b"{",
    b"\xff\xfe",
    b'{"a":"\xff"}',
    b'{"a":NaN}',
    b'{"body":"\\ud800"}',
    b'{"body":"\\u0000"}',
    b'{"name\\u0000":1}',
    b'{"a":1,"a":2}',
    b'{"timeout":1e999}',
    b'{"limit":' + b"9" * 400 + b"}",
    b"[" * 3_000,
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b'{"content":{"body":"' + b"x" * 70_000 + b'"}}',
    b"a,b\n1,2\n",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
    b"GIF89a",
    b"RIFF\x00\x00\x00\x00WEBP",
)
_nonsense = st.sampled_from(_RAW) | _objects.map(lambda found: json.dumps(found).encode())


# -- paths, queries, headers -----------------------------------------------------------------------------------------

_SEGMENTS = ("%", "%zz", "%2F", "%ff", "%ED%A0%80", "%00", "..", ".", "%25", "%0A", "\xff\xfe", "a%20b", "汉")
_ARGS = _listed("args.txt")
# What waits must be told not to.
_WAITING = ("/sync", "/events", "/media/download", "/media/thumbnail", "/download/", "/thumbnail/")
_TIMEOUTS = ("0", "", "abc", "-1", "0.5", "99999999999999999999")
# Nobody is visited: there is nothing at these addresses, or they are none.
_URLS = (
    "",
    "x",
    "http://",
    "http://127.0.0.1:1/",
    "http://[::1]:1/x",
    "ftp://127.0.0.1/",
    "http://127.0.0.1:99999/",
)


@st.composite
def _filled(draw: st.DrawFn, town: Town, who: str, sample: Any) -> Any:
    """The sample with things that are there in the places of their names."""
    if isinstance(sample, dict):
        return {
            draw(_filled(town, who, name)): draw(_filled(town, who, value))
            for name, value in cast("dict[str, Any]", sample).items()
        }
    if isinstance(sample, list):
        return [draw(_filled(town, who, value)) for value in cast("list[Any]", sample)]
    if not isinstance(sample, str) or "$" not in sample:
        return sample
    own = {"me": town.user_id(who), "myDevice": town.device_id(who), "password": PASSWORD}

    def thing(found: re.Match[str]) -> str:
        name = found[1]
        if name in own:
            return own[name]
        return unquote(draw(st.sampled_from(town.known[name]))) if name in town.known else found[0]

    return re.sub(r"\$(\w+)", thing, sample)


@st.composite
def _bent(draw: st.DrawFn, sample: Any) -> Any:
    """The sample with one place of it changed: another value, a name gone or more, a deeper place bent."""
    if isinstance(sample, dict) and sample:
        entries = dict(cast("dict[str, Any]", sample))
        name = draw(st.sampled_from(sorted(entries)))
        how = draw(st.integers(0, 7))
        if how == 0:
            del entries[name]
        elif how == 1:
            entries[draw(_keys | words)] = draw(values)
        elif how < 5:
            entries[name] = draw(_bent(entries[name]))
        else:
            entries[name] = draw(values)
        return entries
    if isinstance(sample, list) and sample:
        items = list(cast("list[Any]", sample))
        at = draw(st.integers(0, len(items) - 1))
        items[at] = draw(_bent(items[at])) if draw(st.booleans()) else draw(values)
        return items * draw(st.sampled_from([1, 1, 1, 2]))
    return draw(values)


@st.composite
def bodies(draw: st.DrawFn, town: Town, who: str, route: Route) -> bytes:
    """What the route's clients send, as it is or bent; now and then nonsense."""
    fitting = [found for method, end, found in BODIES if method == route.method and route.path.endswith(end)]
    if not draw(st.integers(0, 5)):
        return draw(_nonsense)
    sample: Any = draw(st.sampled_from(fitting[0])) if fitting else {}
    if isinstance(sample, bytes):
        return sample
    filled = draw(_filled(town, who, sample))
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        filled = draw(_bent(filled))
    return json.dumps(filled).encode()


@st.composite
def paths(draw: st.DrawFn, town: Town, who: str, prefix: str, route: Route) -> str:
    segments: list[str] = []
    for segment in (prefix + route.path).split("/"):
        if not segment.startswith("{"):
            segments.append(segment)
            continue
        name = segment[1:-1]
        kind = draw(st.integers(0, 19))
        if kind < 17:
            is_own = name == "userId" and draw(st.booleans())
            if name == "roomId" and "/groups/" in route.path:
                name = "groupId"
            known = [town.user_id(who)] if is_own else town.known.get(name, ["x"])
            segments.append(draw(st.sampled_from(known)))
        elif kind < 19:
            segments.append(quote_from_bytes(draw(words).encode(), safe=""))
        else:
            segments.append(draw(st.sampled_from(_SEGMENTS)))
    return "/".join(segments)


@st.composite
def queries(draw: st.DrawFn, town: Town, who: str, route: Route) -> bytes:
    path = route.path
    pairs: list[tuple[str, bytes]] = []
    if any(part in path for part in _WAITING):
        timeout = draw(st.sampled_from(_TIMEOUTS))
        pairs += [("timeout", timeout.encode()), ("timeout_ms", timeout.encode())]
    if path.endswith("/preview_url"):
        pairs.append(("url", draw(st.sampled_from(_URLS)).encode()))
    fitting = [found for end, found in QUERIES if path.endswith(end)]
    sample: dict[str, str] = draw(_filled(town, who, draw(st.sampled_from(fitting[0])))) if fitting else {}
    if sample and not draw(st.integers(0, 2)):
        sample[draw(st.sampled_from(sorted(sample)))] = draw(words)
    pairs += [(name, quote_from_bytes(value.encode()).encode()) for name, value in sample.items()]
    for name in draw(st.lists(st.sampled_from(_ARGS), max_size=2)) if not draw(st.integers(0, 2)) else ():
        value = draw(st.sampled_from(["b", "f", "1", "10", "true", "online", "scale", "32"]) | words)
        pairs.append((name, quote_from_bytes(value.encode()).encode()))
    query = b"&".join(name.encode() + b"=" + value for name, value in pairs)
    tail = draw(st.sampled_from([b""] * 30 + [b"&", b"&=", b"&%ff=%ff", b"&limit", b"&x=%00", b"&;;;=&&&"]))
    return query + tail


_ODD_HEADERS = (
    (b"content-type", b"text/plain; charset=nonsense"),
    (b"content-type", b"\xff\xff"),
    (b"content-type", b"image/png"),
    (b"content-length", b"-5"),
    (b"content-length", b"abc"),
    (b"content-length", b"99999999999999999999999"),
    (b"accept-language", b"\xff, en;q=\xfe,,,"),
    (b"range", b"bytes=5-1"),
    (b"range", b"bytes=-99999999999999999999999"),
    (b"range", b"bytes=0-0,2-2"),
    (b"range", b"\xff"),
    (b"if-none-match", b"*"),
    (b"if-none-match", b'W/"\xff"'),
    (b"if-range", b"nonsense"),
    (b"x-forwarded-for", b"\xff, , 1.2.3.4"),
    (b"host", b"\xff:99999999"),
    (b"host", b""),
)


@st.composite
def requests(draw: st.DrawFn, town: Town, prefix: str, route: Route) -> Asked:
    """A request of this route, right or wrong in any of its parts."""
    is_admins = "_synapse" in route.path
    who = draw(
        st.sampled_from(
            ["admin"] * (15 if is_admins else 3) + ["he"] * 9 + ["li", "guest", "nobody", "nonsense"]
        )
    )
    path = draw(paths(town, who, prefix, route))
    headers = draw(st.lists(st.sampled_from(_ODD_HEADERS), max_size=2)) if not draw(st.integers(0, 7)) else []
    if who == "nonsense":
        bearers = [b"Bearer ", b"\xff", b"Bearer \xff\xfe", b"Basic x"]
        headers.append((b"authorization", draw(st.sampled_from(bearers))))
    elif who != "nobody":
        headers.append((b"authorization", f"Bearer {town.tokens()[who]}".encode()))
    has_body = route.method != "GET" or not draw(st.integers(0, 9))
    body = draw(bodies(town, who, route)) if has_body else b""
    return Asked(route.method, path, draw(queries(town, who, route)), tuple(headers), body)
