/** The blur for browsers without streams of pictures: draws on the page, each time the camera has a new picture. */
import type { VideoEffect } from '../camera-effect.ts';
import { PersonBlur, type BlurUrls } from './person-blur.ts';

const framesPerSecond = 24;

export async function blurOnPage(track: MediaStreamTrack, urls: BlurUrls): ReturnType<VideoEffect> {
  const blur = await PersonBlur.load(urls);
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const output = canvas.captureStream(framesPerSecond).getVideoTracks()[0];
  if (context === null || output === undefined) throw new Error('no canvas to draw on');
  let stopped = false;
  function draw(nowMs: number): void {
    if (stopped || context === null) return;
    const { videoWidth, videoHeight } = video;
    if (videoWidth > 0) {
      if (canvas.width !== videoWidth) canvas.width = videoWidth;
      if (canvas.height !== videoHeight) canvas.height = videoHeight;
      context.drawImage(blur.draw(video, videoWidth, videoHeight, nowMs), 0, 0);
    }
    video.requestVideoFrameCallback(draw);
  }
  video.requestVideoFrameCallback(draw);
  await video.play();
  return {
    track: output,
    stop() {
      stopped = true;
      video.srcObject = null;
      output.stop();
      blur.close();
    },
  };
}
