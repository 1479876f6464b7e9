/** Which event of a room a time leads to. */
import { Direction, type MatrixClient } from 'matrix-js-sdk';
import { ChatFailed } from '../chat-failed.ts';
import { translated } from './translated.ts';

/** @returns the first from that time on; the last there is where nobody has written since. @throws {ChatFailed} not_found: it is empty */
export async function eventNear(client: MatrixClient, roomId: string, atMs: number): Promise<string> {
  const towards = async (direction: Direction) =>
    (await client.timestampToEvent(roomId, Math.max(0, Math.round(atMs)), direction)).event_id;
  try {
    return await translated(towards(Direction.Forward));
  } catch (error) {
    if (!(error instanceof ChatFailed) || error.code !== 'not_found') throw error;
    return translated(towards(Direction.Backward));
  }
}
