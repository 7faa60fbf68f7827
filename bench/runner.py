"""Runs cases on one or two servers: worlds made once, rounds taken in turn."""

import asyncio
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import cast

from .client import HttpClient
from .measure import Sample
from .servers import Server
from .world import ONLY, AnyCase, Sizes, World

# case -> stage ("" where there is only one) -> metric -> the samples of all rounds
Collected = dict[str, dict[str, dict[str, list[Sample]]]]


def progress(text: str) -> None:
    print(time.strftime("[%H:%M:%S]"), text, file=sys.stderr, flush=True)


@dataclass(slots=True)
class Side:
    """One of the servers compared, over the whole run: what it measured and what went wrong."""

    label: str
    make_server: Callable[[Path], Server]
    wants: Callable[[AnyCase], bool]
    collected: Collected = field(default_factory=dict[str, dict[str, dict[str, list[Sample]]]])
    errors: dict[str, str] = field(default_factory=dict[str, str])

    def note_error(self, case: AnyCase, error: BaseException) -> None:
        self.errors[case.name] = describe_error(error)
        progress(f"{case.name} on {self.label} FAILED: {self.errors[case.name]}")


@dataclass(slots=True)
class Stand:
    """One side with its server running and its world made."""

    side: Side
    server: Server
    http: HttpClient
    world: World


def describe_error(error: BaseException) -> str:
    """The error; of a task group's several, the first."""
    if isinstance(error, BaseExceptionGroup):
        return describe_error(cast("BaseExceptionGroup[BaseException]", error).exceptions[0])
    return f"{type(error).__name__}: {error}"


class Runner:
    def __init__(
        self, sides: Sequence[Side], sizes: Sizes, rounds: int, directory: Path, *, keep: bool
    ) -> None:
        self._sides = sides
        self._sizes = sizes
        self._rounds = rounds
        self._directory = directory
        self._keep = keep
        self._tag = f"b{int(time.time()):x}"

    async def run(self, cases: Sequence[AnyCase]) -> None:
        try:
            for world_type, group in groupby(cases, key=lambda case: case.world):
                await self._run_group(world_type, list(group))
        finally:
            if not self._keep:
                shutil.rmtree(self._directory, ignore_errors=True)

    async def _run_group(self, world_type: type[World], cases: Sequence[AnyCase]) -> None:
        stands: list[Stand] = []
        try:
            for side in self._sides:
                wanted = [case for case in cases if side.wants(case)]
                if wanted and (stand := await self._open(side, world_type, wanted)):
                    stands.append(stand)
            for case in cases:
                await self._run_case(case, [stand for stand in stands if stand.side.wants(case)])
        finally:
            for stand in stands:
                stand.http.close()
                stand.server.stop()

    async def _open(self, side: Side, world_type: type[World], cases: Sequence[AnyCase]) -> Stand | None:
        """A fresh server with a fresh world, so that no case finds the leavings of another."""
        kind = world_type.__name__
        progress(f"{kind}: starting {side.label}")
        server = side.make_server(self._directory / f"{side.label}-{kind}")
        http: HttpClient | None = None
        try:
            await server.start()
            http = server.client()
            world = world_type(http, server.meter(), self._sizes, f"{self._tag}{kind.lower()}")
            progress(f"{kind}: making users and rooms on {side.label}")
            await world.prepare()
        except (Exception, asyncio.CancelledError) as error:
            if http is not None:
                http.close()
            server.stop()
            if isinstance(error, asyncio.CancelledError):
                raise
            for case in cases:
                side.note_error(case, error)
            return None
        return Stand(side, server, http, world)

    async def _run_case(self, case: AnyCase, stands: Sequence[Stand]) -> None:
        runs = [CaseRun(case, stand, self._sizes, self._rounds) for stand in stands]
        for stage in case.stages(self._sizes) if case.stages else (None,):
            for run in runs:
                await run.enter(stage)
            for number in range(self._rounds + 1):
                for run in runs:
                    await run.round(number)


class CaseRun:
    """One case on one server. After an error the case is left out there, and the other server goes on."""

    def __init__(self, case: AnyCase, stand: Stand, sizes: Sizes, rounds: int) -> None:
        self._case = case
        self._stand = stand
        self._sizes = sizes
        self._rounds = rounds
        self._stage: int | None = None

    async def enter(self, stage: int | None) -> None:
        self._stage = stage
        enter = self._case.enter
        if stage is not None and enter is not None:
            progress(f"{self._title()}: growing")
            await self._attempt(lambda: enter(self._stand.world, stage))

    async def round(self, number: int) -> None:
        """Round 0 is the warm-up."""
        await self._attempt(lambda: self._measure(number))

    async def _measure(self, number: int) -> None:
        sizes = self._sizes if number else self._sizes.warm_up()
        samples = await self._case.round(self._stand.world, sizes)
        if not number:
            progress(f"{self._title()}: warmed up")
            return
        numbers = ", ".join(f"{name} {sample.result():.3f}".strip() for name, sample in samples.items())
        progress(f"{self._title()}: round {number} of {self._rounds}: {numbers} {self._case.unit}")
        stages = self._stand.side.collected.setdefault(self._case.name, {})
        metrics = stages.setdefault(ONLY if self._stage is None else str(self._stage), {})
        for name, sample in samples.items():
            metrics.setdefault(name, []).append(sample)

    async def _attempt(self, step: Callable[[], Awaitable[None]]) -> None:
        side = self._stand.side
        if self._case.name in side.errors:
            return
        try:
            await step()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other cases go on
            side.note_error(self._case, error)

    def _title(self) -> str:
        stage = "" if self._stage is None else f" at {self._stage}"
        return f"{self._case.name}{stage} on {self._stand.side.label}"
