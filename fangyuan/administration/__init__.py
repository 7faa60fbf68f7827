"""What administrators do to accounts and rooms from outside, by hand or by script, each act in the audit log.

Owns the tables `registration_nonces` and `room_closings`. Its verbs hold to the company's rules: the house's account is
not touched, the last administrator stays one, nobody is put into a group past its audience. Decision 0014.
"""

from fangyuan.administration.accounts import (
    AccountWish,
    change,
    create,
    deactivate,
    drop_devices,
    enter,
    get_target,
    rename_device,
    reset_password,
    set_admin,
    set_locked,
    set_suspended,
)
from fangyuan.administration.registration import (
    SecretWish,
    change_token,
    create_token,
    drop_token,
    give_nonce,
    is_right_mac,
    register,
)
from fangyuan.administration.rooms import (
    CLOSE,
    ROOM_ORDERS,
    Closing,
    RoomQuery,
    close,
    describe,
    find_closing,
    join,
    list_closings,
    list_rooms,
    run_close,
    say,
    schedule_close,
)

__all__ = [
    "CLOSE",
    "ROOM_ORDERS",
    "AccountWish",
    "Closing",
    "RoomQuery",
    "SecretWish",
    "change",
    "change_token",
    "close",
    "create",
    "create_token",
    "deactivate",
    "describe",
    "drop_devices",
    "drop_token",
    "enter",
    "find_closing",
    "get_target",
    "give_nonce",
    "is_right_mac",
    "join",
    "list_closings",
    "list_rooms",
    "register",
    "rename_device",
    "reset_password",
    "run_close",
    "say",
    "schedule_close",
    "set_admin",
    "set_locked",
    "set_suspended",
]
