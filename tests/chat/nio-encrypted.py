"""Two clients of matrix-nio with keys of their own write to each other in an encrypted room. One JSON object a line tells what was read."""
import asyncio
import json
import sys
import tempfile
from nio import AsyncClient, AsyncClientConfig, LoginResponse, MegolmEvent, RoomMessageText

ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


def tell(**what):
    print(json.dumps(what), flush=True)


async def enter(url, user, password):
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(url, user, store_path=tempfile.mkdtemp(), config=config)
    answer = await client.login(password)
    assert isinstance(answer, LoginResponse), answer
    if client.should_upload_keys:
        await client.keys_upload()
    return client


async def read(client, words):
    """Follows what is said until these words came."""
    found = asyncio.Event()

    async def said(room, event):
        tell(kind="read", by=client.user_id, sender=event.sender, body=event.body, decrypted=event.decrypted)
        if event.body == words:
            found.set()

    async def sealed(room, event):
        tell(kind="sealed", by=client.user_id, sender=event.sender)

    client.add_event_callback(said, RoomMessageText)
    client.add_event_callback(sealed, MegolmEvent)
    sync = asyncio.create_task(client.sync_forever(timeout=3000))
    try:
        await asyncio.wait_for(found.wait(), 40)
    finally:
        sync.cancel()


async def main(url, alice_name, alice_password, bob_name, bob_password):
    alice = await enter(url, alice_name, alice_password)
    bob = await enter(url, bob_name, bob_password)
    made = await alice.room_create(invite=[bob.user_id], initial_state=[ENCRYPTED])
    await bob.join(made.room_id)
    for client in (alice, bob, alice, bob):
        await client.sync(timeout=0, full_state=True)
        if client.should_query_keys:
            await client.keys_query()
    say = {"msgtype": "m.text"}
    await alice.room_send(made.room_id, "m.room.message", {**say, "body": "geheim von Alice"}, ignore_unverified_devices=True)
    await read(bob, "geheim von Alice")
    await bob.room_send(made.room_id, "m.room.message", {**say, "body": "geheim von Bob"}, ignore_unverified_devices=True)
    await read(alice, "geheim von Bob")
    tell(kind="room", id=made.room_id)
    await alice.close()
    await bob.close()


asyncio.run(main(*sys.argv[1:6]))
