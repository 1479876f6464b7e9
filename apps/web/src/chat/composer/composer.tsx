import { createVoiceRecorder, type ChatPerson, type RoomChat, type VoiceRecorder } from '@saal/client';
import { Paperclip, SendHorizontal, SmilePlus, X } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { grouped } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Popover, PopoverTrigger } from '../../ui/popover.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { EmojiPicker } from '../emoji-picker.tsx';
import { lineOf } from '../timeline/rows.ts';
import { useAttempt } from '../use-attempt.ts';
import { Completions } from './completions.tsx';
import styles from './composer.module.css';
import { MarkButtons } from './mark-buttons.tsx';
import { mark, mentioned, type Mark, type Written } from './markdown-edit.ts';
import { MoreMenu } from './more-menu.tsx';
import { pastedFiles, pastedTable } from './pasted.ts';
import { PlannedList } from './planned-list.tsx';
import { useCompletions } from './use-completions.ts';
import { useTyping } from './use-typing.ts';
import { VoiceField } from './voice-field.tsx';
import type { Talk } from './use-talk.ts';

export interface ComposerProps {
  chat: RoomChat;
  talk: Talk;
  /** Name of the field: "Nachricht an Bauamt". */
  label: string;
  /** Who can be called by @. */
  people?: readonly ChatPerson[];
  /** Words go as they are written: nothing is offered that makes them look otherwise. */
  isPlain?: boolean;
  threadRoot?: string;
  /** What was begun before. */
  draft?: string;
  onDraft?: (text: string) => void;
}

/** An event may have 64 KiB, with its formatted text. */
export const maxLetters = 16_000;
const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
const keysOfMarks: Partial<Record<string, Mark>> = { b: 'bold', i: 'italic', e: 'code' };

