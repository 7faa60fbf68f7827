"""The JSON document: what was measured on which machine, ours beside the peer, and the targets."""

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from .measure import Sample, median_sample
from .runner import Side
from .world import ONLY, AnyCase, Sizes, Target

Json = dict[str, object]


def machine() -> Json:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load_average": round(os.getloadavg()[0], 2),
    }


def document(
    cases: Sequence[AnyCase], ours: Side | None, peer: Side | None, sizes: Sizes, versions: Mapping[str, str]
) -> Json:
    return {
        "machine": machine(),
        "versions": dict(versions),
        "sizes": asdict(sizes),
        "cases": {case.name: _case(case, ours, peer) for case in cases},
    }


def _case(case: AnyCase, ours: Side | None, peer: Side | None) -> Json:
    out: Json = {"unit": case.unit}
    sides = {"ours": ours, "peer": peer}
    for label, side in sides.items():
        if side is None:
            continue
        if error := side.errors.get(case.name):
            out[f"{label}_error"] = error
        elif stages := side.collected.get(case.name):
            out[label] = _stages(stages)
    if not case.stages:
        out |= _comparison(case.target, _median(ours, case), _median(peer, case))
    return out


def _stages(stages: Mapping[str, Mapping[str, list[Sample]]]) -> Json:
    """A case with one number is shown as that number, one with stages by stage and metric."""
    if ONLY in stages:
        return median_sample(stages[ONLY][ONLY])
    out: Json = {
        stage: {metric: median_sample(samples) for metric, samples in metrics.items()}
        for stage, metrics in stages.items()
    }
    first, last = min(stages, key=int), max(stages, key=int)
    if first != last:
        out["growth"] = {
            metric: round(_value(stages[last][metric]) / _value(samples), 2)
            for metric, samples in stages[first].items()
            if metric in stages[last] and _value(samples)
        }
    return out


def _value(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.result() for sample in samples)


def _median(side: Side | None, case: AnyCase) -> float | None:
    if side is None or case.name in side.errors:
        return None
    samples = side.collected.get(case.name, {}).get(ONLY, {}).get(ONLY, [])
    return _value(samples) if samples else None


def _comparison(target: Target, ours: float | None, peer: float | None) -> Json:
    """`met` is null where it can't be said, as a ratio needs both sides."""
    out: Json = {}
    ratio = peer / ours if ours and peer else None
    if ratio is not None:
        out["ratio"] = round(ratio, 2)
    if target.ratio is not None:
        out |= {"target_ratio": target.ratio, "met": None if ratio is None else ratio >= target.ratio}
    if target.at_most is not None:
        out |= {"target_at_most": target.at_most, "met": None if ours is None else ours <= target.at_most}
    return out
