/** Blurs a stream of pictures away from the page, so that its buttons stay quick. Told once, by the first message. */
import { PersonBlur } from './person-blur.ts';
import { isBlurJob } from './blur-job.ts';

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isBlurJob(event.data)) void run(event.data.urls, event.data.from, event.data.to);
});

async function run(
  urls: Parameters<typeof PersonBlur.load>[0],
  from: ReadableStream<VideoFrame>,
  to: WritableStream<VideoFrame>,
): Promise<void> {
  let blur: PersonBlur;
  try {
    blur = await PersonBlur.load(urls);
  } catch (error) {
    postMessage({ failed: error instanceof Error ? error.message : String(error) });
    return;
  }
  let first = true;
  const blurred = new TransformStream<VideoFrame, VideoFrame>({
    transform(frame, controller) {
      try {
        const { timestamp } = frame;
        const canvas = blur.draw(frame, frame.displayWidth, frame.displayHeight, timestamp / 1000);
        controller.enqueue(new VideoFrame(canvas, { timestamp }));
      } finally {
        frame.close();
      }
      if (first) postMessage({ running: true });
      first = false;
    },
  });
  try {
    await from.pipeThrough(blurred).pipeTo(to);
  } catch (error) {
    postMessage({ failed: error instanceof Error ? error.message : String(error) });
  } finally {
    blur.close();
  }
}
