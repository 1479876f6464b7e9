/** From the click on "join" to the first decoded picture of somebody else. */
import { JoinScreen, MeetingScreen, percentile, untilMediaFlows } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enter, openDoors, startCast, type Cast } from './cast.ts';
import { recordFigures } from './figures.ts';

let cast: Cast;
const joins = Number(process.env['SAAL_JOINS'] ?? 20);

beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast?.end());

test(`of ${joins} joins the first picture of the other stands soon after the click`, { timeout: 60_000 + joins * 15_000 }, async () => {
  const meeting = await cast.meeting('Haushaltsausschuss', openDoors);
  const anna = await cast.openAnna();
  await enter(anna, meeting, { guest: false, microphone: true, camera: true });
  const timesMs: number[] = [];
  for (let index = 0; index < joins; index++) {
    const bob = await cast.openGuest(`Bob ${index + 1}`);
    const join = new JoinScreen(bob.page);
    await join.open(meeting.id).catch(async (error: unknown) => {
      throw new Error(`join ${index + 1}: ${String(error)}; the page says: ${await bob.page.innerText('body')}`);
    });
    await join.prepare({ name: bob.name });
    // Measured in the page: from the click to the first frame any <video> that did not show one before presents.
    const measured = bob.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const known = new Set(document.querySelectorAll('video'));
          let clickedMs = 0;
          document.addEventListener('click', () => (clickedMs ||= performance.now()), { capture: true });
          const own = new Set(
            (window as unknown as { saalProbe: { tracks: MediaStreamTrack[] } }).saalProbe.tracks.map((track) => track.id),
          );
          const look = () => {
            for (const video of document.querySelectorAll('video')) {
              const stream = video.srcObject;
              if (known.has(video) || !(stream instanceof MediaStream)) continue;
              if (stream.getVideoTracks().every((track) => own.has(track.id))) continue;
              known.add(video);
              video.requestVideoFrameCallback((nowMs) => resolve(nowMs - clickedMs));
            }
            requestAnimationFrame(look);
          };
          look();
        }),
    );
    await join.press();
    timesMs.push(await measured);
    const screen = new MeetingScreen(bob.page);
    await screen.here();
    if (index === 0) await untilMediaFlows(bob.page, { videos: 1 });
    await screen.leave();
    await bob.close();
  }
  recordFigures('join-time', { joins, p50Ms: percentile(timesMs, 0.5), p95Ms: percentile(timesMs, 0.95), timesMs });
  // The bar (p95 < 1.0 s, quiet machine) stands in the figures; here what a loaded machine keeps.
  expect(percentile(timesMs, 0.95)).toBeLessThan(5_000);
});
