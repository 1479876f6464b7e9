/** A share and twelve people at 1280x720: everybody visible, nothing covers anything, and no tile moves while speakers change. */
import { createGuest, openTransports, produce, until, untilMediaFlows, WireParticipant } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, startCast, type Cast } from './cast.ts';

let cast: Cast;

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

type Box = { name: string; x: number; y: number; width: number; height: number };

function overlap(a: Box, b: Box): boolean {
  const within = 1; // a pixel of rounding
  return a.x + within < b.x + b.width && b.x + within < a.x + a.width && a.y + within < b.y + b.height && b.y + within < a.y + a.height;
}

test(
  'with a share and twelve people all are seen, nothing overlaps, and a hundred changes of speaker move nothing',
  { timeout: 180_000 },
  async () => {
    const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
    const anna = await cast.openAnna({ viewport: { width: 1280, height: 720 } });
    const bob = await cast.openGuest('Bob Maier', { viewport: { width: 1280, height: 720 } });
    const annas = await enter(anna, meeting, { guest: false, microphone: false, camera: true });
    const bobs = await enter(bob, meeting, { microphone: true, camera: true });
    const names = [
      'Ayşe Yılmaz',
      'Dr. Maximilian von und zu Hohenstein-Langenfeld',
      'Carol Schmid',
      'Dave',
      'Emil',
      'Frida',
      'Gül',
      'Hans',
      'Ines',
      'Jörg',
    ];
    const wire: WireParticipant[] = [];
    for (const name of names) {
      const one = await WireParticipant.connect(await createGuest(cast.saal.baseUrl));
      await one.join(meeting.id, { name });
      const { send } = await openTransports(one);
      await produce(one, send, 'microphone');
      wire.push(one);
    }
    await annas.untilNames(['Anna Huber', 'Bob Maier', ...names]);
    await bobs.startShare({ withSound: true });
    await annas.untilShareShown();
    await untilMediaFlows(anna.page, { videos: 2 });

    const boxes = async (): Promise<Box[]> => [...(await annas.tileBoxes()), await annas.stageBox(), await annas.barBox()];
    await until('the layout to stand', async () => {
      const first = JSON.stringify(await boxes());
      await anna.page.waitForTimeout(300);
      return first === JSON.stringify(await boxes());
    });
    const before = await boxes();
    expect(before.map((box) => box.name).sort()).toEqual(['Anna Huber', 'Bob Maier', ...names, 'stage', 'bar'].sort());
    for (const box of before) {
      expect(box.width, box.name).toBeGreaterThan(60);
      expect(box.height, box.name).toBeGreaterThan(30);
      expect(box.x, box.name).toBeGreaterThanOrEqual(0);
      expect(box.y, box.name).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, box.name).toBeLessThanOrEqual(1280 + 1);
      expect(box.y + box.height, box.name).toBeLessThanOrEqual(720 + 1);
    }
    for (const [index, a] of before.entries())
      for (const b of before.slice(index + 1)) expect(overlap(a, b), `${a.name} covers ${b.name}`).toBe(false);
    expect((await annas.stageBox()).width * (await annas.stageBox()).height).toBeGreaterThan(1280 * 720 * 0.35);

    // Ten minutes of changing speakers, told fast: the page gets the events a server would send, through its own socket.
    const ids = await annas.participantIds();
    for (let change = 0; change < 100; change++) {
      const speaker = ids[change % ids.length];
      const second = ids[(change * 7 + 3) % ids.length];
      await anna.page.evaluate(
        ([speaking, active]) => {
          const { sockets } = (window as unknown as { saalProbe: { sockets: WebSocket[] } }).saalProbe;
          const socket = sockets.filter((one) => one.readyState === WebSocket.OPEN).at(-1);
          socket?.dispatchEvent(
            new MessageEvent('message', {
              data: JSON.stringify({ k: 'ev', type: 'meeting.speaking', data: { speaking, activeSpeaker: active } }),
            }),
          );
        },
        [[speaker, second], speaker] as const,
      );
      if (change % 20 === 10) {
        await anna.page.waitForTimeout(200);
        expect(await boxes()).toEqual(before);
      }
    }
    await until('a speaker to be marked', async () => (await annas.speakingNames()).length > 0);
    await anna.page.waitForTimeout(500);
    expect(await boxes()).toEqual(before);

    // Somebody leaves: the others close up, still nothing overlaps and the order stays.
    const orderBefore = (await annas.tileBoxes()).map((box) => box.name).filter((name) => name !== 'Emil');
    await wire[4]?.request('meeting.leave', {});
    await until('Emil to be gone', async () => !(await annas.tileBoxes()).some((box) => box.name === 'Emil'));
    const after = await boxes();
    for (const [index, a] of after.entries())
      for (const b of after.slice(index + 1)) expect(overlap(a, b), `${a.name} covers ${b.name}`).toBe(false);
    expect((await annas.tileBoxes()).map((box) => box.name)).toEqual(orderBefore);
    for (const one of wire) one.drop();
  },
);
