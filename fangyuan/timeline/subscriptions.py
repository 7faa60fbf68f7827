"""Which threads a person follows. MSC4306: thread subscriptions.

They are kept and told to all devices. The push rules that the proposal adds are not among the rules that everybody has:
until they are in the spec, a client that knows nothing of subscriptions would no longer be told of replies.
"""

from __future__ import annotations

from fangyuan import events
from fangyuan.db import Tx
from fangyuan.kernel.errors import BadRequest, Conflict, NotFound
from fangyuan.timeline import store
from fangyuan.timeline.history import get_event
from fangyuan.timeline.model import Subscription


def get_subscription(tx: Tx, user_id: str, room_id: str, root_id: str) -> Subscription:
    """The subscription, or M_NOT_FOUND when there is none, or no such thread that the user may see."""
    get_event(tx, user_id, room_id, root_id)
    found = store.find_subscription(tx, user_id, root_id)
    if found is None or not found.is_subscribed:
        raise NotFound("You are not subscribed to this thread")
    return found


def subscribe(tx: Tx, user_id: str, room_id: str, root_id: str, cause: str | None) -> None:
    """Follows the thread. `cause` is the reply for which a client does so by itself; None when the person asked for it.

    What the person asked for stays. Who has unsubscribed is not subscribed again for what was said before that.
    """
    get_event(tx, user_id, room_id, root_id)
    old = store.find_subscription(tx, user_id, root_id)
    if cause is not None:
        event = events.find_event(tx, cause)
        if event is None or event.room_id != room_id or event.thread_root != root_id:
            raise BadRequest("The event is not in that thread", errcode="IO.ELEMENT.MSC4306.M_NOT_IN_THREAD")
        if old is not None and old.is_subscribed:
            return
        if old is not None and event.position <= old.ended_position:
            raise Conflict(
                "You have unsubscribed from this thread since",
                errcode="IO.ELEMENT.MSC4306.M_CONFLICTING_UNSUBSCRIPTION",
            )
    elif old is not None and old.is_subscribed and not old.is_automatic:
        return
    ended = old.ended_position if old else 0
    position = tx.next_position()
    _set(tx, user_id, Subscription(room_id, root_id, True, cause is not None, ended, position))


def unsubscribe(tx: Tx, user_id: str, room_id: str, root_id: str) -> None:
    """Follows the thread no more; doing so twice changes nothing."""
    get_event(tx, user_id, room_id, root_id)
    old = store.find_subscription(tx, user_id, root_id)
    if old is None or not old.is_subscribed:
        return
    position = tx.next_position()
    _set(tx, user_id, Subscription(room_id, root_id, False, False, position, position))


def _set(tx: Tx, user_id: str, subscription: Subscription) -> None:
    store.set_subscription(tx, user_id, subscription)
    tx.note("thread_subscription", user_id=user_id, data=subscription, position=subscription.position)
