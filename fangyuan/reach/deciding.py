"""The rules worked out over the company: compiled once for each version of both, then a few look-ups a question. Pure.

Three things stand above every rule: nobody is hidden from himself, everybody reaches the people of the offices, and
a direct superior and who reports to him see and write to each other. HR and administrators, who write the rules, are
not bound by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fangyuan.directory import ADMIN, HR, Org, Person
from fangyuan.kernel.ids import localpart_of
from fangyuan.reach.model import VERBS, Answer, Circle, Policy, Rank, Rule, Verb

_Applied = tuple[Rule, frozenset[str] | None]
_MOST_REMEMBERED = 20_000


class Compiled:
    """The rules over one company. `officers` are the user ids whom everybody reaches."""

    def __init__(self, org: Org, policy: Policy, officers: Collection[str] = ()) -> None:
        self.org = org
        self.policy = policy
        self.officers = frozenset(officers)
        self._rules = [(rule, _resolve(org, rule.who), _resolve(org, rule.whom)) for rule in policy.rules]
        self._of_viewer: dict[str, tuple[_Applied, ...]] = {}
        self.unseen: frozenset[str] = _union(
            whom if whom is not None else frozenset(org.user_id(one) for one in org.people)
            for rule, _, whom in self._rules
            if rule.see is False or rule.find is False
        )
        """The user ids that some rule hides from somebody, as far as the org chart knows them."""

    @property
    def is_open(self) -> bool:
        """Whether everybody reaches everybody."""
        return not self._rules

    def sees_all(self, viewer: str) -> bool:
        """Whether no rule speaks of this person."""
        return not self._rules or self._manages(viewer) or not self._applied(viewer)

    def may(self, viewer: str, other: str, verb: Verb) -> bool:
        """Whether the one may find, see, mention or write to the other."""
        return self.answer(viewer, other, verb).may

    def answer(self, viewer: str, other: str, verb: Verb) -> Answer:
        """The same with what decided it."""
        if viewer == other:
            return _HIMSELF
        if not self._rules:
            return _OPEN
        if other in self.officers or viewer in self.officers:
            return _OFFICE
        if self._manages(viewer):
            return _MANAGES
        if self._is_line(viewer, other):
            return _LINE
        said: dict[Verb, Rule] = {}
        for rule, whom in self._applied(viewer):
            is_meant = whom is None or other in whom
            if is_meant and not (rule.elsewhere and self._is_near(viewer, other)):
                for one in VERBS:
                    if getattr(rule, one) is not None:
                        said.setdefault(one, rule)
        seen = said.get("see")
        if (
            verb != "see" and seen is not None and not seen.see
        ):  # whom one doesn't see one doesn't reach either
            return Answer(False, "unseen", seen)
        decisive = said.get(verb)
        return _OPEN if decisive is None else Answer(bool(getattr(decisive, verb)), "rule", decisive)

    def _manages(self, viewer: str) -> bool:
        return self.org.has_role(viewer, ADMIN) or self.org.has_role(viewer, HR)

    def _is_line(self, one: str, other: str) -> bool:
        first, second = self.org.find_person(one), self.org.find_person(other)
        if first is None or second is None or not (first.is_active and second.is_active):
            return False
        return first.manager_id == second.person_id or second.manager_id == first.person_id

    def _applied(self, viewer: str) -> tuple[_Applied, ...]:
        """The rules that speak of this viewer, in order, each with whom it is about."""
        found = self._of_viewer.get(viewer)
        if found is None:
            if len(self._of_viewer) >= _MOST_REMEMBERED:
                self._of_viewer.clear()
            found = tuple((rule, whom) for rule, who, whom in self._rules if who is None or viewer in who)
            self._of_viewer[viewer] = found
        return found

    def _is_near(self, viewer: str, other: str) -> bool:
        """Whether the other works in a department in which the viewer works or which he leads, or below it."""
        person, met = self.org.find_person(viewer), self.org.find_person(other)
        if person is None or met is None or met.has_left:
            return False
        homes = (person.department_id, *self.org.leads(person.person_id))
        return any(met.department_id in self.org.subtree(home) for home in homes)


_OPEN, _HIMSELF, _OFFICE = Answer(True, "open"), Answer(True, "himself"), Answer(True, "office")
_MANAGES, _LINE = Answer(True, "manages"), Answer(True, "line")


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(one for each in sets for one in each)


def _resolve(org: Org, circle: Circle) -> frozenset[str] | None:
    """The user ids of a circle; None: everybody, whom the org chart doesn't know included."""
    if circle == Circle():
        return None
    if circle == Circle(people=circle.people):  # a list may name accounts that the org chart doesn't know
        return frozenset(circle.people)
    within: set[str] | None = None
    if circle.departments:
        within = {one for each in circle.departments for one in org.people_below(each)}
    floor, ceiling = level_of(org, circle.floor), level_of(org, circle.ceiling)
    named = {localpart_of(one) for one in circle.people if org.find_person(one) is not None}
    found: set[str] = set()
    for person in org.people.values() if within is None else (org.people[one] for one in within):
        if (not circle.people or person.person_id in named) and _meets(org, circle, person, floor, ceiling):
            found.add(org.user_id(person.person_id))
    return frozenset(found)


def _meets(org: Org, circle: Circle, person: Person, floor: int | None, ceiling: int | None) -> bool:
    level = person.rank_level
    if circle.floor is not None and (level is None or floor is None or level > floor):
        return False
    if circle.ceiling is not None and (level is None or ceiling is None or level < ceiling):
        return False
    if circle.roles and person.roles.isdisjoint(circle.roles):
        return False
    return not circle.leaders or org.is_leader(person.person_id)


def level_of(org: Org, rank: Rank | None) -> int | None:
    """The level of a rank that a rule names; None when the company has no such rank."""
    return org.rank_levels.get(rank) if isinstance(rank, str) else rank


def levels_up(org: Org, writer: str, receiver: str) -> int:
    """How many levels up the writer's reporting line the receiver stands; 0: he doesn't stand there."""
    first, second = org.find_person(writer), org.find_person(receiver)
    if first is None or second is None:
        return 0
    line = org.path_to_top(first.person_id)
    return line.index(second.person_id) + 1 if second.person_id in line else 0


def jumps(compiled: Compiled, writer: str, receiver: str) -> bool:
    """Whether a direct chat would jump more levels than the guard allows. Down the line is always allowed."""
    most = compiled.policy.guard.levels
    if most is None or receiver in compiled.officers:
        return False
    return levels_up(compiled.org, writer, receiver) > most
