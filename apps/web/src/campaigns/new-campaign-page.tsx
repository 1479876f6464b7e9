import { wallTimeOf } from '@saal/protocol';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Frame } from '../frame/frame.tsx';
import { localTimeZone } from '../i18n/format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { Checkbox } from '../ui/choice.tsx';
import { DateField, TimeField } from '../ui/date-time.tsx';
import { TextField } from '../ui/text-field.tsx';
import { KindFields } from '../planning/kind-fields.tsx';
import styles from './campaigns.module.css';
import { faultsOf, newPlan, ofKind, planOf, type DayDraft, type PanelDraft, type PlanDraft, type PlanField } from './plan-draft.ts';

/** `/campaigns/new`: the first step. The list of applicants comes on the campaign's own page. */
export function NewCampaignPage() {
  const { t } = useTranslation('campaigns');
  return (
    <Frame title={t('new')} sub={t('plan.sub')} width="form">
      {(me) => <PlanForm initial={newPlan(me.email, t('plan.firstPanel'))} />}
    </Frame>
  );
}

function PlanForm({ initial }: { initial: PlanDraft }) {
  const { t } = useTranslation('campaigns');
  const api = useApi();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(initial);
  const [faults, setFaults] = useState<ReadonlySet<PlanField>>(new Set());
  const create = useAction(async () => {
    const { id } = await api.createCampaign(planOf(draft, localTimeZone()));
    await navigate({ to: '/campaigns/$campaignId', params: { campaignId: id }, replace: true });
  });
  const change = (changes: Partial<PlanDraft>): void => setDraft((last) => ({ ...last, ...changes }));
  const changeDay = (index: number, changes: Partial<DayDraft>): void =>
    change({ days: draft.days.map((day, each) => (each === index ? { ...day, ...changes } : day)) });
  const changePanel = (index: number, changes: Partial<PanelDraft>): void =>
    change({ panels: draft.panels.map((panel, each) => (each === index ? { ...panel, ...changes } : panel)) });
  const fault = (field: PlanField): string | undefined => (faults.has(field) ? t(`plan.fault.${field.split('.')[0] ?? field}`) : undefined);
  const most = draft.preset?.retentionDays ?? null;
  const last = draft.days.at(-1);
  const [today] = useState(() => wallTimeOf(Date.now(), localTimeZone()).date);
  return (
    <Form
      errors={Object.fromEntries([...faults].map((field) => [field, field]))}
      onSubmit={() => {
        const found = faultsOf(draft);
        setFaults(found);
        if (found.size === 0) create.run();
      }}
    >
      <KindFields value={draft.preset} onChange={(preset) => setDraft((last) => ofKind(last, preset))} />
      <TextField label={t('plan.title')} value={draft.title} onChange={(title) => change({ title })} error={fault('title')} />
      <div className={styles.row}>
        <TextField
          label={t('plan.length')}
          inputMode="numeric"
          value={draft.lengthMin}
          onChange={(lengthMin) => change({ lengthMin })}
          error={fault('lengthMin')}
        />
        <TextField
          label={t('plan.buffer')}
          inputMode="numeric"
          value={draft.bufferMin}
          onChange={(bufferMin) => change({ bufferMin })}
          error={fault('bufferMin')}
        />
      </div>
      {draft.days.map((day, index) => (
        <fieldset key={index} className={styles.group}>
          <legend>{t('plan.day', { number: index + 1 })}</legend>
          <DateField
            label={t('plan.date')}
            value={day.date}
            min={today}
            onChange={(date) => changeDay(index, { date })}
            error={fault(`day.${index}`)}
          />
          <div className={styles.row}>
            <TimeField label={t('plan.from')} value={day.from} onChange={(from) => changeDay(index, { from })} />
            <TimeField label={t('plan.to')} value={day.to} onChange={(to) => changeDay(index, { to })} />
          </div>
          <Checkbox label={t('plan.break')} isSelected={day.hasBreak} onChange={(hasBreak) => changeDay(index, { hasBreak })} />
          {day.hasBreak && (
            <div className={styles.row}>
              <TimeField
                label={t('plan.breakFrom')}
                value={day.breakFrom}
                onChange={(breakFrom) => changeDay(index, { breakFrom })}
                error={fault(`break.${index}`)}
              />
              <TimeField label={t('plan.breakTo')} value={day.breakTo} onChange={(breakTo) => changeDay(index, { breakTo })} />
            </div>
          )}
          {draft.days.length > 1 && (
            <div>
              <Button variant="quiet" onPress={() => change({ days: draft.days.filter((_, each) => each !== index) })}>
                {t('plan.removeDay', { number: index + 1 })}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {last && (
        <div>
          <Button onPress={() => change({ days: [...draft.days, { ...last, date: '' }] })}>{t('plan.addDay')}</Button>
        </div>
      )}
      {draft.panels.map((panel, index) => (
        <fieldset key={index} className={styles.group}>
          <legend>{t('plan.panel', { number: index + 1 })}</legend>
          <TextField
            label={t('plan.panelName')}
            value={panel.name}
            onChange={(name) => changePanel(index, { name })}
            error={fault(`panel.${index}`)}
          />
          <TextArea
            label={t('plan.people')}
            description={t('plan.peopleHelp')}
            value={panel.people}
            onChange={(people) => changePanel(index, { people })}
          />
          {draft.panels.length > 1 && (
            <div>
              <Button variant="quiet" onPress={() => change({ panels: draft.panels.filter((_, each) => each !== index) })}>
                {t('plan.removePanel', { number: index + 1 })}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      <div>
        <Button onPress={() => change({ panels: [...draft.panels, { name: '', people: '' }] })}>{t('plan.addPanel')}</Button>
      </div>
      <Checkbox
        label={t('plan.mayChoose')}
        description={t('plan.mayChooseHint')}
        isSelected={draft.mayChoose}
        onChange={(mayChoose) => change({ mayChoose })}
      />
      <TextField label={t('plan.place')} optional value={draft.place} onChange={(place) => change({ place })} />
      <TextField
        label={t('plan.kept')}
        description={most === null ? t('plan.keptHelp') : t('plan.keptMost', { count: most })}
        inputMode="numeric"
        value={draft.keptDays}
        onChange={(keptDays) => change({ keptDays })}
        error={fault('keptDays')}
      />
      {create.error && <ErrorNotice error={create.error} />}
      <div className={styles.actions}>
        <LinkButton to="/campaigns">{t('common:cancel')}</LinkButton>
        <Button type="submit" variant="primary" isPending={create.pending}>
          {t('plan.submit')}
        </Button>
      </div>
    </Form>
  );
}
