import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../app/app-context.ts';
import { clock, localTimeZone, shortDay } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { RadioGroup } from '../ui/choice.tsx';
import { DateField, TimeField } from '../ui/date-time.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { ChatFailure } from './chat-failure.tsx';
import { momentOf, momentsAfter, wallClock } from './times.ts';

interface Props {
  title: string;
  /** What happens, as a verb. */
  confirm: string;
  /** As it was; else the next morning is proposed. */
  atMs?: number;
  /** Words that may be changed with it. */
  text?: string;
  /** Why it could not be kept. */
  failure?: string;
  onChoose: (atMs: number, text: string) => void;
  onClose: () => void;
}

type Choice = 'inAnHour' | 'tomorrow' | 'monday' | 'other';

/** Asks for a moment to come: one of a few, or any. */
export function MomentDialog({ title, confirm, atMs, text, failure, onChoose, onClose }: Props) {
  const { t } = useTranslation('chat');
  const { locale } = useLanguage();
  const [nowMs] = useState(() => Date.now());
  const moments = momentsAfter(nowMs);
  const [choice, setChoice] = useState<Choice>(atMs === undefined ? 'tomorrow' : 'other');
  const [wall, setWall] = useState(() => wallClock(atMs ?? moments.inAnHour));
  const [words, setWords] = useState(text ?? '');
  const [wrong, setWrong] = useState(false);
  const when = (ms: number) => `${shortDay(ms, locale, localTimeZone())}, ${clock(ms, locale, localTimeZone())}`;
  const choose = () => {
    const chosen = choice === 'other' ? momentOf(wall.date, wall.time) : moments[choice];
    const ok = chosen !== undefined && chosen > Date.now() && (text === undefined || words.trim() !== '');
    setWrong(!ok);
    if (ok) onChoose(chosen, words.trim());
  };
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" onPress={choose}>
          {confirm}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      {text !== undefined && <TextArea label={t('later.text')} value={words} onChange={setWords} />}
      <RadioGroup
        label={t('later.when')}
        value={choice}
        onChange={setChoice}
        options={[
          { id: 'inAnHour', label: t('later.inAnHour'), description: when(moments.inAnHour) },
          { id: 'tomorrow', label: t('later.tomorrow'), description: when(moments.tomorrow) },
          { id: 'monday', label: t('later.monday'), description: when(moments.monday) },
          { id: 'other', label: t('later.other') },
        ]}
      />
      {choice === 'other' && (
        <>
          <DateField
            label={t('later.day')}
            value={wall.date}
            min={wallClock(nowMs).date}
            onChange={(date) => setWall({ ...wall, date })}
            error={wrong ? t('later.past') : undefined}
          />
          <TimeField label={t('later.time')} value={wall.time} onChange={(time) => setWall({ ...wall, time })} />
        </>
      )}
    </Dialog>
  );
}
