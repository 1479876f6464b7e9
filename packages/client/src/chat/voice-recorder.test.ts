import { expect, test, vi } from 'vitest';
import { FakeTimers } from '../testing/fake-timers.ts';
import { bodyOfContent } from './sdk/message-body.ts';
import { voiceContent } from './sdk/voice-content.ts';
import { bars, createVoiceRecorder, longestVoiceMs } from './voice-recorder.ts';

class FakeRecorder extends EventTarget {
  static isTypeSupported = (type: string): boolean => type.startsWith('audio/webm');
  state = 'inactive';
  mimeType = 'audio/webm;codecs=opus';
  start(): void {
    this.state = 'recording';
  }
  stop(): void {
    this.state = 'inactive';
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['voice']) }));
    this.dispatchEvent(new Event('stop'));
  }
}

function record(getUserMedia?: () => Promise<MediaStream>) {
  const timers = new FakeTimers();
  const track = Object.assign(new EventTarget(), { stop: vi.fn() });
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream;
  const meter = { stop: vi.fn(), tell: (_level: number): void => undefined };
  const recorder = createVoiceRecorder({
    ...{ fileName: 'Sprachnachricht', timers, recorder: FakeRecorder as unknown as typeof MediaRecorder },
    devices: { getUserMedia: getUserMedia ?? (() => Promise.resolve(stream)) },
    meter: (_track, _timers, onLevel) => Object.assign(meter, { tell: onLevel }),
  });
  const phase = (wanted: string) => vi.waitFor(() => expect(recorder.state.get().phase).toBe(wanted));
  return { recorder, timers, track, meter, phase };
}

test('what is said becomes a file with its length and loudness, and the microphone is given back', async () => {
  const { recorder, timers, track, meter, phase } = record();
  await phase('recording');
  timers.advance(200);
  meter.tell(0.5);
  expect(recorder.state.get()).toMatchObject({ phase: 'recording', level: 0.5, elapsedMs: 200 });
  timers.advance(3_000);
  recorder.stop();
  const state = recorder.state.get();
  expect(state).toMatchObject({ phase: 'recorded', durationMs: 3_200, waveform: [0.5] });
  expect(state.phase === 'recorded' && [state.file.name, state.file.type]).toEqual(['Sprachnachricht.webm', 'audio/webm']);
  expect(track.stop).toHaveBeenCalled();
  expect(meter.stop).toHaveBeenCalled();
});

test('after fifteen minutes it ends by itself', async () => {
  const { recorder, timers, phase } = record();
  await phase('recording');
  timers.advance(longestVoiceMs + 1);
  expect(recorder.state.get()).toMatchObject({ phase: 'recorded', durationMs: longestVoiceMs });
});

test('given up, nothing is left; also while the browser still asks', async () => {
  const { recorder, track, phase } = record();
  await phase('recording');
  recorder.close();
  expect(recorder.state.get().phase).toBe('recording');
  expect(track.stop).toHaveBeenCalled();
  const asked = Promise.withResolvers<MediaStream>();
  const late = record(() => asked.promise);
  late.recorder.close();
  asked.resolve({ getTracks: () => [late.track], getAudioTracks: () => [late.track] } as unknown as MediaStream);
  await vi.waitFor(() => expect(late.track.stop).toHaveBeenCalled());
  expect(late.recorder.state.get().phase).toBe('asking');
});

test('a browser that says no is told apart from a machine without a microphone', async () => {
  const denied = record(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
  await denied.phase('failed');
  expect(denied.recorder.state.get()).toEqual({ phase: 'failed', code: 'denied' });
  const none = record(() => Promise.reject(new DOMException('none', 'NotFoundError')));
  await none.phase('failed');
  expect(none.recorder.state.get()).toEqual({ phase: 'failed', code: 'no_microphone' });
});

test('many levels become a few bars, the loudest of each part', () => {
  expect(bars([0, 0.2, 0.4, 0.1], 2)).toEqual([0.2, 0.4]);
  expect(bars([0.3], 60)).toEqual([0.3]);
  expect(bars([], 60)).toEqual([]);
});

test('a voice message reads as it was written', () => {
  const place = { msgtype: 'm.audio', body: 'a.webm', url: 'mxc://stadt.example/abc', info: { duration: 3_200 } };
  const body = bodyOfContent({ ...place, ...voiceContent([0, 0.5, 1], 3_200) });
  expect(body).toMatchObject({ type: 'audio', file: { durationMs: 3_200, waveform: [0, 0.5, 1] } });
  const other = bodyOfContent({ ...place, 'org.matrix.msc3245.voice': {}, 'org.matrix.msc1767.audio': { waveform: ['x', 9_999] } });
  expect(other).toMatchObject({ type: 'audio', file: { waveform: [0, 1] } });
  expect(bodyOfContent(place)).not.toHaveProperty('file.waveform');
});
