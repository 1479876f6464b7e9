/** Sends and fetches files over HTTP, and looks at what lies on the disk. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger, hashSecret, newSecret, openDatabase, type Database } from '@saal/foundation';
import { expect } from 'vitest';
import { MediaFolderOnDisk } from '../files/media-folder.ts';
import { MediaSweep } from '../media-sweep.ts';
import { PostgresMediaStore } from '../postgres/media-store.ts';
import { narrowed } from '../postgres/tables.ts';
import { openHouse, text, type House, type MatrixClient } from './house.ts';

export const dayMs = 24 * 3600_000;

/** A house whose files are looked at. */
export class FileHouse {
  readonly house: House;
  readonly db: Database;

  private constructor(house: House) {
    this.house = house;
    this.db = openDatabase(house.databaseUrl, 2);
  }

  static async open(options?: Parameters<typeof openHouse>[0]): Promise<FileHouse> {
    return new FileHouse(await openHouse(options));
  }

  async close(): Promise<void> {
    await this.db.destroy();
    await this.house.close();
  }

  ask = (who: MatrixClient | undefined, path: string, init: RequestInit = {}): Promise<Response> =>
    // A test is a client of the server.
    // eslint-disable-next-line no-restricted-globals
    fetch(`${this.house.first.url}${path}`, {
      ...init,
      headers: { ...(who ? { authorization: `Bearer ${who.token}` } : {}), ...(init.headers as Record<string, string>) },
    });

  send = (who: MatrixClient, bytes: Buffer | string, type: string | undefined, name = 'bild.png'): Promise<Response> =>
    this.ask(who, `/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`, {
      method: 'POST',
      body: bytes as RequestInit['body'],
      headers: type === undefined ? {} : { 'content-type': type },
    });

  upload = async (who: MatrixClient, bytes: Buffer | string, type = 'image/png', name?: string): Promise<string> => {
    const answer = await this.send(who, bytes, type, name);
    const body = (await answer.json()) as { content_uri: string };
    expect([answer.status, body.content_uri]).toEqual([200, expect.stringMatching(/^mxc:\/\/stadt\.example\/.{22}$/)]);
    return body.content_uri;
  };

  download = (who: MatrixClient | undefined, mxc: string, init?: RequestInit): Promise<Response> =>
    this.ask(who, `/_matrix/client/v1/media/download/${mxc.slice(6)}`, init);

  thumbnail = (who: MatrixClient, mxc: string, size = 'width=96&height=96&method=crop'): Promise<Response> =>
    this.ask(who, `/_matrix/client/v1/media/thumbnail/${mxc.slice(6)}?${size}`);

  /** A message with the file. @returns its id */
  name = async (who: MatrixClient, room: string, mxc: string, more: object = {}): Promise<string> => {
    const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${Math.random()}`;
    return text((await who.must('PUT', path, { msgtype: 'm.image', body: 'Bild', url: mxc, ...more })).event_id);
  };

  onDisk = async (): Promise<string[]> =>
    (await readdir(this.house.mediaFolder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  /** Names of what is being received. */
  coming = (): Promise<string[]> => readdir(join(this.house.mediaFolder, 'coming'));

  /** Of that moment. @param longestKeptMs as the house is set; default: for ever */
  sweep = (nowMs: number, longestKeptMs?: number): MediaSweep => {
    const clock = { now: () => nowMs, after: () => () => undefined };
    const folder = new MediaFolderOnDisk(this.house.mediaFolder);
    const store = new PostgresMediaStore(narrowed(this.db));
    return new MediaSweep({ store, folder, clock, log: createLogger('silent'), longestKeptMs });
  };

  /** Of a browser that is signed in. */
  cookieOf = async (who: string): Promise<string> => {
    const secret = newSecret();
    const [person] = await this.house.accounts.search(`${who}@stadt.example`, 1);
    await this.db
      .$extendTables<{ 'accounts.session': Record<string, unknown> }>()
      .insertInto('accounts.session')
      .values({
        ...{ id: newSecret(), person_id: person?.id, secret_hash: hashSecret(secret), agent: 'Firefox' },
        ...{ created_at_ms: Date.now(), last_seen_at_ms: Date.now() },
      })
      .execute();
    return `saal_session=${secret}`;
  };
}
