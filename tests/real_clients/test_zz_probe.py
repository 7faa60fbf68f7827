import subprocess, sys, os
from tests.kit.rig import PASSWORD, Rig, SERVER_NAME
from tests.kit.js_client import FOLDER
from fangyuan.http.client import versions
from fangyuan.http.routes import Route
import asyncio, pytest

async def q_empty(req): return {"device_keys": {}, "failures": {}}
async def q_own(req): return {"device_keys": {u: {} for u in req.json_object()["device_keys"]}, "failures": {}}
async def upl(req): return {"one_time_key_counts": {"signed_curve25519": 50}}
BASE = list(versions.ROUTES)

@pytest.mark.parametrize("variant", ["none", "empty", "own", "own+upload"])
async def test_probe(backend, tmp_path_factory, variant):
    versions.ROUTES[:] = BASE + {"none": [], "empty": [Route("POST","/keys/query",direct=q_empty)], "own": [Route("POST","/keys/query",direct=q_own)], "own+upload": [Route("POST","/keys/query",direct=q_own), Route("POST","/keys/upload",direct=upl)]}[variant]
    rig = Rig(backend, tmp_path_factory.mktemp("x"))
    try:
        await rig.user("alice")
        p = await asyncio.create_subprocess_exec("node", "scratch_probe.mjs", rig.base, "alice", PASSWORD, cwd=FOLDER, stdout=-1, stderr=-1)
        out, err = await p.communicate()
        sys.__stdout__.write(variant + out.decode() + "\n")
        if not out: sys.__stdout__.write(err.decode()[-3000:])
    finally:
        await rig.close_clients()
        rig.close()
