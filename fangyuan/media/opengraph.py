"""Reading a page for a preview: OpenGraph, else title and description. Client-Server API §GET /preview_url."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import msgspec

_MOST_FIELDS = 40
_MOST_VALUE = 1_000  # characters
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SPACE = re.compile(r"\s+")


class Page(msgspec.Struct, frozen=True):
    """What a page says of itself: `fields` are og:… names and their values; `image` is the address of its picture."""

    fields: dict[str, str]
    image: str | None = None


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """Never fails: a page that says nothing has no fields. `url` is where it came from, for relative addresses."""
    reader = _Reader()
    try:
        reader.feed(decode(body, content_type))
        reader.close()
    except (ValueError, AssertionError):  # markup that the parser gives up on: what came before counts
        pass
    fields = {name: value for name, value in reader.fields.items() if value}
    if "og:title" not in fields and (title := _tidy("".join(reader.title))):
        fields["og:title"] = title
    if "og:description" not in fields and reader.description:
        fields["og:description"] = reader.description
    image = fields.pop("og:image", None) or fields.get("og:image:url") or fields.get("og:image:secure_url")
    for name in [name for name in fields if name.startswith("og:image")]:
        del fields[name]  # of a picture somewhere else: clients get ours
    try:
        address = urljoin(url, image.strip()) if image else None
    except ValueError:
        address = None
    return Page(fields, address)


def decode(body: bytes, content_type: str) -> str:
    """The page as text: by its mark, header or meta tag; else as UTF-8 or, as old Chinese pages are, GB 18030."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    named: list[str] = []
    if found := _HEADER_CHARSET.search(content_type):
        named.append(found[1])
    if found := _CHARSET.search(body[:8_192]) or _XML_CHARSET.search(body[:1_024]):
        named.append(found[1].decode("ascii"))
    for charset in named:
        known = _known(charset)
        if known is not None:
            return body.decode(known, "replace")
    try:  # a page that was cut in the middle of a character is UTF-8 still
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def _known(charset: str) -> str | None:
    """The text encoding of this name; GBK's largest form for all of its names; None for one that isn't for text."""
    try:
        info = codecs.lookup(charset)
        b"a".decode(info.name, "replace")  # nothing would be decoded by anything
    except (LookupError, ValueError):
        return None
    return "gb18030" if info.name in ("gbk", "gb2312", "hz") else info.name


class _Reader(HTMLParser):
    """Collects from the head; scripts are text to it, nothing is run or fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self.title: list[str] = []
        self.description = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self.title:
            self._in_title = True
        elif tag == "meta":
            given = {name: value or "" for name, value in attrs}
            name = (given.get("property") or given.get("name") or "").strip().lower()[:100]
            value = _tidy(given.get("content", ""))
            if name.startswith("og:") and name not in self.fields and len(self.fields) < _MOST_FIELDS:
                self.fields[name] = value
            elif name == "description" and not self.description:
                self.description = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.title) < 100:
            self.title.append(data[:_MOST_VALUE])


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\0", "")).strip()[:_MOST_VALUE]
