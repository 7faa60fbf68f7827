"""Which function a kind of job calls: `domain.act` -> that domain's function `(tx, payload)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan import (
    administration,
    appservices,
    census,
    charter,
    delayed,
    e2ee,
    fairness,
    groups,
    identity,
    keeping,
    media,
    moderation,
    push,
    timeline,
)
from fangyuan.db import Tx, answers, jobs
from fangyuan.sync import sliding

JobFunction = Callable[[Tx, Any], object]

_HOUR_MS = 3_600_000

DROP_EXPIRED = "identity.drop_expired"
DROP_OLD_CONNECTIONS = "sync.drop_old_connections"
DROP_DELAYED = "delayed.drop_old"
KEEPING = "keeping.start"
DROP_KEYS = "e2ee.drop_old"
DROP_HELD = "groups.drop_old_held"
DROP_STRIKES = "fairness.drop_old"
DROP_ECHOES = "charter.drop_old_echoes"
DROP_ANSWERS = "db.drop_old_answers"


def _every(interval_ms: int, kind: str, function: Callable[[Tx], object]) -> JobFunction:
    """A job that schedules itself again."""

    def run(tx: Tx, _payload: Any) -> None:
        function(tx)
        jobs.schedule(tx, kind, None, tx.now_ms + interval_ms, kind)

    return run


JOBS: Mapping[str, JobFunction] = {
    DROP_EXPIRED: _every(_HOUR_MS, DROP_EXPIRED, identity.drop_expired),
    DROP_OLD_CONNECTIONS: _every(_HOUR_MS, DROP_OLD_CONNECTIONS, sliding.drop_old_connections),
    DROP_DELAYED: _every(_HOUR_MS, DROP_DELAYED, delayed.drop_old),
    DROP_KEYS: _every(_HOUR_MS, DROP_KEYS, e2ee.drop_old),
    DROP_ANSWERS: _every(_HOUR_MS, DROP_ANSWERS, answers.drop_old),
    census.COUNT: census.count,
    census.LOOK: census.look,
    KEEPING: _every(24 * _HOUR_MS, KEEPING, keeping.start),
    keeping.LOOK: keeping.look,
    keeping.PURGE: keeping.purge,
    keeping.DROP_RELEASED: keeping.drop_released,
    DROP_HELD: _every(_HOUR_MS, DROP_HELD, groups.drop_old_held),
    DROP_STRIKES: _every(_HOUR_MS, DROP_STRIKES, fairness.drop_old),
    DROP_ECHOES: _every(_HOUR_MS, DROP_ECHOES, charter.drop_old_echoes),
    delayed.SEND: delayed.send_due,
    administration.CLOSE: administration.run_close,
    census.PASS_ON: census.pass_on,
    groups.END_GUEST: groups.end_due_guest,
    groups.DUE: groups.due,
    groups.EXPIRE: groups.expire_exception,
    groups.EXPIRE_MERGE: groups.expire_merge,
    groups.FOLLOW: groups.follow,
    groups.TELL: groups.tell_people,
    groups.WARN_SPONSOR: groups.warn_sponsor,
    groups.REPORT_ANSWERED: moderation.answered,
    media.SWEEP: _every(_HOUR_MS, media.SWEEP, media.ask_for_sweep),
    push.RETRY: push.retry,
    appservices.RETRY: appservices.retry,
    timeline.EXPIRE_TYPING: timeline.expire_typing,
}

# Jobs that nobody schedules: the worker starts them, then they go on by themselves.
RECURRING = (
    DROP_EXPIRED,
    DROP_OLD_CONNECTIONS,
    DROP_DELAYED,
    DROP_KEYS,
    DROP_HELD,
    DROP_STRIKES,
    DROP_ECHOES,
    DROP_ANSWERS,
    media.SWEEP,
    census.COUNT,
    KEEPING,
)
