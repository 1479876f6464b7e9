import { useCallback, useContext, useEffect, useState } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { classes } from '../../ui/classes.ts';
import { FieldHelp, FieldLabel } from '../../ui/field-parts.tsx';
import fields from '../../ui/field.module.css';
import lists from '../../ui/list.module.css';
import { typedInvitee, type PendingInvitee } from './pending-invitee.ts';

type Found = { id: string; label: string; detail: string; invitee: PendingInvitee };

const pauseMs = 200;

/**
 * Finds a colleague while one types, or takes an address; what is chosen is handed on and the field is empty again.
 * `accountsOnly`: whoever is chosen has to have an account; an address is taken for who is found by no name.
 */
export function PersonFinder({
  label,
  optional,
  accountsOnly = false,
  onFound,
}: {
  label: string;
  optional?: boolean;
  accountsOnly?: boolean;
  onFound: (invitee: PendingInvitee) => void;
}) {
  const { t } = useTranslation('invitees');
  const words = accountsOnly
    ? ({ take: 'takeAddress', takeHint: 'addressHint', nobody: 'nobodyHere' } as const)
    : ({ take: 'inviteExternal', takeHint: 'externalHint', nobody: 'nobodyFound' } as const);
  const api = useApi();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const asked = useSettled(text.trim(), pauseMs);
  const [loaded] = useLoaded(useCallback(() => (asked.length < 2 ? Promise.resolve([]) : api.colleagues(asked)), [api, asked]));
  const people: Found[] = (loaded.state === 'ready' && text.trim().length >= 2 ? loaded.value : []).map(
    ({ id, name, email, department }) => ({
      ...{ id, label: name, detail: [department, email].filter((each) => each !== undefined).join(' · ') },
      invitee: { key: id, name, ...(email !== undefined && { email }), personId: id, role: 'participant', passesLobby: true },
    }),
  );
  const typed = typedInvitee(text);
  const own: Found[] =
    typed && !people.some(({ invitee }) => invitee.email === typed.email)
      ? [{ id: 'typed', label: t(words.take, { email: typed.email }), detail: t(words.takeHint), invitee: typed }]
      : [];
  const found = [...people, ...own];
  const take = (invitee: PendingInvitee | undefined) => {
    if (!invitee) return;
    setText('');
    setProblem(undefined);
    onFound(invitee);
  };
  const takeTyped = () => {
    if (typed) take(typed);
    else if (text.trim() !== '') setProblem(t('notAnAddress'));
  };
  return (
    <Aria.ComboBox
      value={null}
      onChange={(key) => take(found.find(({ id }) => id === key)?.invitee)}
      inputValue={text}
      onInputChange={(next) => {
        setText(next);
        setProblem(undefined);
      }}
      items={found}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="input"
      isInvalid={problem !== undefined}
      className={fields.field}
    >
      <CloseWhenEmpty empty={text === ''} />
      <FieldLabel label={label} optional={optional} />
      <div className={fields.box}>
        <Aria.Input
          className={fields.input}
          maxLength={340}
          onKeyDown={(event) => {
            // With nothing chosen in the list, Enter takes what was typed instead of sending the form.
            if (event.key !== 'Enter' || event.currentTarget.getAttribute('aria-activedescendant')) return;
            event.preventDefault();
            takeTyped();
          }}
        />
      </div>
      <FieldHelp description={t('findHint')} error={problem} />
      <Aria.Popover offset={4} className={classes(lists.popover, lists.wide)}>
        <Aria.ListBox
          className={lists.list}
          renderEmptyState={() => <div className={lists.none}>{t(asked.length < 2 ? 'typeMore' : words.nobody)}</div>}
        >
          {(option: Found) => (
            <Aria.ListBoxItem id={option.id} textValue={option.label} className={lists.item}>
              <span className={lists.words}>
                <Aria.Text slot="label" className={lists.itemLabel}>
                  {option.label}
                </Aria.Text>
                {option.detail !== '' && (
                  <Aria.Text slot="description" className={lists.itemDescription}>
                    {option.detail}
                  </Aria.Text>
                )}
              </span>
            </Aria.ListBoxItem>
          )}
        </Aria.ListBox>
      </Aria.Popover>
    </Aria.ComboBox>
  );
}

/** Else the open list would hide the page from screen readers after somebody was taken by Enter. */
function CloseWhenEmpty({ empty }: { empty: boolean }) {
  const list = useContext(Aria.ComboBoxStateContext);
  useEffect(() => {
    if (empty && list?.isOpen === true) list.close();
  }, [empty, list]);
  return null;
}
