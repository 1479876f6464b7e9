import type { InterviewView } from '@saal/client';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clock, shortDay } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { Select } from '../ui/select.tsx';
import styles from './campaigns.module.css';

export interface InterviewTableProps {
  interviews: readonly InterviewView[];
  timeZone: string;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  /** Asked for the right address of whom no mail reaches. */
  onCorrect: (interview: InterviewView) => void;
}

/** Everybody with time and state, or with what is wrong with their line. Live, filtered by state. */
export function InterviewTable({ interviews, timeZone, chosen, onChoose, onCorrect }: InterviewTableProps) {
  const { t } = useTranslation('campaigns');
  const [filter, setFilter] = useState('all');
  const counts = useMemo(() => {
    const found = new Map<string, number>();
    for (const { state, problems } of interviews) {
      const key = problems.length > 0 ? 'problems' : state;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    return found;
  }, [interviews]);
  const options = [
    { id: 'all', label: t('filter.all', { count: interviews.length }) },
    ...[...counts].map(([id, count]) => ({ id, label: `${t(id === 'problems' ? 'filter.problems' : `state.${id}`)} (${count})` })),
  ];
  const shown = interviews.filter(({ state, problems }) => filter === 'all' || (problems.length > 0 ? 'problems' : state) === filter);
  const toggle = (id: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <>
      <Select label={t('filter.label')} options={options} value={counts.has(filter) ? filter : 'all'} onChange={setFilter} />
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('table.name')}</th>
            <th scope="col">{t('table.time')}</th>
            <th scope="col">{t('table.panel')}</th>
            <th scope="col">{t('table.state')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((interview) => (
            <Row
              key={interview.id}
              interview={interview}
              timeZone={timeZone}
              isChosen={chosen.has(interview.id)}
              onChoose={(isChosen) => toggle(interview.id, isChosen)}
              onCorrect={() => onCorrect(interview)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({
  interview,
  timeZone,
  isChosen,
  onChoose,
  onCorrect,
}: {
  interview: InterviewView;
  timeZone: string;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onCorrect: () => void;
}) {
  const { t, i18n } = useTranslation(['campaigns', 'invitees']);
  const { line, name, email, panel, startsAtMs, state, problems, meetingId, mailReason } = interview;
  return (
    <tr>
      <td>
        {meetingId !== null && state !== 'cancelled' ? (
          <Checkbox label={name} isSelected={isChosen} onChange={onChoose} />
        ) : (
          <span>{name === '' ? t('table.noName') : name}</span>
        )}
        <span className={styles.sub}>{email}</span>
      </td>
      <td>
        {startsAtMs === null ? '–' : `${shortDay(startsAtMs, i18n.language, timeZone)} ${clock(startsAtMs, i18n.language, timeZone)}`}
      </td>
      <td>{panel === '' ? '–' : panel}</td>
      <td>
        {problems.length === 0 ? (
          <>
            <span className={styles.state} data-state={state}>
              {t(`state.${state}`)}
            </span>
            {state === 'unknown' && <span className={styles.sub}>{t('mail.unknown')}</span>}
            {mailReason !== undefined && <span className={styles.sub}>{t('mail.refused', { reason: mailReason })}</span>}
            {(state === 'bounced' || state === 'unknown') && (
              <Button variant="quiet" size="small" aria-label={t('invitees:correct.openOf', { name })} onPress={onCorrect}>
                {t('invitees:correct.open')}
              </Button>
            )}
          </>
        ) : (
          problems.map((problem) => (
            <span key={problem} className={styles.problem}>
              {t('problemInLine', { line, problem: t(`problem.${problem}`) })}
            </span>
          ))
        )}
      </td>
    </tr>
  );
}
