import { useCallback } from 'react';
import { useModel } from '../../app/use-model.ts';
import { useSelected } from '../model/use-selected.ts';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { hasSeat } from '../view/seated.ts';

export type OwnMedia = {
  /** One of the audience: sends nothing, and asks to come up instead. */
  listening: boolean;
  microphone: { on: boolean; starting: boolean; allowed: boolean };
  camera: { on: boolean; starting: boolean; allowed: boolean };
  hand: { up: boolean; allowed: boolean };
  share: { on: boolean; allowed: boolean; possible: boolean };
  toggleMicrophone: () => void;
  toggleCamera: () => void;
  toggleHand: () => void;
  toggleShare: () => void;
  startShare: (withSound: boolean) => void;
};

/** What one sends oneself and the switches for it; used by the bar, the keys and the small window. */
export function useOwnMedia(): OwnMedia {
  const { session, media, devices, attempt } = useTools();
  const { snapshot, me } = useNow();
  const sending = useSelected(media, (state) => state.sending);
  const shares = useSelected(media, (state) => state.shares);
  const state = useModel(devices);
  const up = me !== undefined && me.handRaisedAtMs !== null;
  const microphone = { on: sending.microphone, starting: state.microphone.starting, allowed: holds(me, 'speak') && snapshot.me.mayUnmute };
  const camera = { on: sending.camera, starting: state.camera.starting, allowed: holds(me, 'show-camera') };
  const share = {
    on: shares.length > 0,
    allowed: holds(me, 'share'),
    possible: 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices,
  };

  const toggleMicrophone = useCallback(() => {
    if (!microphone.on && !microphone.allowed) return;
    attempt(media.setMicrophone(!microphone.on));
  }, [attempt, media, microphone.allowed, microphone.on]);
  const toggleCamera = useCallback(() => {
    if (!camera.on && !camera.allowed) return;
    attempt(media.setCamera(!camera.on));
  }, [attempt, camera.allowed, camera.on, media]);
  const toggleHand = useCallback(() => attempt(session.setHand(!up)), [attempt, session, up]);
  const startShare = useCallback((withSound: boolean) => attempt(media.startShare({ withSound })), [attempt, media]);
  const toggleShare = useCallback(() => {
    const last = shares.at(-1);
    if (last) attempt(media.stopShare(last.shareId));
    else startShare(true);
  }, [attempt, media, shares, startShare]);
  return {
    listening: me !== undefined && !hasSeat(me, snapshot),
    microphone,
    camera,
    hand: { up, allowed: holds(me, 'raise-hand') },
    share,
    toggleMicrophone,
    toggleCamera,
    toggleHand,
    toggleShare,
    startShare,
  };
}
