import { createDevices, type Devices, type MeetingSession, type PublicMeeting } from '@saal/client';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../app/app-context.ts';
import { useLinkToken } from '../app/use-link-token.ts';
import { useLoaded } from '../app/use-loaded.ts';
import { useModel } from '../app/use-model.ts';
import { useEmbedBridge } from '../embed/embed-bridge.ts';
import { Waiting } from '../ui/spinner.tsx';
import { loadBlurEffect } from './blur.ts';
import { AfterPage } from './after/after-page.tsx';
import { afterError, afterOf, type After } from './after/after.ts';
import { JoinPage, type JoinForm } from './join/join-page.tsx';
import { isGranted, loadWish, storeWish, switchedOnAtOnce, switchOn } from './join/join-wish.ts';
import { forgetStay, rememberStay, rememberedStay } from './join/stay.ts';
import { LobbyPage } from './lobby/lobby-page.tsx';
import { expectedPictures } from './model/expected-pictures.ts';
import { useOwned } from './model/use-owned.ts';
import { useClaimedPlace } from './registration/use-claimed-place.ts';
import { useEndAfterwards } from './after/use-end-afterwards.ts';

const loadRoom = () => import('./room/meeting-room.tsx');
const loadJoin = () => import('@saal/client/join');
const MeetingRoom = lazy(loadRoom);
const Ringing = lazy(() => import('../calls/ringing.tsx').then((module) => ({ default: module.Ringing })));
const RegistrationPage = lazy(() => import('./registration/registration-page.tsx'));
const linkPattern = /^[A-Za-z0-9_-]{8,64}$/;

/** `/m/<id>`: from the link to the join page, the lobby, the meeting and what comes after. */
export default function MeetingPage() {
  const { meetingId = '' } = useParams({ strict: false });
  if (!linkPattern.test(meetingId)) return <AfterPage after={{ kind: 'brokenLink' }} inviter={undefined} />;
  return (
    <>
      <Bell />
      <OneMeeting key={meetingId} meetingId={meetingId} />
    </>
  );
}

/** Who is signed in is called here as well; nobody else loads it. */
function Bell() {
  const me = useMe();
  return (
    me && (
      <Suspense fallback={null}>
        <Ringing personId={me.id} />
      </Suspense>
    )
  );
}

