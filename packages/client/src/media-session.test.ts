import { expect, test } from 'vitest';
import { ParticipantId, StreamView } from '@saal/protocol';
import { RequestFailed } from './request-failed.ts';
import { eventually } from './testing/eventually.ts';
import { setState } from './testing/fake-media-device.ts';
import { aliceDevice, participant } from './testing/fake-snapshot.ts';
import { consumer, room, sending, started } from './testing/own-media.ts';

const bob = participant('bob', 2, {
  streams: [{ producerId: 'producer-of-bob', source: 'camera', deviceId: aliceDevice, paused: false }],
});
function stream(producerId: string, source: StreamView['source']): StreamView {
  return StreamView.parse({ producerId, source, deviceId: 'device-of-alice', paused: false });
}

test('on entering, both transports are made at once and what is on is sent', async () => {
  const { session, asked, methods } = await sending();
  expect(methods().slice(0, 3)).toEqual(['media.set-capabilities', 'media.create-transport', 'media.create-transport']);
  const produced = asked.filter(({ method }) => method === 'media.produce').map(({ data }) => data.source);
  expect(produced).toEqual(['microphone', 'camera']);
  expect(session.get().sending).toEqual({ microphone: true, camera: true });
});

test('with devices off nothing is sent', async () => {
  const { session, count } = await started();
  await session.joined(room('epoch-1'), [], new Set());
  expect(count('media.produce')).toBe(0);
});

test('muting stops the sound at once, before the server answers, and keeps the microphone open', async () => {
  const { session, devices, sent, count } = await sending();
  const muting = session.setMicrophone(false);
  expect(sent(0)[0]?.enabled).toBe(false);
  expect(session.get().sending.microphone).toBe(false);
  await muting;
  await eventually('told', () => count('media.pause-producer') === 1);
  expect(devices.get().microphoneTrack?.readyState).toBe('live');
  expect(devices.get().microphoneTrack?.enabled).toBe(true);
});

test('unmuting is heard only after the server agreed', async () => {
  const { session, refusals, sent } = await sending();
  await session.setMicrophone(false);
  refusals.set('media.resume-producer', new RequestFailed({ code: 'right_missing', message: '' }));
  await session.setMicrophone(true);
  await eventually('refusal', () => session.get().problem);
  expect(session.get().problem).toBe('right_missing');
  expect(session.get().sending.microphone).toBe(false);
  expect(sent(0)[0]?.enabled).toBe(false);
  refusals.clear();
  await session.setMicrophone(true);
  await eventually('heard', () => session.get().sending.microphone);
  expect(session.get().problem).toBeUndefined();
});

test('camera off puts its light out: every track of it ends', async () => {
  const { session, mediaDevices, sent, count } = await sending();
  await session.setCamera(false);
  expect(mediaDevices.opened[1]?.readyState).toBe('ended');
  expect(sent(1).map(({ readyState }) => readyState)).toEqual(['ended']);
  await eventually('told', () => count('media.pause-producer') === 1);
  await session.setCamera(true);
  await eventually('back', () => session.get().sending.camera);
  expect(count('media.produce')).toBe(2);
  expect(count('media.close-producer')).toBe(0);
});

test('a host who mutes or stops the camera is obeyed', async () => {
  const { session, devices } = await sending();
  session.handle({ type: 'media.producer-paused', data: { producerId: 'producer-1' } });
  session.handle({ type: 'media.producer-closed', data: { producerId: 'producer-2' } });
  await eventually('off', () => !devices.get().camera.on);
  expect(session.get().sending).toEqual({ microphone: false, camera: false });
});

test('what a host did while the connection was lost is obeyed after it', async () => {
  const { session } = await sending();
  const own = [{ ...stream('producer-1', 'microphone'), paused: true }, stream('producer-2', 'camera')];
  await session.joined(room('epoch-1', true), own, new Set(['producer-1', 'producer-2']));
  expect(session.get().sending).toEqual({ microphone: false, camera: true });
});

test('pictures that the server holds back are known until it says otherwise or there is another room', async () => {
  const { session } = await started();
  await session.joined(room('epoch-1'), [], new Set());
  session.handle({ type: 'media.pictures-held', data: { producerIds: ['camera-of-bob'] } });
  expect(session.get().held).toEqual(['camera-of-bob']);
  session.handle({ type: 'media.pictures-held', data: { producerIds: [] } });
  expect(session.get().held).toEqual([]);
  session.handle({ type: 'media.pictures-held', data: { producerIds: ['camera-of-bob'] } });
  await session.joined(room('epoch-2'), [], new Set());
  expect(session.get().held).toEqual([]);
});

