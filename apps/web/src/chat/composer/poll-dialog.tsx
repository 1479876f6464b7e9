import type { NewPoll } from '@saal/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';

const mostAnswers = 20;

/** Asks for a question and its answers; a further line comes when the last one is used. */
export function PollDialog({ onStart, onClose }: { onStart: (poll: NewPoll) => void; onClose: () => void }) {
  const { t } = useTranslation('chat');
  const [question, setQuestion] = useState('');
  const [lines, setLines] = useState<readonly string[]>(['', '']);
  const [several, setSeveral] = useState(false);
  const [hidden, setHidden] = useState(false);
  const [errors, setErrors] = useState<{ question?: string; answers?: string }>({});
  const write = (at: number, text: string) => {
    const next = lines.map((line, index) => (index === at ? text : line));
    setLines(next.at(-1) !== '' && next.length < mostAnswers ? [...next, ''] : next);
  };
  const start = () => {
    const answers = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
    const found = {
      ...(question.trim() === '' ? { question: t('poll.noQuestion') } : {}),
      ...(answers.length < 2 ? { answers: t('poll.fewAnswers') } : {}),
    };
    setErrors(found);
    if (found.question !== undefined || found.answers !== undefined) return;
    onStart({ question: question.trim(), answers, maxChoices: several ? answers.length : 1, isOpen: !hidden });
  };
  return (
    <Dialog
      title={t('poll.new')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button variant="primary" onPress={start}>
          {t('poll.start')}
        </Button>
      }
    >
      <Form onSubmit={start} errors={errors}>
        {/* The dialog is opened to write it. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <TextField label={t('poll.question')} value={question} onChange={setQuestion} error={errors.question} maxLength={500} autoFocus />
        {lines.map((line, index) => (
          <TextField
            // Lines have no other name than their place, and are never moved.
            key={index}
            label={t('poll.answer', { number: index + 1 })}
            value={line}
            onChange={(text) => write(index, text)}
            error={index === 0 ? errors.answers : undefined}
            optional={index > 1}
            maxLength={200}
          />
        ))}
        <Switch label={t('poll.several')} isSelected={several} onChange={setSeveral} />
        <Switch label={t('poll.hideCounts')} description={t('poll.hideCountsText')} isSelected={hidden} onChange={setHidden} />
      </Form>
    </Dialog>
  );
}
