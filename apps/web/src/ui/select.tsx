import { Check, ChevronDown } from 'lucide-react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { FieldHelp, FieldLabel, type FieldTexts } from './field-parts.tsx';
import fields from './field.module.css';
import lists from './list.module.css';

export interface Option<T extends string> {
  id: T;
  label: string;
  description?: string;
}

interface ChoiceProps<T extends string> extends FieldTexts {
  options: readonly Option<T>[];
  value: T | undefined;
  onChange: (value: T) => void;
  isDisabled?: boolean;
  className?: string;
}

/** What both kinds of choice ask of the library. */
function chosen<T extends string>({ error, options, value, onChange, isDisabled, className }: ChoiceProps<T>) {
  return {
    value: value ?? null,
    onChange(key: Aria.Key | null) {
      const option = options.find(({ id }) => id === key);
      if (option) onChange(option.id);
    },
    isDisabled,
    isInvalid: error !== undefined,
    className: classes(fields.field, className),
  };
}

/** One of a handful. */
export function Select<T extends string>(props: ChoiceProps<T>) {
  const { label, description, error, optional, options, value } = props;
  return (
    <Aria.Select {...chosen(props)}>
      <FieldLabel label={label} optional={optional} />
      <Aria.Button className={classes(fields.box, fields.selectButton)}>
        <Aria.SelectValue className={fields.value}>{options.find(({ id }) => id === value)?.label ?? ' '}</Aria.SelectValue>
        <ChevronDown aria-hidden="true" size={20} strokeWidth={1.75} />
      </Aria.Button>
      <FieldHelp description={description} error={error} />
      <Aria.Popover offset={4} className={classes(lists.popover, lists.wide)}>
        <OptionList options={options} />
      </Aria.Popover>
    </Aria.Select>
  );
}

/** One of many: typing narrows the list. */
export function ComboBox<T extends string>(props: ChoiceProps<T>) {
  const { t } = useTranslation('common');
  const { label, description, error, optional, options } = props;
  return (
    <Aria.ComboBox {...chosen(props)} defaultItems={options} menuTrigger="focus">
      <FieldLabel label={label} optional={optional} />
      <div className={fields.box}>
        <Aria.Input className={fields.input} />
        <Aria.Button className={fields.inner}>
          <ChevronDown aria-hidden="true" size={20} strokeWidth={1.75} />
        </Aria.Button>
      </div>
      <FieldHelp description={description} error={error} />
      <Aria.Popover offset={4} className={classes(lists.popover, lists.wide)}>
        <Aria.ListBox className={lists.list} renderEmptyState={() => <div className={lists.none}>{t('nothingFound')}</div>}>
          {(option: Option<T>) => <OptionItem option={option} />}
        </Aria.ListBox>
      </Aria.Popover>
    </Aria.ComboBox>
  );
}

function OptionList<T extends string>({ options }: { options: readonly Option<T>[] }) {
  return (
    <Aria.ListBox items={options} className={lists.list}>
      {(option) => <OptionItem option={option} />}
    </Aria.ListBox>
  );
}

function OptionItem<T extends string>({ option }: { option: Option<T> }) {
  return (
    <Aria.ListBoxItem id={option.id} textValue={option.label} className={lists.item}>
      {({ isSelected }) => (
        <>
          <span className={lists.words}>
            <Aria.Text slot="label" className={lists.itemLabel}>
              {option.label}
            </Aria.Text>
            {option.description !== undefined && (
              <Aria.Text slot="description" className={lists.itemDescription}>
                {option.description}
              </Aria.Text>
            )}
          </span>
          {isSelected && <Check aria-hidden="true" size={18} className={lists.check} />}
        </>
      )}
    </Aria.ListBoxItem>
  );
}
