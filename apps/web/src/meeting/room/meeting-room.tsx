import type { Devices, MeetingSession } from '@saal/client';
import { createAudioOutput } from '@saal/client/join';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { LiveRegions } from '../announce/live-regions.tsx';
import { useAnnouncements } from '../announce/use-announcements.ts';
import { ControlBar } from '../bar/control-bar.tsx';
import { useOwnMedia } from '../bar/use-own-media.ts';
import { RoomDialogs } from '../dialogs/room-dialogs.tsx';
import { useSelected } from '../model/use-selected.ts';
import { NoticeArea } from '../notices/notice-area.tsx';
import type { NoticeQueue } from '../notices/use-notices.ts';
import { DiagnosticsPanel } from '../panels/diagnostics-panel.tsx';
import { PeoplePanel } from '../panels/people-panel.tsx';
import { SettingsPanel } from '../panels/settings-panel.tsx';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import styles from './meeting-room.module.css';
import { PictureInPictureContext } from './picture-in-picture.ts';
import { PipView } from './pip-view.tsx';
import { Reactions } from './reactions.tsx';
import { RoomNowContext, RoomToolsContext, useNow, useTools } from './room-context.ts';
import { ShareBanner } from './share-banner.tsx';
import { StageArea } from './stage-area.tsx';
import { TopBar } from './top-bar.tsx';
import { useBackground } from './use-background.ts';
import { usePipWindow } from './use-pip-window.ts';
import { useRoom } from './use-room-tools.ts';
import { useWakeLock } from './use-wake-lock.ts';

/** The running meeting. Loaded as a part of its own, after the join page has been drawn. */
export default function MeetingRoom({ session, devices }: { session: MeetingSession; devices: Devices }) {
  const { tools, now, queue } = useRoom(session, devices);
  return (
    <RoomToolsContext value={tools}>
      <RoomNowContext value={now}>
        <Room queue={queue} />
      </RoomNowContext>
    </RoomToolsContext>
  );
}

function Room({ queue }: { queue: NoticeQueue }) {
  const { t } = useTranslation('meeting');
  const { session, devices, announcer, watched } = useTools();
  const { snapshot, panel } = useNow();
  const own = useOwnMedia();
  const pip = usePipWindow(t('pip.title'));
  const [audio] = useState(() => createAudioOutput({ session, devices }));
  const connected = useSelected(session, (state) => state.phase !== 'in' || state.connection === 'connected');
  useDocumentTitle(snapshot.meeting.title);
  useShortcuts(own);
  useWakeLock();
  useBackground(watched, pip.window !== undefined);
  useAnnouncements(snapshot, announcer, connected);
  useEffect(
    () => () => {
      audio.dispose();
      watched.close();
      announcer.close();
    },
    [announcer, audio, watched],
  );
  return (
    <PictureInPictureContext value={pip}>
      <div className={styles.room} data-panel={panel}>
        <TopBar />
        <main className={styles.main}>
          <ShareBanner />
          <div className={styles.content}>
            <StageArea />
            <Reactions />
            <NoticeArea queue={queue} audio={audio} />
          </div>
        </main>
        {panel === 'people' && <PeoplePanel />}
        {panel === 'settings' && <SettingsPanel />}
        {panel === 'diagnostics' && <DiagnosticsPanel />}
        <ControlBar own={own} />
      </div>
      <LiveRegions announcer={announcer} />
      <RoomDialogs />
      <PipView own={own} />
    </PictureInPictureContext>
  );
}
