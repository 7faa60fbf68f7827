"""CPU time, memory and latency of the server under test, read from outside of it."""

import asyncio
import os
import statistics
import time
from collections.abc import Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")

# A server counts as quiet when it used less than this share of a core over one window, twice running.
QUIET_SHARE = 0.03
QUIET_WINDOW_SECONDS = 0.25
QUIET_PATIENCE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class ProcStat:
    """The fields of /proc/<pid>/stat that matter here; times in seconds."""

    parent: int
    own_seconds: float
    reaped_children_seconds: float


def proc_stat(pid: int) -> ProcStat | None:
    """None when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    utime, stime, cutime, cstime = (int(value) * TICK_SECONDS for value in fields[11:15])
    return ProcStat(int(fields[1]), utime + stime, cutime + cstime)


def own_cpu_seconds(pid: int, stat: ProcStat) -> float:
    """utime+stime of one process with all its threads.

    /proc shows it in ticks of 10 ms; the kernel's CPU clock of the same process shows the same number in
    nanoseconds (clock_getcpuclockid(3): the id is made of the pid), so that one is preferred.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return stat.own_seconds


def process_tree(root: int) -> list[int]:
    """The process and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and (stat := proc_stat(int(entry.name))) is not None:
            children.setdefault(stat.parent, []).append(int(entry.name))
    tree: list[int] = []
    todo = [root]
    while todo:
        pid = todo.pop()
        tree.append(pid)
        todo += children.get(pid, [])
    return tree


def database_backends(database: str) -> list[int]:
    """Local PostgreSQL backends of that database, known by the title they give themselves."""
    found: list[int] = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            title = Path(entry.path, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if title.startswith("postgres:") and f" {database} " in title:
            found.append(int(entry.name))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    total = 0.0
    for pid in pids:
        if (stat := proc_stat(pid)) is not None:
            total += own_cpu_seconds(pid, stat) + stat.reaped_children_seconds
    return total


def resident_megabytes(root: int) -> float:
    total = 0
    for pid in process_tree(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return total / 1024


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads the CPU clock of one server: its process tree and, for PostgreSQL, its database backends."""

    pid: int
    database: str = ""

    def server_seconds(self) -> float:
        return cpu_seconds(process_tree(self.pid))

    def database_seconds(self) -> float:
        return cpu_seconds(database_backends(self.database)) if self.database else 0.0

    def total_seconds(self) -> float:
        return self.server_seconds() + self.database_seconds()

    def resident_megabytes(self) -> float:
        return resident_megabytes(self.pid)

    async def until_quiet(self) -> None:
        """Wait until the server has finished what it does behind the answers it has already given."""
        give_up = time.monotonic() + QUIET_PATIENCE_SECONDS
        before, quiet_windows = self.total_seconds(), 0
        while quiet_windows < 2 and time.monotonic() < give_up:
            await asyncio.sleep(QUIET_WINDOW_SECONDS)
            now = self.total_seconds()
            quiet_windows = quiet_windows + 1 if now - before < QUIET_SHARE * QUIET_WINDOW_SECONDS else 0
            before = now

    @asynccontextmanager
    async def section(self):
        """The measured section: quiet, work, quiet again. Yields the sample that the work fills in."""
        await self.until_quiet()
        sample = Sample()
        server, database = self.server_seconds(), self.database_seconds()
        started, own_cpu = time.perf_counter(), time.process_time()
        yield sample
        sample.wall_seconds += time.perf_counter() - started
        sample.generator_seconds += time.process_time() - own_cpu
        await self.until_quiet()
        sample.server_seconds += self.server_seconds() - server
        sample.database_seconds += self.database_seconds() - database


@dataclass(slots=True)
class Sample:
    """What one round of one case measured. `value` replaces CPU per operation where that isn't the number."""

    operations: int = 0
    server_seconds: float = 0.0
    database_seconds: float = 0.0
    wall_seconds: float = 0.0
    generator_seconds: float = 0.0
    latencies: list[float] = field(default_factory=list[float])
    value: float | None = None
    notes: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def cpu_ms(self) -> float:
        """CPU of server and database in milliseconds per operation."""
        return (self.server_seconds + self.database_seconds) * 1000 / max(1, self.operations)

    def result(self) -> float:
        return self.cpu_ms if self.value is None else self.value

    def add(self, other: "Sample") -> None:
        self.operations += other.operations
        self.server_seconds += other.server_seconds
        self.database_seconds += other.database_seconds
        self.wall_seconds += other.wall_seconds
        self.generator_seconds += other.generator_seconds
        self.latencies += other.latencies


class Timer:
    """`with Timer(sample):` counts one operation and its latency."""

    __slots__ = ("_sample", "_started")

    def __init__(self, sample: Sample) -> None:
        self._sample = sample

    def __enter__(self) -> None:
        self._started = time.perf_counter()

    def __exit__(self, *exc: object) -> None:
        self._sample.latencies.append(time.perf_counter() - self._started)
        self._sample.operations += 1


def percentiles_ms(latencies: list[float]) -> dict[str, float]:
    if not latencies:
        return {}
    ordered = sorted(latencies)
    return {
        f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000, 3)
        for share in (50, 95, 99)
    }


def median_sample(samples: list[Sample]) -> dict[str, object]:
    """The rounds of one case as a JSON object: the median, every round, and the wall-clock information."""
    results = [sample.result() for sample in samples]
    out: dict[str, object] = {
        "value": round(statistics.median(results), 4),
        "rounds": [round(result, 4) for result in results],
    }
    operations = sum(sample.operations for sample in samples)
    if operations:
        wall = sum(sample.wall_seconds for sample in samples)
        out["operations_per_round"] = operations // len(samples)
        out["per_second"] = round(operations / wall, 1)
        out["generator_cores"] = round(sum(sample.generator_seconds for sample in samples) / wall, 2)
        database = sum(sample.database_seconds for sample in samples)
        if database:
            out["of_which_database"] = round(database * 1000 / operations, 4)
    latencies = [latency for sample in samples for latency in sample.latencies]
    if latencies:
        out["latency_ms"] = percentiles_ms(latencies)
    notes = {name for sample in samples for name in sample.notes}
    out |= {
        name: round(statistics.median(s.notes.get(name, 0.0) for s in samples), 4) for name in sorted(notes)
    }
    return out
