"""What a move in the org chart costs: 10,000 people in 500 groups, and a department of 2,000 goes elsewhere.

In a database alone, without clients: the CPU seconds of the transaction, how many came and went, and positions taken.
"""

import argparse
import json
import tempfile
import time
from typing import Any

import msgspec

from fangyuan import directory, groups, identity
from fangyuan.db import Database, Tx
from fangyuan.db.migration import migrate
from fangyuan.directory import Department, Org, Person, Update
from fangyuan.identity.model import Account, Session
from fangyuan.kernel.clock import SystemClock
from fangyuan.kernel.ids import Ids

SERVER = "bench.example"
DIVISIONS, WORKSHOPS, TEAMS, PEOPLE = 5, 10, 4, 50  # of each in the one above: 10,000 people in teams
GROUPS = 500
RANKS = ("董事长", "总经理", "总监", "经理", "主管", "班组长", "员工")


def company() -> Update:
    """Divisions of 2,000 people each, with workshops and teams; everybody's superior leads his department."""
    people = [Person("boss", "董事长", "root", rank_level=1)]
    departments = [Department("root", None, "公司", "公司", "boss")]

    def add(department: str, parent: str, leader: str, level: int, manager: str) -> None:
        path = next(one.path for one in departments if one.department_id == parent) + f"/{department}"
        departments.append(Department(department, parent, department, path, leader))
        people.append(Person(leader, leader, department, rank_level=level, manager_id=manager))

    for d in range(DIVISIONS):
        add(f"d{d}", "root", f"dl{d}", 3, "boss")
        for w in range(WORKSHOPS):
            add(f"d{d}w{w}", f"d{d}", f"wl{d}-{w}", 4, f"dl{d}")
            for t in range(TEAMS):
                team, leader = f"d{d}w{w}t{t}", f"tl{d}-{w}-{t}"
                add(team, f"d{d}w{w}", leader, 6, f"wl{d}-{w}")
                people += [
                    Person(f"p{d}-{w}-{t}-{n}", f"员工{n}", team, rank_level=7, manager_id=leader)
                    for n in range(PEOPLE - 1)
                ]
    return Update(people=people, departments=departments, ranks=RANKS)


def audiences() -> list[dict[str, Any]]:
    """Of 500 groups: departments, leaders, ranks, direct reports, in the shares that a company has."""
    chosen: list[dict[str, Any]] = [{"type": "everyone"}]
    for d in range(DIVISIONS):
        chosen += [
            {"type": "department", "department_id": f"d{d}"},
            {"type": "reports", "manager": f"@dl{d}:{SERVER}"},
        ]
        for w in range(WORKSHOPS):
            chosen.append({"type": "department", "department_id": f"d{d}w{w}"})
            chosen.append({"type": "leaders", "department_id": f"d{d}w{w}"})
            chosen += [{"type": "department", "department_id": f"d{d}w{w}t{t}"} for t in range(TEAMS)]
    for d in range(DIVISIONS):
        of_rank = [{"type": "department", "department_id": f"d{d}"}, {"type": "rank", "floor": "班组长"}]
        chosen.append({"type": "all_of", "parts": of_rank})
    while len(chosen) < GROUPS:
        n = len(chosen)
        d, w, t = n % DIVISIONS, n // DIVISIONS % WORKSHOPS, n % TEAMS
        chosen.append({"type": "reports", "manager": f"@tl{d}-{w}-{t}:{SERVER}"})
    return chosen


def build(tx: Tx) -> None:
    groups.ensure_house(tx, "fangyuan")
    org = directory.update(tx, company())
    identity.create_accounts(tx, [Account(tx.ids.user_id(one), created_ts=tx.now_ms) for one in org.people])


def found(tx: Tx, number: int, clause: dict[str, Any]) -> None:
    admin = Session("", f"@boss:{SERVER}", "BENCH", is_admin=True)
    wish: dict[str, Any] = {
        "kind": "department",
        "name": f"群 {number}",
        "purpose": f"第 {number} 个群的日常工作",
        "owner": "boss",
        "audience": {"include": [clause]},
        "clauses": [],
    }
    groups.found(tx, admin, wish)


def move(tx: Tx) -> Org:
    """Division 0 comes under division 1, and its head reports to that one's."""
    directory.move_department(tx, "d0", "d1", "d0")
    head = directory.org(tx).people["dl0"]
    changed = msgspec.structs.replace(head, manager_id="dl1")
    directory.put_people(tx, [changed])
    groups.follow_directory(tx, f"@boss:{SERVER}")
    return directory.org(tx)


def run(url: str) -> dict[str, Any]:
    migrate(url)
    db = Database(url, SystemClock(), Ids(SERVER))
    started = time.process_time()
    db.write_now(build)
    for number, clause in enumerate(audiences()):
        db.write_now(lambda tx, number=number, clause=clause: found(tx, number, clause))
    built = time.process_time() - started
    before = db.read_now(lambda tx: tx.position)
    wall, cpu = time.perf_counter(), time.process_time()
    db.write_now(move)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    taken = db.read_now(lambda tx: tx.position) - before
    db.close()
    return {
        "people": DIVISIONS * WORKSHOPS * TEAMS * PEOPLE,
        "groups": GROUPS,
        "build_cpu_s": round(built, 1),
        "move_cpu_s": round(cpu, 2),
        "move_wall_s": round(wall, 2),
        "positions": taken,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    chosen = parser.parse_args().database
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(run(chosen or f"sqlite:///{folder}/moving.db"), indent=2))
