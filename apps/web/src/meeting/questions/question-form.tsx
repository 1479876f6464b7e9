import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../app/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { Form } from '../../ui/form.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { holds, useNow, useTools } from '../room/room-context.ts';
import { useGrouped } from '../stage/use-grouped.ts';
import styles from './questions.module.css';

const longest = 300;
/** Long enough to read it twice. */
const outcomeMs = 9_000;

/** Asks a question, with or without one's name. */
export function QuestionForm() {
  const { t } = useTranslation('meeting');
  const { session } = useTools();
  const { snapshot, me } = useNow();
  const number = useGrouped();
  const [text, setText] = useState('');
  const [anonymous, setAnonymous] = useState(false);
  const ask = useAction(async () => {
    await session.askQuestion(text.trim(), anonymous);
    setText('');
  });
  const { clear, done } = ask;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(clear, outcomeMs);
    return () => clearTimeout(timer);
  }, [clear, done]);
  const left = longest - text.trim().length;
  const checked = snapshot.meeting.settings.questionsModerated && !holds(me, 'mute-others');
  const outcome = ask.done ? (checked ? t('questions.sentPending') : t('questions.sent')) : ask.error && t(`error:${ask.error.code}`);
  return (
    <Form className={styles.form} onSubmit={() => text.trim() !== '' && left >= 0 && ask.run()}>
      <TextArea
        label={t('questions.ask')}
        value={text}
        onChange={setText}
        description={t('questions.askHint', number(Math.max(0, left)))}
        error={left < 0 ? t('questions.tooLong', { number: longest }) : undefined}
      />
      <Checkbox
        label={t('questions.anonymous')}
        description={t('questions.anonymousHint')}
        isSelected={anonymous}
        onChange={setAnonymous}
      />
      <div className={styles.send}>
        <Button type="submit" variant="primary" isPending={ask.pending} isDisabled={text.trim() === '' || left < 0}>
          {t('questions.send')}
        </Button>
        <p role="status" data-error={ask.error ? true : undefined}>
          {outcome}
        </p>
      </div>
    </Form>
  );
}
