/** Asks the browser what to share. @returns undefined when the person cancels */
export type CaptureScreen = (options: {
  withSound: boolean;
}) => Promise<{ video: MediaStreamTrack; sound: MediaStreamTrack | undefined } | undefined>;

export const captureScreenInBrowser: CaptureScreen = async ({ withSound }) => {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({
      // Text needs pixels more than movement; the browser sends fewer frames while nothing moves.
      video: { frameRate: { ideal: 30, max: 30 } },
      // The sound as it is: it is no voice in a room.
      audio: withSound ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false,
    });
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return undefined;
    throw error;
  }
  const video = stream.getVideoTracks()[0];
  if (video === undefined) return undefined;
  video.contentHint = 'detail';
  const sound = stream.getAudioTracks()[0];
  if (sound !== undefined) sound.contentHint = 'music';
  return { video, sound };
};
