import { expect, test } from 'vitest';
import { StreamView } from '@saal/protocol';
import { RequestFailed } from './request-failed.ts';
import { eventually } from './testing/eventually.ts';
import { setState } from './testing/fake-media-device.ts';
import { aliceDevice, participant } from './testing/fake-snapshot.ts';
import { consumer, room, sending } from './testing/own-media.ts';

const bob = participant('bob', 2, {
  streams: [{ producerId: 'producer-of-bob', source: 'camera', deviceId: aliceDevice, paused: false }],
});
const refused = new RequestFailed({ code: 'media_epoch_over', message: '' });

/** Alice sends and hears Bob, and is asked to move. `moved` is answered when a test says so. */
async function asked() {
  const all = await sending();
  const { session, media, timers } = all;
  const former = [...media.transports];
  session.setPeople([bob]);
  session.watch([{ participantId: bob.id, widthPx: 320, heightPx: 180, priority: 1 }]);
  session.handle({ type: 'media.consumer-added', data: consumer('consumer-1', 'sound-of-bob') });
  await eventually('Bob', () => session.get().remote.length === 1);
  for (const transport of former) setState(transport, 'connected');
  const answered = Promise.withResolvers<object>();
  all.answers['media.moved'] = () => answered.promise;
  session.handle({ type: 'media.move', data: room('epoch-2') });
  await eventually('paths there', () => media.transports.length === 4);
  const next = media.transports.slice(2);
  const named = () => all.asked.filter(({ data }) => data.epoch === 'epoch-2');
  const pass = async (what: string, condition: () => unknown) => {
    await eventually(what, () => {
      timers.advance(100);
      return condition();
    });
  };
  return { ...all, former, next, answered, named, pass };
}

/** As `asked`, and all that was sent is sent there, too. */
async function both() {
  const all = await asked();
  await eventually('sent there, too', () => all.named().filter(({ method }) => method === 'media.produce').length === 2);
  return all;
}

/** Bob comes by the new way, and it comes to be. */
async function connect({ next, session, named }: Awaited<ReturnType<typeof asked>>, direction?: 'recv'): Promise<void> {
  session.handle({ type: 'media.consumer-added', data: { ...consumer('consumer-2', 'sound-of-bob'), epoch: 'epoch-2' } });
  await eventually('ready to decode', () => named().some(({ method }) => method === 'media.resume-consumer'));
  for (const transport of next) if (direction === undefined || transport.direction === direction) setState(transport, 'connected');
}

test('all is there on the new way before the old one goes; then it is played from there', async () => {
  const all = await both();
  const { session, former, named, count, pass, answered, asked: requests } = all;
  expect(named().map(({ method }) => method)).toEqual(
    expect.arrayContaining(['media.set-capabilities', 'media.create-transport', 'media.watch', 'media.produce']),
  );
  expect(named().find(({ method }) => method === 'media.watch')?.data.tiles).toHaveLength(1);
  expect(session.get()).toMatchObject({ transport: 'connected', sending: { microphone: true, camera: true } });
  expect(session.get().remote.map(({ consumerId }) => consumerId)).toEqual(['consumer-1']);
  expect(count('media.moved')).toBe(0);
  const remotes: string[][] = [];
  session.subscribe(() => remotes.push(session.get().remote.map(({ consumerId }) => consumerId)));

  await connect(all);
  await pass('told', () => count('media.moved') === 1);
  expect(session.epoch).toBe('epoch-2');
  expect(session.get()).toMatchObject({ transport: 'connected', sending: { microphone: true, camera: true } });
  expect(session.get().remote.map(({ consumerId }) => consumerId)).toEqual(['consumer-2']);
  // At no moment there was none, or both.
  expect(remotes.every((ids) => ids.length === 1)).toBe(true);
  // Others may still have what is sent from the former place.
  const sendingFormer = former.find(({ direction }) => direction === 'send');
  expect(sendingFormer?.closed).toBe(false);
  answered.resolve({});
  await eventually('left', () => former.every(({ closed }) => closed));
  const before = requests.length;
  await session.setMicrophone(false);
  await eventually('told', () => count('media.pause-producer') === 1);
  expect(requests.slice(before)).toEqual([{ method: 'media.pause-producer', data: { producerId: 'producer-3' } }]);
});

test('it does not say that it is there while sound that is heard does not come by the new way', async () => {
  const { session, next, timers, count, pass } = await both();
  for (const transport of next) setState(transport, 'connected');
  timers.advance(2_500);
  expect(count('media.moved')).toBe(0);
  expect(session.get().remote.map(({ consumerId }) => consumerId)).toEqual(['consumer-1']);
  // It may have ended in this moment: there is no waiting for ever.
  await pass('told', () => count('media.moved') === 1);
});

test('it does not say that it is there while a way does not come to be; then it is tried by TCP', async () => {
  const all = await both();
  const { timers, count, named, media, pass } = all;
  await connect(all, 'recv');
  timers.advance(3_500);
  expect(count('media.moved')).toBe(0);
  timers.advance(500);
  await eventually('sent by TCP', () => named().filter(({ method }) => method === 'media.produce').length === 4);
  expect(named().some(({ data }) => data.tcpOnly === true)).toBe(true);
  setState(media.newest('send'), 'connected');
  await pass('told', () => count('media.moved') === 1);
});

