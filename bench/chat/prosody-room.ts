/** A room of Prosody with people who speak as much XMPP as it needs (RFC 6120, XEP-0045). */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { domain, mucDomain, type Prosody } from '../servers/prosody.ts';
import type { FullRoom } from './full-room.ts';

const roomAddress = `bench@${mucDomain}`;

/** @param databaseCpuSeconds of the PostgreSQL that keeps its archive */
export async function openProsodyRoom(prosody: Prosody, people: number, databaseCpuSeconds: () => number): Promise<FullRoom> {
  const room: FullRoom = {
    ...{ name: 'Prosody', members: [], heard: () => undefined },
    cpuSeconds: () => prosody.cpuSeconds() + databaseCpuSeconds(),
  };
  for (let person = 0; person < people; person++) {
    const socket = await enter(prosody.port, person);
    let rest = '';
    socket.on('data', (text: string) => {
      rest += text;
      const end = rest.lastIndexOf('</message>');
      if (end < 0) return;
      for (const [, number] of rest.slice(0, end).matchAll(/<body>m(\d+)<\/body>/g)) room.heard(person, Number(number));
      rest = rest.slice(end + '</message>'.length);
    });
    room.members.push({
      say(number) {
        socket.write(`<message to='${roomAddress}' type='groupchat' id='${number}'><body>m${number}</body></message>`);
        return Promise.resolve();
      },
      close: () => socket.destroy(),
    });
  }
  return room;
}

async function enter(port: number, person: number): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const ask = async (said: string, answer: string): Promise<void> => {
    let text = '';
    const listening = new Promise<void>((resolve, reject) => {
      const look = (chunk: string): void => {
        text += chunk;
        if (/<failure|type='error'|<stream:error/.test(text)) reject(new Error(text));
        if (!text.includes(answer)) return;
        socket.off('data', look);
        resolve();
      };
      socket.on('data', look);
      socket.once('close', () => reject(new Error(`closed after: ${text}`)));
    });
    socket.write(said);
    await listening;
  };
  const open = `<stream:stream to='${domain}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
  await ask(open, '</stream:features>');
  await ask("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", '<success');
  await ask(open, '</stream:features>');
  await ask("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "id='bind'");
  const muc = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>";
  await ask(`<presence to='${roomAddress}/p${person}'>${muc}</presence>`, "code='110'");
  return socket;
}