test('a companion device sends no sound until it takes it over', async () => {
  const { session } = await sending();
  session.setCompanion(true);
  expect(session.get().sending).toEqual({ microphone: false, camera: true });
  session.setCompanion(false);
  await eventually('sound', () => session.get().sending.microphone);
});

test('the room of a dead worker is rebuilt by itself: all is sent again, and watched again', async () => {
  const { session, asked, count, media } = await sending();
  session.setPeople([bob]);
  session.watch([{ participantId: bob.id, widthPx: 320, heightPx: 180, priority: 1 }]);
  session.handle({ type: 'media.consumer-added', data: consumer('consumer-1', 'producer-of-bob') });
  await eventually('bob', () => session.get().remote.length === 1);
  const old = media.transports.length;
  session.handle({ type: 'media.reset', data: room('epoch-2') });
  expect(session.get().remote).toEqual([]);
  await eventually('sent again', () => count('media.produce') === 4);
  expect(media.transports.slice(0, old).every(({ closed }) => closed)).toBe(true);
  const lists = asked.filter(({ method }) => method === 'media.watch').map(({ data }) => data.tiles);
  expect(lists).toHaveLength(2);
  expect(lists[1]).toEqual(lists[0]);
});

test('a slot of a large meeting is played like any sound, and stays when the connection comes back', async () => {
  const { session, asked } = await sending();
  const { participantId: _, ...slot } = consumer('consumer-1', 'producer-of-slot');
  session.handle({ type: 'media.consumer-added', data: { ...slot, slot: 1 } });
  session.handle({ type: 'media.consumer-added', data: consumer('consumer-2', 'producer-of-bob') });
  session.handle({ type: 'media.slots', data: { slots: [null, ParticipantId.parse('bob-participant'), null] } });
  await eventually('both there', () => session.get().remote.length === 2);
  expect(session.get().remote[0]).toMatchObject({ source: 'microphone', participantId: undefined, paused: false });
  expect(asked).toContainEqual({ method: 'media.resume-consumer', data: { consumerId: 'consumer-1' } });

  await session.joined(room('epoch-1', true), [stream('producer-1', 'microphone'), stream('producer-2', 'camera')], new Set());
  expect(session.get().remote.map(({ consumerId }) => consumerId)).toEqual(['consumer-1']);
});

test('a resumed connection keeps the transports', async () => {
  const { session, count, media } = await sending();
  await session.joined(room('epoch-1', true), [stream('producer-1', 'microphone'), stream('producer-2', 'camera')], new Set());
  expect(media.transports).toHaveLength(2);
  expect(count('media.produce')).toBe(2);
});

test('what was announced before there was a transport is taken once there is one, and the server told that it may flow', async () => {
  const { session, asked } = await started();
  session.handle({ type: 'media.consumer-added', data: consumer('consumer-1', 'producer-of-bob') });
  expect(session.get().remote).toEqual([]);
  await session.joined(room('epoch-1'), [], new Set());
  await eventually('bob', () => session.get().remote.length === 1);
  expect(session.get().remote[0]).toMatchObject({ source: 'microphone', producerId: 'producer-of-bob', paused: false });
  expect(asked.at(-1)).toEqual({ method: 'media.resume-consumer', data: { consumerId: 'consumer-1' } });
  session.handle({ type: 'media.consumer-changed', data: { consumerId: 'consumer-1', paused: true } });
  expect(session.get().remote[0]?.paused).toBe(true);
  session.handle({ type: 'media.consumer-removed', data: { consumerId: 'consumer-1' } });
  expect(session.get().remote).toEqual([]);
});

test('a stream that ended while the connection was lost is dropped after it', async () => {
  const { session } = await started();
  await session.joined(room('epoch-1'), [], new Set());
  session.handle({ type: 'media.consumer-added', data: consumer('consumer-1', 'producer-of-bob') });
  await eventually('bob', () => session.get().remote.length === 1);
  await session.joined(room('epoch-1', true), [], new Set());
  expect(session.get().remote).toEqual([]);
});

test('a way that breaks is restarted after 0.3 s, twice; then it is made anew', async () => {
  const { session, media, timers, count } = await sending();
  const first = media.newest('send');
  setState(first, 'connected');
  setState(first, 'disconnected');
  timers.advance(250);
  expect(count('media.restart-ice')).toBe(0);
  timers.advance(100);
  expect(session.get().transport).toBe('restarting');
  await eventually('first restart', () => count('media.restart-ice') === 1);
  timers.advance(4000);
  await eventually('second restart', () => count('media.restart-ice') === 2);
  timers.advance(4000);
  await eventually('a new transport', () => media.newest('send') !== first);
  await eventually('sent again', () => count('media.produce') === 4);
});

