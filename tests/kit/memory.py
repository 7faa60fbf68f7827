"""Folders for the databases of a test run: in memory where there is room, gone with the run in whatever way it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

MEMORY = Path(
    "/dev/shm"
)  # a commit waits for no disk; a database of 300 files takes 25 ms, on some disks 300 ms
NEEDED = 4 << 30  # bytes; a container often gives it 64 MB, which is too little

# Waits for the end of its input, which comes when the test run ends in whatever way, kill -9 included, and
# then takes away what is left. PR_SET_PDEATHSIG would not do: it is Linux only, leaves the data behind, and
# is sent when the *thread* that started us ends. SIGQUIT, immediate shutdown, loses nothing that is wanted.
WATCHER = """
while read -r _; do :; done
[ -d "$1" ] || exit 0
lock="$1/data/postmaster.pid"
if [ -e "$lock" ] && read -r pid <"$lock"; then
    kill -QUIT "$pid"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e "$lock" ] || break; sleep 0.25; done
    [ -e "$lock" ] && kill -KILL "$pid"
fi
rm -rf "$1"
"""


def has_room(memory: Path = MEMORY) -> bool:
    return os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= NEEDED


def watch(folder: Path) -> subprocess.Popen[bytes]:
    """Starts who takes the folder away, and the PostgreSQL in it, when this process is gone or closes its input."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WATCHER, "watcher", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
