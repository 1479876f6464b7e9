import { PEOPLE_PER_PAGE, type RequestResult } from '@saal/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLoaded, type Loaded } from '../../app/use-loaded.ts';
import { useSettled } from '../../people/use-settled.ts';
import { useNow, useTools } from '../room/room-context.ts';

export type PeoplePage = {
  loaded: Loaded<RequestResult<'meeting.people'>>;
  /** From 0. */
  page: number;
  pages: number;
  turn: (page: number) => void;
  reload: () => void;
};

/** A list that keeps changing is fetched anew at most this often. */
const refreshMs = 3_000;
const typingPauseMs = 250;

/** One page of the people inside or waiting, who fit the search; renewed while people come and go. */
export function usePeoplePage(place: 'in' | 'waiting', search: string): PeoplePage {
  const { session } = useTools();
  const { counts } = useNow().snapshot;
  const wanted = useSettled(search.trim(), typingPauseMs);
  const [turned, turn] = useState({ page: 0, search: wanted });
  // Another search begins at its first page.
  const page = turned.search === wanted ? turned.page : 0;
  const load = useCallback(() => session.people(place, page, wanted === '' ? undefined : wanted), [page, place, session, wanted]);
  const [loaded, reload] = useLoaded(load);

  const sign = place === 'in' ? `${counts.inside} ${counts.hands} ${counts.stage}` : String(counts.waiting);
  const seen = useRef(sign);
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (seen.current === sign) return;
    seen.current = sign;
    setDue(true);
  }, [sign]);
  useEffect(() => {
    if (!due) return;
    const timer = setTimeout(() => {
      setDue(false);
      reload();
    }, refreshMs);
    return () => clearTimeout(timer);
  }, [due, reload]);

  const total = loaded.state === 'ready' ? loaded.value.total : 0;
  return {
    loaded,
    page,
    pages: Math.max(1, Math.ceil(total / PEOPLE_PER_PAGE)),
    turn: (next) => turn({ page: next, search: wanted }),
    reload,
  };
}
