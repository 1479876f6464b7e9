import type { Devices, MeetingSession } from '@saal/client';
import type { AudioOutput } from '@saal/client/join';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { LiveRegions } from '../announce/live-regions.tsx';
import { useAnnouncements } from '../announce/use-announcements.ts';
import { ControlBar } from '../bar/control-bar.tsx';
import { useOwnMedia } from '../bar/use-own-media.ts';
import { RoomDialogs } from '../dialogs/room-dialogs.tsx';
import { useOwned } from '../model/use-owned.ts';
import { useSelected } from '../model/use-selected.ts';
import { NoticeArea } from '../notices/notice-area.tsx';
import type { NoticeQueue } from '../notices/use-notices.ts';
import { DiagnosticsPanel } from '../panels/diagnostics-panel.tsx';
import { PeoplePanel } from '../panels/people-panel.tsx';
import { SettingsPanel } from '../panels/settings-panel.tsx';
import { LiveQuestion } from '../questions/live-question.tsx';
import { QuestionPanel } from '../questions/question-panel.tsx';
import { useQuestionNews } from '../questions/use-question-news.ts';
import { useShortcuts } from '../shortcuts/use-shortcuts.ts';
import { BackstageBanner } from '../backstage/backstage-banner.tsx';
import { BackstagePanel } from '../backstage/backstage-panel.tsx';
import { ChatSide } from '../chat/chat-side.tsx';
import { useChatNotices, useMeetingChat } from '../chat/use-meeting-chat.ts';
import { useBackstageNotes } from '../backstage/use-backstage-notes.ts';
import { GreenRoomBanner } from '../stage/green-room-banner.tsx';
import styles from './meeting-room.module.css';
import { ownedByRoom, type OwnedByRoom } from './owned-by-room.ts';
import { PictureInPictureContext } from './picture-in-picture.ts';
import { PipView } from './pip-view.tsx';
import { Reactions } from './reactions.tsx';
import { RoomNowContext, RoomToolsContext, useNow, useTools } from './room-context.ts';
import { ShareBanner } from './share-banner.tsx';
import { StageArea } from './stage-area.tsx';
import { TopBar } from './top-bar.tsx';
import { useBackground } from './use-background.ts';
import { useBars } from './use-bars.ts';
import { usePipWindow } from './use-pip-window.ts';
import { useRoom } from './use-room-tools.ts';
import { useWakeLock } from './use-wake-lock.ts';

type Props = {
  session: MeetingSession;
  devices: Devices;
  /** The house lets nobody without an account in. */
  guestsRefused?: boolean | undefined;
};

/** The running meeting. Loaded as a part of its own, after the join page has been drawn. */
export default function MeetingRoom({ session, devices, guestsRefused }: Props) {
  const { t } = useTranslation('meeting');
  const own = useOwned(
    () => ownedByRoom(session, devices, ({ kind, count, name }) => t(`say.${kind}`, { count, name })),
    (made) => made.close(),
  );
  return own ? <WithTools session={session} devices={devices} guestsRefused={guestsRefused} own={own} /> : null;
}

function WithTools({ session, devices, guestsRefused = false, own }: Props & { own: OwnedByRoom }) {
  const { tools, now, queue } = useRoom(session, devices, own, guestsRefused);
  return (
    <RoomToolsContext value={tools}>
      <RoomNowContext value={now}>
        <Room queue={queue} audio={own.audio} />
      </RoomNowContext>
    </RoomToolsContext>
  );
}

function Room({ queue, audio }: { queue: NoticeQueue; audio: AudioOutput }) {
  const { t } = useTranslation('meeting');
  const { session, announcer, watched } = useTools();
  const { snapshot, panel, dialog } = useNow();
  const element = useRef<HTMLDivElement>(null);
  const own = useOwnMedia();
  const pip = usePipWindow(t('pip.title'));
  const connected = useSelected(session, (state) => state.phase !== 'in' || state.connection === 'connected');
  // Who shares keeps the sentence that says so, and the button that ends it.
  const bars = useBars(element, panel !== undefined || dialog !== undefined || own.share.on);
  useDocumentTitle(snapshot.meeting.title);
  useShortcuts(own);
  useWakeLock();
  useBackground(watched, pip.window !== undefined);
  useAnnouncements(snapshot, announcer, connected);
  useQuestionNews();
  const notes = useBackstageNotes(panel === 'backstage');
  const chat = useMeetingChat(snapshot.meeting.id);
  useChatNotices(chat, queue);
  return (
    <PictureInPictureContext value={pip}>
      <div ref={element} className={styles.room} data-panel={panel} data-bars={bars}>
        <TopBar unread={chat.unread.length} />
        <main className={styles.main}>
          <div className={styles.banners}>
            <GreenRoomBanner />
            <BackstageBanner notes={notes} />
            <ShareBanner />
            <LiveQuestion />
          </div>
          <div className={styles.content}>
            <StageArea />
            <Reactions />
            <NoticeArea queue={queue} audio={audio} />
          </div>
        </main>
        {panel === 'people' && <PeoplePanel />}
        {panel === 'chat' && <ChatSide of={chat} />}
        {panel === 'questions' && <QuestionPanel />}
        {panel === 'backstage' && <BackstagePanel notes={notes.all} />}
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
