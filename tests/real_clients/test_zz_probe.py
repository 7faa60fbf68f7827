import asyncio
from tests.kit.js_client import JsClient
from tests.kit.rig import PASSWORD, Rig

async def test_probe(rig: Rig):
    await rig.user("alice")
    bob = await rig.user("bob")
    async with JsClient() as js:
        await js.call("login", base=rig.base, user="alice", password=PASSWORD)
        print(await js.call("start", encryption=True))
        room = (await js.call("createRoom", options={"is_direct": True, "preset":"trusted_private_chat","invite":[bob.user_id]}))["room_id"]
        await bob.join(room)
        print(await js.call("sendText", room=room, body="hi"))
        await bob.send(room, "ho")
        await js.call("waitForEvent", room=room, what={"body": "ho"}, timeout_ms=10000)
        await asyncio.sleep(3)
        for r in await js.call("refusals"): print(r)
        print(js.log[-6000:])
    assert 0
