import type { ChatPerson } from '@saal/client';
import { useId, useState, type KeyboardEvent, type RefObject, type TextareaHTMLAttributes } from 'react';
import { useLanguage } from '../../app/app-context.ts';
import { findEmoji, nameOfEmoji } from '../emoji.ts';
import { complete, completingAt, type Completing, type Written } from './markdown-edit.ts';

export interface Choice {
  id: string;
  name: string;
  symbol?: string;
  person?: ChatPerson;
}

export interface CompletionState {
  listId: string;
  kind: Completing['kind'];
  choices: readonly Choice[];
  at: number;
  choose: (choice: Choice) => void;
  /** @returns whether the key was meant for the list */
  onKeyDown: (event: KeyboardEvent) => boolean;
  /** On the field: it stays focused, the list is told to screen readers by it. */
  field: Partial<TextareaHTMLAttributes<HTMLTextAreaElement>>;
}

const most = 7;

interface Options {
  text: string;
  field: RefObject<HTMLTextAreaElement | null>;
  people: readonly ChatPerson[];
  called: readonly ChatPerson[];
  put: (next: Written, called?: readonly ChatPerson[]) => void;
}

/** People by "@" and emoji by ":" while one writes. */
export function useCompletions({ text, field, people, called, put }: Options): CompletionState {
  const { language } = useLanguage();
  const listId = useId();
  const [cursor, setCursor] = useState(0);
  const [at, setAt] = useState(0);
  const [refused, setRefused] = useState<number>();
  const completing = completingAt(text, Math.min(cursor, text.length));
  const open = completing !== undefined && completing.from !== refused;
  const choices = open ? choicesOf(completing, people, language) : [];
  const active = Math.min(at, choices.length - 1);
  const choose = (choice: Choice) => {
    if (!completing) return;
    const by = choice.person ? `@${choice.name}` : (choice.symbol ?? '');
    const next = complete(text, completing, cursor, by);
    put(next, choice.person ? [...called, choice.person] : called);
    setCursor(next.to);
    setAt(0);
  };
  const follow = () => setCursor(field.current?.selectionStart ?? 0);
  return {
    listId,
    kind: completing?.kind ?? 'person',
    choices,
    at: active,
    choose,
    onKeyDown: (event) => {
      const choice = choices[active];
      if (!choice) return false;
      if (event.key === 'ArrowDown') setAt((active + 1) % choices.length);
      else if (event.key === 'ArrowUp') setAt((active + choices.length - 1) % choices.length);
      else if (event.key === 'Escape') setRefused(completing?.from);
      else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(choice);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    field: {
      onSelect: follow,
      onInput: () => {
        follow();
        setAt(0);
        if (refused !== undefined && completingAt(text, cursor)?.from !== refused) setRefused(undefined);
      },
      'aria-autocomplete': 'list',
      'aria-controls': choices.length > 0 ? listId : undefined,
      'aria-activedescendant': choices.length > 0 ? `${listId}-${active}` : undefined,
    },
  };
}

function choicesOf({ kind, search }: Completing, people: readonly ChatPerson[], language: 'de' | 'en'): Choice[] {
  if (kind === 'emoji')
    return findEmoji(search)
      .slice(0, most)
      .map((one) => ({ id: one.symbol, symbol: one.symbol, name: nameOfEmoji(one, language) }));
  const wanted = search.toLocaleLowerCase();
  return people
    .filter(({ displayName }) =>
      displayName
        .toLocaleLowerCase()
        .split(/\s+/)
        .some((word) => word.startsWith(wanted)),
    )
    .slice(0, most)
    .map((person) => ({ id: person.userId, name: person.displayName, person }));
}