test('after a change of network restarts follow each other quickly, however often the browser tells of it', async () => {
  const { session, media, timers, count, changeNetwork } = await sending();
  setState(media.newest('send'), 'connected');
  for (let news = 0; news < 4; news++) changeNetwork();
  await eventually('one restart of the way that was up', () => count('media.restart-ice') === 1);
  setState(media.newest('send'), 'disconnected');
  timers.advance(700);
  await eventually('the next, soon', () => count('media.restart-ice') === 2);
  setState(media.newest('send'), 'connected');
  timers.advance(20_000);
  expect(count('media.restart-ice')).toBe(2);
  expect(session.get().transport).toBe('connected');
});

test('while the WebSocket is away no restart is asked for; the resumed connection asks', async () => {
  const { session, media, timers, count, changeNetwork, setSignalling } = await sending();
  setState(media.newest('send'), 'connected');
  setSignalling(false);
  changeNetwork();
  timers.advance(3_000);
  expect(count('media.restart-ice')).toBe(0);
  setSignalling(true);
  await session.joined(room('epoch-1', true), [stream('producer-1', 'microphone'), stream('producer-2', 'camera')], new Set());
  await eventually('asked once', () => count('media.restart-ice') === 1);
});

test('a camera begins with the lowest layer: what nobody takes is not encoded', async () => {
  const { asked } = await sending();
  const camera = asked.find(({ method, data }) => method === 'media.produce' && data.source === 'camera');
  expect(camera?.data.rtpParameters).toMatchObject({ encodings: [{ active: true }, { active: false }] });
});

test('a way that comes back by itself is left alone', async () => {
  const { session, media, timers, count } = await sending();
  setState(media.newest('send'), 'connected');
  setState(media.newest('send'), 'disconnected');
  timers.advance(200);
  setState(media.newest('send'), 'connected');
  timers.advance(10_000);
  expect(count('media.restart-ice')).toBe(0);
  expect(session.get().transport).toBe('connected');
});

test('where UDP does not get through TCP is tried after 4 s, and only then it is told as failed', async () => {
  const { session, media, timers, asked } = await sending();
  timers.advance(4000);
  await eventually('TCP', () => asked.some(({ method, data }) => method === 'media.create-transport' && data.tcpOnly === true));
  await eventually('sent over it', () => media.newest('send').connectionState === 'connecting');
  expect(session.get().transport).toBe('connecting');
  timers.advance(8000);
  await eventually('failed', () => session.get().transport === 'failed');
  const tries = media.transports.length;
  timers.advance(3000);
  await eventually('tried on', () => media.transports.length > tries);
});

test('without the WebSocket nothing is concluded from a transport that does not come to be', async () => {
  const { timers, asked, setSignalling } = await sending();
  setSignalling(false);
  timers.advance(20_000);
  expect(asked.some(({ data }) => data.tcpOnly === true)).toBe(false);
});

test('a shared screen is sent with its sound, and ends when its window closes', async () => {
  const { session, asked, screens, count } = await sending();
  await session.startShare({ withSound: true });
  await eventually('both sent', () => count('media.produce') === 4);
  const [picture, sound] = asked.filter(({ method }) => method === 'media.produce').slice(2);
  expect([picture?.data.source, sound?.data.source]).toEqual(['screen', 'screen-audio']);
  expect(picture?.data.shareId).toBe(sound?.data.shareId);
  expect(session.get().shares).toMatchObject([{ shareId: picture?.data.shareId, withSound: true }]);
  screens[0]?.endByItself();
  expect(session.get().shares).toEqual([]);
  await eventually('told', () => count('media.close-producer') === 2);
});

test('a share that is not allowed ends, and says why', async () => {
  const { session, refusals, screens } = await sending();
  refusals.set('media.produce', new RequestFailed({ code: 'right_missing', message: '' }));
  await session.startShare({ withSound: false });
  await eventually('refusal', () => session.get().problem === 'right_missing');
  expect(session.get().shares).toEqual([]);
  expect(screens[0]?.readyState).toBe('ended');
});

test('audio only sends and shows no picture', async () => {
  const { session, asked, timers } = await sending();
  session.setPeople([bob]);
  session.watch([{ participantId: bob.id, widthPx: 320, heightPx: 180, priority: 1 }]);
  timers.advance(200);
  session.setAudioOnly(true);
  timers.advance(200);
  expect(session.get().sending).toEqual({ microphone: true, camera: false });
  expect(asked.filter(({ method }) => method === 'media.watch').at(-1)?.data).toEqual({ tiles: [] });
});

test('leaving frees everything that was sent', async () => {
  const { session, media, sent } = await sending();
  session.close();
  expect(media.transports.every(({ closed }) => closed)).toBe(true);
  expect([...sent(0), ...sent(1)].map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
});
