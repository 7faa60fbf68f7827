"""Where files' contents meet the wire: the store (disk or S3), uploads, downloads, thumbnails, previews, clearing up.

`App.content` is the one `Content` of a server. Rows and rules are `fangyuan.media`'s.
"""

from fangyuan.http.content.content import Content

__all__ = ["Content"]
