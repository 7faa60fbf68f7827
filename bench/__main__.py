"""Server CPU per operation, as JSON: `python -m bench [case…] [--peer synapse]`. See README.md."""

import argparse
import asyncio
import gc
import importlib
import importlib.util
import inspect
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

import msgspec
import uvloop

from .cases import CASES as BASE_CASES
from .report import Json, document
from .runner import Runner, Side, describe_error, progress
from .servers import OUT, Ours, ServerError, Synapse, install_synapse
from .sliding import SLIDING_CASES
from .world import AnyCase, Sizes

CASES = (*BASE_CASES, *SLIDING_CASES)
VERDICT = "verdict"
VERDICT_MODULE = "bench.verdict"


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    names = [case.name for case in CASES] + [VERDICT]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help=f"all unless named: {', '.join(names)}")
    parser.add_argument("--peer", choices=["synapse"], help="measure this server too, in turn with ours")
    parser.add_argument("--no-ours", action="store_true", help="measure the peer only")
    parser.add_argument(
        "--peer-growth", action="store_true", help="the send_by_* cases on the peer too (slow)"
    )
    parser.add_argument("--database", default="", help="our database, for instance an empty postgresql://…")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything works")
    parser.add_argument("--rooms", type=int, help="short for --size rooms=N")
    parser.add_argument("--size", action="append", default=[], metavar="NAME=N", help="set one of the sizes")
    parser.add_argument("--out", type=Path, help="write the JSON here too")
    parser.add_argument("--keep", action="store_true", help="keep the servers' directories under bench/out")
    options = parser.parse_args(arguments)
    if unknown := set(options.cases) - set(names):
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if options.no_ours and not options.peer:
        parser.error("--no-ours needs --peer")
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    try:
        options.sizes = _sizes(options)
    except ValueError as error:
        parser.error(str(error))
    return options


def _sizes(options: argparse.Namespace) -> Sizes:
    values: dict[str, int] = {}
    for setting in options.size:
        name, _, number = setting.partition("=")
        values[name] = int(number)
    if options.rooms is not None:
        values["rooms"] = options.rooms
    return (Sizes().quick() if options.quick else Sizes()).with_values(values)


def make_sides(options: argparse.Namespace, directory: Path) -> tuple[Side | None, Side | None]:
    ours = peer = None
    if not options.no_ours:
        # Servers that share a database share their directory as well: what is in one belongs to the other.
        shared = directory / "ours" if options.database.startswith("postgres") else None
        ours = Side("ours", lambda own: Ours(shared or own, options.database), lambda case: True)
    if options.peer:
        peer = Side(options.peer, Synapse, lambda case: case.peer_by_default or options.peer_growth)
    return ours, peer


def versions(ours: Side | None, peer: Side | None) -> dict[str, str]:
    servers = [side.make_server(OUT) for side in (ours, peer) if side is not None]
    return {server.name: server.version() for server in servers}


def run_verdict(*, rounds: int, quick: bool) -> Json:
    """The in-process microbenchmark, where there is one: `run(rounds=…, quick=…)`, awaitable or not."""
    if importlib.util.find_spec(VERDICT_MODULE) is None:
        return {"skipped": f"there is no {VERDICT_MODULE}"}
    progress("verdict: running in this process")
    try:
        result = importlib.import_module(VERDICT_MODULE).run(rounds=rounds, quick=quick)
        return {"ours": asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result}
    except Exception as error:  # noqa: BLE001 - whatever it is, the other cases' numbers stay
        progress(f"verdict FAILED: {describe_error(error)}")
        return {"ours_error": describe_error(error)}


async def _awaited(result: object) -> object:
    return await result if inspect.isawaitable(result) else result


async def _stoppable(run: Coroutine[object, object, None]) -> None:
    """SIGTERM takes the same way out as Ctrl-C, so that no server is left running."""
    task = asyncio.ensure_future(run)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


def measure(options: argparse.Namespace) -> Json:
    directory = OUT / f"run-{os.getpid()}"
    if options.peer == "synapse":
        progress("installing synapse, unless it is there")
        install_synapse()
    ours, peer = make_sides(options, directory)
    cases: list[AnyCase] = [case for case in CASES if not options.cases or case.name in options.cases]
    runner = Runner(
        [side for side in (ours, peer) if side], options.sizes, options.rounds, directory, keep=options.keep
    )
    if cases:
        # The load generator must not stop for its own garbage in the middle of a round.
        gc.collect()
        gc.freeze()
        gc.disable()
        uvloop.run(_stoppable(runner.run(cases)))
        gc.enable()
    result = document(cases, ours, peer, options.sizes, versions(ours, peer))
    if not options.cases or VERDICT in options.cases:
        measured = result["cases"]
        assert isinstance(measured, dict)
        measured[VERDICT] = run_verdict(rounds=options.rounds, quick=options.quick)
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    try:
        result = measure(options)
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    text = msgspec.json.format(msgspec.json.encode(result), indent=2).decode()
    print(text)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text + "\n")
    return 1 if '_error":' in text else 0


if __name__ == "__main__":
    sys.exit(main())
