"""A client of matrix-nio: signs in, waits for an invitation, reads what is said and answers it. One JSON object a line tells what it saw."""
import asyncio
import json
import sys
from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, LoginResponse, RoomMessageText


def tell(**what):
    print(json.dumps(what), flush=True)


async def main(url, user, password):
    client = AsyncClient(url, user, config=AsyncClientConfig(encryption_enabled=False))
    answer = await client.login(password)
    if not isinstance(answer, LoginResponse):
        tell(kind="refused", message=answer.message)
        return
    tell(kind="signed-in", user=answer.user_id)

    async def invited(room, event):
        if event.state_key == client.user_id and event.membership == "invite":
            await client.join(room.room_id)

    async def said(room, event):
        tell(kind="read", room=room.room_id, name=room.display_name, sender=event.sender, body=event.body)
        if event.sender != client.user_id and event.body == "Ende":
            done.set()
        elif event.sender != client.user_id:
            await client.room_send(room.room_id, "m.room.message", {"msgtype": "m.text", "body": "gelesen: " + event.body})

    done = asyncio.Event()
    client.add_event_callback(invited, InviteMemberEvent)
    client.add_event_callback(said, RoomMessageText)
    sync = asyncio.create_task(client.sync_forever(timeout=5000, full_state=True))
    await asyncio.wait_for(done.wait(), 60)
    sync.cancel()
    await client.close()


asyncio.run(main(*sys.argv[1:4]))
