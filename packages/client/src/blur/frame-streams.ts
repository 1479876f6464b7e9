/** A track as a stream of pictures, and back: "insertable streams", in Chromium only. */
export interface FrameStreams {
  processor(track: MediaStreamTrack): { readable: ReadableStream<VideoFrame> };
  generator(): MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

declare global {
  // Not in TypeScript's DOM library; the names are the browser's.
  var MediaStreamTrackProcessor: (new (options: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> }) | undefined;
  var MediaStreamTrackGenerator:
    (new (options: { kind: 'video' }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> }) | undefined;
}

/** Undefined where the browser has none. */
export const frameStreams: FrameStreams | undefined = find();

function find(): FrameStreams | undefined {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis;
  if (Processor === undefined || Generator === undefined) return undefined;
  return { processor: (track) => new Processor({ track }), generator: () => new Generator({ kind: 'video' }) };
}
