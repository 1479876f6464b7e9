import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../panels/panel.tsx';
import { holds, useNow } from '../room/room-context.ts';
import { QuestionForm } from './question-form.tsx';
import { QuestionItem } from './question-item.tsx';
import styles from './questions.module.css';
import { sectionsOf, type Section } from './sections.ts';

function Part({ section }: { section: Section }) {
  const { t } = useTranslation('meeting');
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        {t(`questions.section.${section.name}`)}
      </h3>
      <ul className={styles.list}>
        {section.questions.map((question) => (
          <QuestionItem key={question.id} question={question} />
        ))}
      </ul>
    </section>
  );
}

/** The question desk: ask, vote up, see answers; for those who moderate also let through, answer and dismiss. */
export function QuestionPanel() {
  const { t } = useTranslation('meeting');
  const { snapshot, me } = useNow();
  const sections = sectionsOf(snapshot.questions, holds(me, 'mute-others'));
  return (
    <Panel title={t('questions.title')} closeLabel={t('questions.close')}>
      <QuestionForm />
      {sections.length === 0 ? (
        <p className={styles.none}>{t('questions.empty')}</p>
      ) : (
        sections.map((section) => <Part key={section.name} section={section} />)
      )}
    </Panel>
  );
}
