/** WeeChat with its Matrix script, without a screen: told what to do through its pipe, read through the log it keeps. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { until } from '@saal/testkit';

export const weechatScript = '/usr/share/weechat/python/matrix.py';

export interface Weechat {
  /** Waits until it shows this. @throws with its log */
  shows(text: string): Promise<void>;
  /** Types a line in the window of a room. */
  type(roomId: string, line: string): void;
  close(): Promise<void>;
}

/** It speaks TLS only, so a certificate stands before the server. */
async function startTlsProxy(folder: string, port: number): Promise<{ port: number; close(): void }> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
    const behind = connect(port, '127.0.0.1');
    for (const end of [socket, behind]) end.on('error', () => (socket.destroy(), behind.destroy()));
    socket.pipe(behind).pipe(socket);
  });
  server.on('tlsClientError', () => undefined); // the client is told as well
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => void server.close() };
}

/** Signs in; resolves when it runs, which is before it is in. */
export async function startWeechat(saalPort: number, person: { email: string; password: string }): Promise<Weechat> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-weechat-'));
  const proxy = await startTlsProxy(folder, saalPort);
  const pipe = join(folder, 'pipe');
  const commands = [
    `/set fifo.file.path ${pipe}`,
    '/set logger.file.flush_delay 0',
    `/python load ${weechatScript}`,
    `/matrix server add saal localhost:${proxy.port}`,
    '/set matrix.server.saal.ssl_verify off',
    `/set matrix.server.saal.username ${person.email}`,
    `/set matrix.server.saal.password ${person.password}`,
    '/matrix connect saal',
  ];
  const child = spawn('weechat-headless', ['-d', folder, ...commands.flatMap((command) => ['-r', command])], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const log = (): string => {
    const logs = join(folder, 'logs');
    if (!existsSync(logs)) return '';
    const files = readdirSync(logs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ parentPath, name }) => `== ${name}\n${readFileSync(join(parentPath, name), 'utf8')}`).join('\n');
  };
  try {
    await until('WeeChat to run', () => existsSync(pipe), { timeoutMs: 45_000 });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async shows(text) {
      await until(`WeeChat to show ${text}`, () => log().includes(text), { timeoutMs: 45_000 }).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${log()}`);
      });
    },
    close,
    type: (roomId, line) => writeFileSync(pipe, `python.matrix.saal.${roomId} *${line}\n`),
  };
}
