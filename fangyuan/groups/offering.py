"""A message that belongs in another group: sent there when its author agrees, in his name."""

from __future__ import annotations

from fangyuan.db import Tx
from fangyuan.groups import approvers
from fangyuan.groups.diverting import send_to_social
from fangyuan.groups.held_model import Held
from fangyuan.groups.holding import author_of, end, ended
from fangyuan.identity.model import Session


def divert(tx: Tx, actor: Session, held_id: int) -> Held:
    """Its author has it sent to the group where it belongs; the charter there has its say. Conflict when it ended.

    M_NOT_FOUND when there is no such group for him.
    """
    held = approvers.get_own(tx, actor, held_id)
    if not held.is_waiting or held.verdict != "divert":
        raise ended(held)
    author = author_of(tx, held).user_id
    _, sent = send_to_social(tx, author, held.room_id, held.type, held.message(), to=held.to)
    end(tx, held, "sent", actor.user_id, event_id=sent.event_id)
    return approvers.get(tx, held_id)
