import { PEOPLE_PER_PAGE, type ParticipantView, type WireError } from '@saal/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toWireError } from '../../app/wire-error.ts';
import { useSettled } from '../../people/use-settled.ts';
import { useNow, useTools } from '../room/room-context.ts';

export type PeopleRows = {
  /** Undefined until the first page is there. */
  total: number | undefined;
  error: WireError | undefined;
  /** Undefined: its page is not there yet. */
  at: (row: number) => ParticipantView | undefined;
  /** The pages in sight; those that are not there are fetched. */
  show: (pages: readonly number[]) => void;
  reload: () => void;
};

type Loaded = { search: string; total: number; pages: ReadonlyMap<number, readonly ParticipantView[]> };

/** A list that keeps changing is fetched anew at most this often. */
const refreshMs = 3_000;
const typingPauseMs = 250;
/** Who scrolls through thousands asks for the pages where it ends. */
const scrollPauseMs = 120;
const pagesKept = 8;

/** Everybody inside who fits the search, a page of the protocol at a time, as they come into sight; renewed while people come and go. */
export function usePeopleRows(search: string): PeopleRows {
  const { session } = useTools();
  const { counts } = useNow().snapshot;
  const wanted = useSettled(search.trim(), typingPauseMs);
  const [loaded, setLoaded] = useState<Loaded>();
  const [error, setError] = useState<WireError>();
  const [shown, setShown] = useState('0');
  const settled = useSettled(shown, scrollPauseMs);
  const [asked, setAsked] = useState(0);
  const current = useRef<Loaded>(undefined);
  const lastAsked = useRef(asked);

  useEffect(() => {
    const stale = lastAsked.current !== asked;
    lastAsked.current = asked;
    const known = current.current?.search === wanted ? current.current : undefined;
    const pages = settled.split(' ').map(Number);
    const missing = stale || !known ? pages : pages.filter((page) => !known.pages.has(page));
    let over = false;
    const fetchAll = async () => {
      for (const page of missing) {
        const { total, people } = await session.people('in', page, wanted === '' ? undefined : wanted);
        if (over) return;
        const before = current.current?.search === wanted ? [...current.current.pages].filter(([other]) => other !== page) : [];
        const kept = before.slice(Math.max(0, before.length - pagesKept + 1));
        current.current = { search: wanted, total, pages: new Map([...kept, [page, people]]) };
        setLoaded(current.current);
        setError(undefined);
      }
    };
    fetchAll().catch((failure: unknown) => {
      if (!over) setError(toWireError(failure));
    });
    return () => {
      over = true;
    };
  }, [asked, session, settled, wanted]);

  const sign = `${counts.inside} ${counts.hands} ${counts.stage}`;
  const seen = useRef(sign);
  useEffect(() => {
    if (seen.current === sign) return;
    const timer = setTimeout(() => {
      seen.current = sign;
      setAsked((last) => last + 1);
    }, refreshMs);
    return () => clearTimeout(timer);
  }, [sign]);

  return {
    total: loaded?.total,
    error,
    at: (row) => loaded?.pages.get(Math.floor(row / PEOPLE_PER_PAGE))?.[row % PEOPLE_PER_PAGE],
    show: useCallback((pages: readonly number[]) => setShown(pages.join(' ')), []),
    reload: useCallback(() => setAsked((last) => last + 1), []),
  };
}
