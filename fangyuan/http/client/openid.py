"""Client-Server API §OpenID, and the one call of the federation API that other services check its tokens by."""

from __future__ import annotations

from fangyuan import identity
from fangyuan.db import Tx
from fangyuan.http.request import Request
from fangyuan.http.routes import Route
from fangyuan.kernel.errors import Forbidden, Unauthorized
from fangyuan.kernel.json import JsonObject


def request_token(tx: Tx, req: Request) -> JsonObject:
    req.json_object()
    user_id = req.actor.user_id
    if req.path["userId"] != user_id:
        raise Forbidden("You can only ask for a token of your own", key="identity.not_yours")
    return {
        "access_token": identity.issue_proof(tx, user_id, "openid"),
        "token_type": "Bearer",
        "matrix_server_name": req.app.config.server_name,
        "expires_in": identity.OPENID_MS // 1000,
    }


def userinfo(tx: Tx, req: Request) -> JsonObject:
    """Whose token it is. The token stands in the query, as the federation API has it."""
    token = req.arg("access_token")
    if token is None:
        raise Unauthorized("Missing access token", errcode="M_MISSING_TOKEN")
    account = identity.find_by_proof(tx, token, "openid")
    if account is None:
        raise Unauthorized("Unknown or expired token")
    return {"sub": account.user_id}


ROUTES = [
    Route("POST", "/user/{userId}/openid/request_token", write=request_token),
    Route("GET", "/_matrix/federation/v1/openid/userinfo", read=userinfo, auth="none", versions=("",)),
]
