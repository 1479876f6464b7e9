import { parseDate, parseTime, type CalendarDate, type Time } from '@internationalized/date';
import { CalendarDays, ChevronLeft, ChevronRight } from 'lucide-react';
import * as Aria from 'react-aria-components';
import styles from './date-time.module.css';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import fields from './field.module.css';
import lists from './list.module.css';
import { classes } from './classes.ts';

interface ValueProps extends FieldTexts {
  /** Empty while it is incomplete. */
  value: string;
  onChange: (value: string) => void;
}

/** A day in the page's language, by keys or from a calendar. @param value "2026-11-23"; @param min the first day offered */
export function DateField({ label, description, error, value, onChange, min }: ValueProps & { min?: string }) {
  return (
    <Aria.DatePicker<CalendarDate>
      value={value === '' ? null : parseDate(value)}
      onChange={(date) => onChange(date?.toString() ?? '')}
      isInvalid={error !== undefined}
      className={fields.field}
      shouldForceLeadingZeros
    >
      <FieldLabel label={label} />
      <Aria.Group className={fields.box}>
        <Aria.DateInput className={styles.segments}>
          {(segment) => <Aria.DateSegment segment={segment} className={styles.segment} />}
        </Aria.DateInput>
        <Aria.Button className={fields.inner}>
          <CalendarDays aria-hidden="true" size={20} strokeWidth={1.75} />
        </Aria.Button>
      </Aria.Group>
      <FieldHelp description={description} error={error} />
      <Aria.Popover offset={4} className={lists.popover}>
        <Aria.Dialog className={lists.padded}>
          <MonthCalendar min={min} />
        </Aria.Dialog>
      </Aria.Popover>
    </Aria.DatePicker>
  );
}

function MonthCalendar({ min }: { min?: string }) {
  return (
    <Aria.Calendar className={styles.calendar} minValue={min === undefined ? undefined : parseDate(min)}>
      <header className={styles.calendarHead}>
        <Aria.Button slot="previous" className={styles.step}>
          <ChevronLeft aria-hidden="true" size={20} />
        </Aria.Button>
        <Aria.CalendarHeading />
        <Aria.Button slot="next" className={styles.step}>
          <ChevronRight aria-hidden="true" size={20} />
        </Aria.Button>
      </header>
      <Aria.CalendarGrid weekdayStyle="short">
        <Aria.CalendarGridHeader>
          {(day) => <Aria.CalendarHeaderCell className={styles.weekday}>{day}</Aria.CalendarHeaderCell>}
        </Aria.CalendarGridHeader>
        <Aria.CalendarGridBody>{(date) => <Aria.CalendarCell date={date} className={styles.day} />}</Aria.CalendarGridBody>
      </Aria.CalendarGrid>
    </Aria.Calendar>
  );
}

/** A time of day on the 24-hour clock. @param value "14:30" */
export function TimeField({ label, description, error, value, onChange }: ValueProps) {
  return (
    <Aria.TimeField<Time>
      value={value === '' ? null : parseTime(value)}
      onChange={(time) => onChange(time ? time.toString().slice(0, 5) : '')}
      hourCycle={24}
      shouldForceLeadingZeros
      isInvalid={error !== undefined}
      className={fields.field}
    >
      <FieldLabel label={label} />
      <Aria.DateInput className={classes(fields.box, styles.segments)}>
        {(segment) => <Aria.DateSegment segment={segment} className={styles.segment} />}
      </Aria.DateInput>
      <FieldHelp description={description} error={error} />
    </Aria.TimeField>
  );
}
