/** Into a meeting without its page before: who calls or answers has said already that they want to be in, and how. */
import { rememberStay } from '../meeting/join/stay.ts';

/** The page of the meeting goes in at once, as after a reload. */
export function enterAtOnce(meetingId: string, wish: { camera: boolean }): void {
  rememberStay(sessionStorage, meetingId, { name: undefined, microphone: true, camera: wish.camera });
}