test('muting and unmuting while it moves reach both ways', async () => {
  const all = await both();
  const { session, sent, asked: requests, count, pass } = all;
  const muting = session.setMicrophone(false);
  // Two copies of the microphone leave this machine: both are silent at once.
  expect(sent(0).map(({ enabled }) => enabled)).toEqual([false, false]);
  await muting;
  await eventually('both told', () => count('media.pause-producer') === 2);
  expect(requests.filter(({ method }) => method === 'media.pause-producer').map(({ data }) => data)).toEqual([
    { producerId: 'producer-1' },
    { producerId: 'producer-3', epoch: 'epoch-2' },
  ]);
  await session.setMicrophone(true);
  await eventually('both heard', () => sent(0).every(({ enabled }) => enabled));
  await connect(all);
  await pass('told', () => count('media.moved') === 1);
  expect(session.get().sending.microphone).toBe(true);
});

test('who is muted when it begins to move sends nothing by the new way, and can unmute there', async () => {
  const all = await sending();
  const { session, media, sent, count } = all;
  for (const transport of media.transports) setState(transport, 'connected');
  await session.setMicrophone(false);
  session.handle({ type: 'media.move', data: room('epoch-2') });
  await eventually('the camera there', () => count('media.produce') === 3);
  for (const transport of media.transports.slice(2)) setState(transport, 'connected');
  await eventually('told', () => {
    all.timers.advance(100);
    return count('media.moved') === 1;
  });
  expect(sent(0)).toHaveLength(1);
  await session.setMicrophone(true);
  await eventually('heard', () => session.get().sending.microphone);
  expect(count('media.produce')).toBe(4);
});

test('a host who mutes while it moves is obeyed on both ways, whichever is told first', async () => {
  const { session, sent } = await both();
  session.handle({ type: 'media.producer-paused', data: { producerId: 'producer-3' } });
  expect(session.get().sending.microphone).toBe(false);
  expect(sent(0).map(({ enabled }) => enabled)).toEqual([false, false]);
});

test('a share that begins while it moves goes both ways', async () => {
  const { session, asked: requests, count } = await both();
  await session.startShare({ withSound: false });
  await eventually('both', () => count('media.produce') === 6);
  const shares = requests.filter(({ method, data }) => method === 'media.produce' && data.source === 'screen').map(({ data }) => data);
  expect(shares.map(({ epoch }) => epoch)).toEqual([undefined, 'epoch-2']);
  expect(shares[0]?.shareId).toBe(shares[1]?.shareId);
});

test('a reset ends a move, and all is built once', async () => {
  const all = await both();
  const { session, media, count } = all;
  session.handle({ type: 'media.reset', data: room('epoch-2') });
  await eventually('sent', () => count('media.produce') === 6);
  expect(media.transports.filter(({ closed }) => !closed)).toHaveLength(2);
  for (const transport of media.transports.filter(({ closed }) => !closed)) setState(transport, 'connected');
  all.timers.advance(5_000);
  expect(count('media.moved')).toBe(0);
});

test('being asked again to go to the same place changes nothing; to another one begins anew', async () => {
  const { session, media, count } = await both();
  session.handle({ type: 'media.move', data: room('epoch-2') });
  await session.joined(
    room('epoch-1', true),
    ['microphone' as const, 'camera' as const].map((source, index) =>
      StreamView.parse({ producerId: `producer-${index + 1}`, source, deviceId: 'device-of-alice', paused: false }),
    ),
    new Set(['sound-of-bob']),
  );
  expect(media.transports).toHaveLength(4);
  expect(session.get().sending).toEqual({ microphone: true, camera: true });
  session.handle({ type: 'media.move', data: room('epoch-3') });
  await eventually('sent there', () => count('media.produce') === 6);
  expect(media.transports.map(({ closed }) => closed)).toEqual([false, false, true, true, false, false]);
});

test('when the new place goes away, what is there goes on', async () => {
  const { session, media, refusals, pass, count } = await asked();
  refusals.set('media.produce', refused);
  for (const transport of media.transports.slice(2)) setState(transport, 'connected');
  await pass('asked', () => count('media.produce') >= 3);
  expect(session.get()).toMatchObject({ transport: 'connected', sending: { microphone: true, camera: true } });
  expect(session.get().remote).toHaveLength(1);
});

test('where only TCP gets through, the new way begins with it', async () => {
  const all = await sending();
  const { session, media, timers, asked: requests } = all;
  timers.advance(4_000);
  await eventually('by TCP', () => requests.filter(({ data }) => data.tcpOnly === true).length > 0 && media.transports.length > 2);
  await eventually('sent', () => session.get().sending.microphone && session.get().sending.camera);
  for (const transport of media.transports.filter(({ closed }) => !closed)) setState(transport, 'connected');
  session.handle({ type: 'media.move', data: room('epoch-2') });
  await eventually('begun', () => requests.some(({ method, data }) => method === 'media.create-transport' && data.epoch === 'epoch-2'));
  const begun = requests.filter(({ method, data }) => method === 'media.create-transport' && data.epoch === 'epoch-2');
  expect(begun.every(({ data }) => data.tcpOnly === true)).toBe(true);
});
