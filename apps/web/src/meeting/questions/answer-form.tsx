import type { QuestionView } from '@saal/protocol';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useTools } from '../room/room-context.ts';
import styles from './questions.module.css';

const longest = 1000;

/** An answer in writing, shown to all below its question. */
export function AnswerForm({ question, onClose }: { question: QuestionView; onClose: () => void }) {
  const { t } = useTranslation('meeting');
  const { session, attempt } = useTools();
  const [text, setText] = useState(question.answer ?? '');
  const element = useRef<HTMLDivElement>(null);
  // Opened from a menu that is gone now: writing goes on here.
  useEffect(() => element.current?.querySelector('textarea')?.focus(), []);
  const send = () => {
    if (text.trim() === '') return;
    attempt(session.moderateQuestion(question.id, 'answered', text.trim()));
    onClose();
  };
  return (
    <div ref={element}>
      <Form className={styles.form} onSubmit={send} aria-label={t('questions.answerLabel', { text: question.text })}>
        <TextArea label={t('questions.answer')} maxLength={longest} value={text} onChange={setText} />
        <div className={styles.buttons}>
          <Button type="submit" size="small" variant="primary" isDisabled={text.trim() === ''}>
            {t('questions.answerSend')}
          </Button>
          <Button size="small" onPress={onClose}>
            {t('questions.answerCancel')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
