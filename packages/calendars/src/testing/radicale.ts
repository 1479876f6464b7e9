/** A throwaway calendar server: Debian's Radicale on the loopback (RFC 4791). */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';

export interface Radicale {
  /** Of the server, without a slash at its end. */
  url: string;
  /** As a client of one person, whose password is `password of <name>`. */
  as(
    name: string,
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; text: string }>;
  /** A new calendar of a person. @returns its path */
  makeCalendar(name: string, calendar: string): Promise<string>;
  close(): void;
}

export const passwordOf = (name: string): string => `password of ${name}`;

/** @param people who have an account there */
export async function startRadicale(people: readonly string[]): Promise<Radicale> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-radicale-'));
  writeFileSync(join(folder, 'users'), people.map((name) => `${name}:${passwordOf(name)}\n`).join(''));
  const port = await freePort();
  writeFileSync(
    join(folder, 'config'),
    `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = ${folder}/users\nhtpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = ${folder}/data\n[web]\ntype = none\n`,
  );
  const server = spawn('radicale', ['--config', join(folder, 'config')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const as: Radicale['as'] = async (name, method, path, body, headers = {}) => {
    const authorization = `Basic ${Buffer.from(`${name}:${passwordOf(name)}`).toString('base64')}`;
    const { statusCode, body: answer } = await request(url + path, {
      method,
      headers: { authorization, ...headers },
      body: body ?? null,
    });
    return { status: statusCode, text: await answer.text() };
  };
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await (await request(url)).body.dump();
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
  return {
    ...{ url, as },
    async makeCalendar(name, calendar) {
      const path = `/${name}/${calendar}/`;
      const { status, text } = await as(name, 'MKCALENDAR', path);
      if (status !== 201) throw new Error(text);
      return path;
    },
    close() {
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
