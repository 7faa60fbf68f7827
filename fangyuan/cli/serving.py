"""`fangyuan serve`."""

from __future__ import annotations

from fangyuan.cli import logs
from fangyuan.cli.lock import server_lock
from fangyuan.cli.place import bring_up_to_date, check_reachable, make_data_folder
from fangyuan.cli.words import whisper
from fangyuan.kernel.config import Config


def serve(settings: Config) -> None:
    """Brings the database to the newest schema and serves until SIGINT or SIGTERM."""
    from fangyuan.http.server import serve as serve_http

    logs.configure(settings.log_level)
    make_data_folder(settings)
    with server_lock(settings):
        state = check_reachable(settings)
        if state != "ok":
            whisper(f"serve.{state}")
            bring_up_to_date(settings)
        serve_http(settings, lambda url: whisper("serve.ready", url=url))
