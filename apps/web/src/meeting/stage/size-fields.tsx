import { Size, type MeetingSettings } from '@saal/protocol';
import { useTranslation } from 'react-i18next';
import { RadioGroup, Switch } from '../../ui/choice.tsx';
import { Select } from '../../ui/select.tsx';
import { useHouseLocks } from '../panels/use-house-locks.ts';
import { useNow, useTools } from '../room/room-context.ts';
import { isTalk } from '../view/seated.ts';
import { numberChoices, offeredSeats } from '../../planning/number-choices.ts';
import { silencedBy } from './silenced-by.ts';

/** Talk, stage or event, while the meeting runs. Asks first where it takes the word from somebody. */
export function SizeFields() {
  const { t, i18n } = useTranslation('meeting');
  const { session, attempt, openDialog } = useTools();
  const { snapshot } = useNow();
  const { settings } = snapshot.meeting;
  const locks = useHouseLocks();
  const change = (changed: Partial<MeetingSettings>) => attempt(session.changeSettings(changed));
  const choose = (size: Size) => {
    if (size === settings.size) return;
    if (size !== 'talk' && silencedBy(size, snapshot) > 0) openDialog({ size });
    else change({ size });
  };
  return (
    <>
      <RadioGroup
        label={t('size.title')}
        options={Size.options.map((id) => ({ id, label: t(`size.options.${id}.label`), description: t(`size.options.${id}.text`) }))}
        value={settings.size}
        onChange={choose}
        {...locks('size')}
      />
      {!isTalk(snapshot) && (
        <>
          <Select
            label={t('size.seats')}
            description={t('size.seatsHint')}
            options={numberChoices(offeredSeats, settings.stageSeats, i18n.language)}
            value={String(settings.stageSeats)}
            onChange={(seats) => change({ stageSeats: Number(seats) })}
            {...locks('stageSeats')}
          />
          {settings.size === 'event' && (
            <Switch
              label={t('size.audienceVisible')}
              isSelected={settings.audienceVisible}
              onChange={(audienceVisible) => change({ audienceVisible })}
              {...locks('audienceVisible')}
            />
          )}
          <Switch
            label={t('size.questionsModerated')}
            isSelected={settings.questionsModerated}
            onChange={(questionsModerated) => change({ questionsModerated })}
            {...locks('questionsModerated')}
          />
        </>
      )}
    </>
  );
}