/** Where one writes. Enter sends, Shift and Enter begins a line; files come by button, drag or paste. */
export function Composer({ chat, talk, label, people, isPlain = false, threadRoot, draft = '', onDraft }: ComposerProps) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const rights = useModel(chat.rights);
  const [text, setText] = useState(draft);
  const [called, setCalled] = useState<readonly ChatPerson[]>([]);
  const [over, setOver] = useState(false);
  const [picking, setPicking] = useState(false);
  const [voice, setVoice] = useState<VoiceRecorder>();
  const { attempt, failure, clear } = useAttempt();
  const field = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const typing = useTyping(chat);
  const { replying, editing } = talk;
  const takesVoice = chat.takesVoice === true && rights.mayUpload;
  const tooLong = text.length > maxLetters;

  const write = (next: string, persons = called) => {
    setText(next);
    setCalled(persons);
    if (!editing) onDraft?.(next);
    typing(next !== '');
  };
  const put = (next: Written, persons = called) => {
    write(next.text, persons);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.from, next.to);
    });
  };
  const completions = useCompletions({ text, field, people: people ?? [], put, called });

  // What is edited takes the field; what was begun comes back afterwards.
  const begun = useRef(draft);
  useEffect(() => {
    if (!editing) return;
    setText((last) => {
      begun.current = last;
      return editing.body.type === 'text' ? editing.body.text : '';
    });
    field.current?.focus();
    return () => setText(begun.current);
  }, [editing]);
  useEffect(() => {
    if (replying) field.current?.focus();
  }, [replying]);
  useLayoutEffect(() => {
    // Grows with its lines, up to what the style sheet allows.
    const now = field.current;
    if (!now) return;
    now.style.blockSize = 'auto';
    now.style.blockSize = `${now.scrollHeight + 2}px`;
  }, [text]);

  const send = () => {
    const said = text.trim();
    if (said === '' || tooLong) return;
    const mentions = mentioned(said, called).map(({ userId }) => userId);
    if (editing?.eventId !== undefined) {
      attempt(chat.edit(editing.eventId, { text: said, markdown: true, mentions }));
    } else {
      attempt(chat.send({ text: said, markdown: true, mentions, replyTo: replying?.eventId, threadRoot }));
      onDraft?.('');
      setText('');
    }
    setCalled([]);
    typing(false);
    talk.clear();
    field.current?.focus();
  };
  const sendLater = (atMs: number) => {
    const said = text.trim();
    const mentions = mentioned(said, called).map(({ userId }) => userId);
    // What could not be planned stays in the field.
    const planning = chat.planned?.plan({ text: said, markdown: true, mentions }, atMs).then(() => {
      write('', []);
      talk.clear();
    });
    if (planning) attempt(planning);
  };
  const sendFiles = (files: readonly File[]) => {
    for (const one of files) attempt(chat.sendFile(one, { threadRoot }));
  };
  const now = (): Written => ({ text, from: field.current?.selectionStart ?? text.length, to: field.current?.selectionEnd ?? text.length });
  const insert = (piece: string) => {
    const { from, to } = now();
    put({ text: text.slice(0, from) + piece + text.slice(to), from: from + piece.length, to: from + piece.length });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (completions.onKeyDown(event)) return;
    const marked = (event.ctrlKey || event.metaKey) && !isPlain ? keysOfMarks[event.key] : undefined;
    if (marked !== undefined) {
      event.preventDefault();
      put(mark(now(), marked));
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && (replying ?? editing)) {
      event.stopPropagation();
      talk.clear();
    } else if (event.key === 'ArrowUp' && text === '') {
      const own = chat.timeline.get().items.findLast((item) => item.kind === 'message' && item.isOwn && item.mayEdit);
      if (own?.kind !== 'message') return;
      event.preventDefault();
      talk.edit(own);
    }
  };

  if (!rights.mayWrite) return <p className={styles.closed}>{t(rights.mayReact ? 'composer.mayReact' : 'composer.mayNotWrite')}</p>;
  const regarded = editing ?? replying;
  return (
    // Files are dropped here; who has no pointer takes the button.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.composer}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!rights.mayUpload || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!rights.mayUpload) return;
        event.preventDefault();
        setOver(false);
        sendFiles([...event.dataTransfer.files]);
      }}
    >
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {regarded && (
        <div className={styles.regarded}>
          <p>
            <strong>{editing ? t('composer.editing') : t('composer.replying', { name: regarded.sender.displayName })}</strong>
            <span>{lineOf(regarded, (kind) => t(`kind.${kind}`))}</span>
          </p>
          <IconButton
            size="small"
            label={t(editing ? 'composer.stopEditing' : 'composer.stopReplying')}
            icon={<X {...icon} size={18} />}
            onPress={talk.clear}
          />
        </div>
      )}
      {chat.planned && <PlannedList planned={chat.planned} attempt={attempt} />}
      {voice && (
        <VoiceField
          recorder={voice}
          chat={chat}
          threadRoot={threadRoot}
          attempt={attempt}
          onClose={() => {
            setVoice(undefined);
            requestAnimationFrame(() => field.current?.focus());
          }}
        />
      )}
      <div className={styles.box} hidden={voice !== undefined}>
        {!isPlain && <MarkButtons onMark={(kind) => put(mark(now(), kind))} />}
        <textarea
          ref={field}
          rows={1}
          className={styles.field}
          aria-label={label}
          aria-describedby={tooLong ? `${id}-long` : undefined}
          aria-invalid={tooLong || undefined}
          placeholder={label}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          {...completions.field}
          onPaste={(event) => {
            const table = pastedTable(event.clipboardData);
            const files = rights.mayUpload ? pastedFiles(event.clipboardData) : [];
            if (table === undefined && files.length === 0) return;
            event.preventDefault();
            if (files.length > 0) sendFiles(files);
            else if (table !== undefined) insert(`${table}\n`);
          }}
        />
        <div className={styles.buttons}>
          {!editing && (
            <MoreMenu
              chat={chat}
              attempt={attempt}
              onVoice={takesVoice ? () => setVoice(createVoiceRecorder({ fileName: t('voice.name') })) : undefined}
              onLater={text.trim() === '' || tooLong ? undefined : sendLater}
            />
          )}
          {rights.mayUpload && !editing && (
            <>
              <input
                ref={file}
                type="file"
                multiple
                hidden
                onChange={(event) => {
                  sendFiles([...(event.target.files ?? [])]);
                  event.target.value = '';
                }}
              />
              <IconButton size="small" label={t('composer.attach')} icon={<Paperclip {...icon} />} onPress={() => file.current?.click()} />
            </>
          )}
          <PopoverTrigger isOpen={picking} onOpenChange={setPicking}>
            <IconButton size="small" label={t('composer.emoji')} icon={<SmilePlus {...icon} />} />
            <Popover label={t('composer.emoji')} placement="top end">
              <EmojiPicker
                onChoose={(symbol) => {
                  setPicking(false);
                  insert(symbol);
                }}
              />
            </Popover>
          </PopoverTrigger>
          <IconButton
            size="small"
            variant="primary"
            className={styles.send}
            label={t(editing ? 'common:save' : 'composer.send')}
            icon={<SendHorizontal {...icon} />}
            isDisabled={text.trim() === '' || tooLong}
            onPress={send}
          />
        </div>
        <Completions completions={completions} />
      </div>
      {tooLong && (
        <p id={`${id}-long`} role="alert" className={styles.long}>
          {t('composer.tooLong', { over: grouped(text.length - maxLetters, locale), max: grouped(maxLetters, locale) })}
        </p>
      )}
      <TypingLine chat={chat} />
    </div>
  );
}

function TypingLine({ chat }: { chat: RoomChat }) {
  const { t } = useTranslation('chat');
  const who = useModel(chat.typing);
  const names = who.map((person) => person.displayName);
  return (
    <p className={styles.typing} aria-hidden="true">
      {names.length === 1 ? t('composer.typingOne', { name: names[0] }) : ''}
      {names.length === 2 ? t('composer.typingTwo', { first: names[0], second: names[1] }) : ''}
      {names.length > 2 ? t('composer.typingMany', { count: names.length }) : ''}
    </p>
  );
}
