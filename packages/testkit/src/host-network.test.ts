import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createHostNetwork } from './host-network.ts';
import { networkNamespacesPossible } from './network-namespace.ts';
import { until } from './until.ts';

const answering = `require('node:net').createServer((socket) => socket.end('here')).listen(4000, '0.0.0.0')`;

function heardFrom(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(4_000, address);
    socket.setTimeout(500, () => socket.destroy(new Error('silence')));
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}

test.skipIf(!networkNamespacesPossible())(
  'hosts have addresses of their own, can be cut off, and are gone with all that ran there',
  async () => {
    const network = createHostNetwork(2);
    try {
      const [first, second] = network.hosts;
      if (!first || !second) throw new Error('two hosts');
      const [program = '', ...argv] = first.command;
      const server = spawn(program, [...argv, process.execPath, '-e', answering], { stdio: 'ignore' });
      const ended = once(server, 'exit');
      await until('the program on the host', async () => (await heardFrom(first.address)) === 'here');
      await expect(heardFrom(second.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      first.pullCable();
      await expect(heardFrom(first.address)).rejects.toThrow();
      first.plugCable();
      await until('the host to be back', async () => (await heardFrom(first.address)) === 'here');
      network.close();
      expect(await ended).toEqual([null, 'SIGKILL']);
      await expect(heardFrom(first.address)).rejects.toThrow();
    } finally {
      network.close();
    }
  },
);