function OneMeeting({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation('join');
  const api = useApi();
  const place = useClaimedPlace(meetingId, useLinkToken());
  const { claim } = place;
  const load = useCallback(async () => {
    await claim();
    return api.publicMeeting(meetingId);
  }, [api, claim, meetingId]);
  const [loaded, reload] = useLoaded(load);
  const devices = useOwnDevices();
  const [atRegistration, setAtRegistration] = useState(false);
  if (loaded.state === 'failed') return <AfterPage after={afterError(loaded.error)} inviter={undefined} onAgain={reload} />;
  if (loaded.state === 'loading' || !devices) return <Waiting page label={t('loading')} />;
  const meeting = loaded.value;
  if (meeting.registration === 'needed' || atRegistration) {
    const enter = () => {
      setAtRegistration(false);
      reload();
    };
    return <RegistrationPage meeting={meeting} linkError={place.error} onEnter={enter} />;
  }
  const toRegistration = meeting.registration === 'registered' ? () => setAtRegistration(true) : undefined;
  return <Stay meeting={meeting} devices={devices} onRegistration={toRegistration} />;
}

/** Microphone, camera and speakers of this page: one object from the preview into the meeting. */
function useOwnDevices(): Devices | undefined {
  return useOwned(
    () => createDevices({ blurEffect: loadBlurEffect }),
    (devices) => devices.dispose(),
  );
}

type StayProps = { meeting: PublicMeeting; devices: Devices };

function Stay({ meeting, devices, onRegistration }: StayProps & { onRegistration: (() => void) | undefined }) {
  const { i18n } = useTranslation('join');
  const [session, setSession] = useState<MeetingSession>();
  const [name, setName] = useState<string>();
  const [joining, setJoining] = useState(false);

  const enter = useCallback(
    async ({ name: chosen, passcode }: JoinForm) => {
      setJoining(true);
      setName(chosen);
      const { joinMeeting } = await loadJoin();
      setSession(joinMeeting({ meetingId: meeting.id, name: chosen, passcode, devices, expectPictures: expectedPictures }));
      setJoining(false);
    },
    [devices, meeting.id],
  );

  useEffect(() => {
    // Everything the meeting needs is fetched while the person looks at the preview.
    const idle = setTimeout(() => {
      void loadRoom();
      void loadJoin().then(({ preloadMedia }) => preloadMedia());
      void i18n.loadNamespaces('meeting');
    }, 300);
    return () => clearTimeout(idle);
  }, [i18n]);

  useEffect(() => {
    const stay = rememberedStay(sessionStorage, meeting.id);
    // After a reload things are as they were; on a first visit only what was wished and is allowed.
    void switchOn(stay ? Promise.resolve(stay) : switchedOnAtOnce(loadWish(localStorage), meeting, isGranted), devices);
    if (stay) void Promise.resolve({ name: stay.name, passcode: undefined }).then(enter);
  }, [devices, enter, meeting]);

  useEffect(() => {
    if (!session) return;
    return () => {
      // Going to another page of ours is leaving; a reload of this one does not come by here.
      if (session.get().phase === 'in' || session.get().phase === 'waiting') void session.leave();
      session.dispose();
    };
  }, [session]);

  const join = (form: JoinForm) => {
    const { microphone, camera } = devices.get();
    storeWish(localStorage, { name: form.name ?? loadWish(localStorage).name, microphone: microphone.on, camera: camera.on });
    void enter(form);
  };
  if (!session)
    return (
      <JoinPage meeting={meeting} devices={devices} joining={joining} error={undefined} onJoin={join} onRegistration={onRegistration} />
    );
  return (
    <Running
      meeting={meeting}
      devices={devices}
      session={session}
      name={name}
      onJoin={join}
      onAgain={() => void enter({ name, passcode: undefined })}
    />
  );
}

type RunningProps = StayProps & {
  session: MeetingSession;
  name: string | undefined;
  onJoin: (form: JoinForm) => void;
  onAgain: () => void;
};

function Running({ meeting, devices, session, name, onJoin, onAgain }: RunningProps) {
  const { t } = useTranslation('join');
  const me = useMe();
  const state = useModel(session);
  const over = afterOf(state);
  const endForAll = useEndAfterwards(session, meeting.id);
  useEmbedBridge(session, devices);

  useEffect(() => {
    const remember = () => {
      const { microphone, camera } = devices.get();
      rememberStay(sessionStorage, meeting.id, {
        name,
        microphone: microphone.on && session.media.get().sending.microphone,
        camera: camera.on,
      });
    };
    if (state.phase === 'in' || state.phase === 'waiting') {
      remember();
      const ends = [devices.subscribe(remember), session.media.subscribe(remember)];
      return () => ends.forEach((end) => end());
    }
    if (state.phase === 'gone' || state.phase === 'failed') forgetStay(sessionStorage, meeting.id);
  }, [devices, meeting.id, name, session, state.phase]);

  const ended = over !== undefined;
  useEffect(() => {
    // Nobody leaves a meeting with the camera's light still on.
    if (!ended) return;
    void devices.setMicrophone(false);
    void devices.setCamera(false);
  }, [devices, ended]);

  if (over) return <Ended after={over} meeting={meeting} onAgain={onAgain} endForAll={endForAll} />;
  switch (state.phase) {
    case 'waiting':
      return (
        <LobbyPage
          lobby={state.lobby}
          connection={state.connection}
          devices={devices}
          name={me?.displayName ?? meeting.invitedAs ?? name ?? ''}
          onLeave={() => void session.leave()}
        />
      );
    case 'in':
      return (
        <Suspense fallback={<Waiting page label={t('joining')} />}>
          <MeetingRoom session={session} devices={devices} guestsRefused={meeting.guestsRefused} />
        </Suspense>
      );
    case 'connecting':
    case 'gone':
    case 'failed':
      return (
        <JoinPage
          meeting={meeting}
          devices={devices}
          joining={state.phase === 'connecting'}
          error={state.phase === 'failed' ? state.error : undefined}
          onJoin={onJoin}
        />
      );
  }
}

function Ended({
  after,
  meeting,
  onAgain,
  endForAll,
}: {
  after: After;
  meeting: PublicMeeting;
  onAgain: () => void;
  endForAll: { offered: boolean; done: boolean; run: () => void };
}) {
  if (endForAll.done) return <AfterPage after={{ kind: 'ended' }} inviter={meeting.inviterName} />;
  return (
    <AfterPage
      after={after}
      inviter={meeting.inviterName}
      onAgain={onAgain}
      onEndForAll={after.kind === 'left' && endForAll.offered ? endForAll.run : undefined}
    />
  );
}
