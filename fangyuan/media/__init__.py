"""Files: their rows, kinds, thumbnails and ends; what is read of pages for previews.

Owns the tables `media`, `media_blobs`, `media_codes`, `media_thumbnails`, `media_doomed`, `media_usage`, `media_pins`
and `url_previews`. Change kind `media` (data: the id of an announced file that has arrived, or '' when there is
something to sweep). The contents lie in a store that only the edge reaches (`http.content`).
Client-Server API §Content repository.
"""

from fangyuan.kernel.config_media import Media as Settings
from fangyuan.media.actions import (
    announce,
    check_may_fill,
    check_quota,
    codes_of,
    delete,
    discard,
    find,
    find_thumbnail,
    get,
    keep,
    keep_thumbnail,
    kinds_of,
    knows,
    list_of_user,
    quarantine,
    reserve,
    same_contents,
    usage,
)
from fangyuan.media.codes import read_codes
from fangyuan.media.jobs import SWEEP, ask_for_sweep
from fangyuan.media.model import (
    OCTETS,
    CannotOverwrite,
    File,
    NotYetUploaded,
    Preview,
    Thumbnail,
    Upload,
)
from fangyuan.media.needs import (
    end,
    examine,
    forget_doomed,
    is_held,
    is_needed,
    list_doomed,
    release,
    sweep,
    uri,
)
from fangyuan.media.opengraph import Page, read_page
from fangyuan.media.previews import find_preview, keep_preview
from fangyuan.media.sniff import sniff
from fangyuan.media.store import pin, unpin
from fangyuan.media.thumbnails import CannotThumbnail, Variant, choose_variant, make_thumbnail, measure

__all__ = [
    "OCTETS",
    "SWEEP",
    "CannotOverwrite",
    "CannotThumbnail",
    "File",
    "NotYetUploaded",
    "Page",
    "Preview",
    "Settings",
    "Thumbnail",
    "Upload",
    "Variant",
    "announce",
    "ask_for_sweep",
    "check_may_fill",
    "check_quota",
    "choose_variant",
    "codes_of",
    "delete",
    "discard",
    "end",
    "examine",
    "find",
    "find_preview",
    "find_thumbnail",
    "forget_doomed",
    "get",
    "is_held",
    "is_needed",
    "keep",
    "keep_preview",
    "keep_thumbnail",
    "kinds_of",
    "knows",
    "list_doomed",
    "list_of_user",
    "make_thumbnail",
    "measure",
    "pin",
    "quarantine",
    "read_codes",
    "read_page",
    "release",
    "reserve",
    "same_contents",
    "sniff",
    "sweep",
    "unpin",
    "uri",
    "usage",
]
