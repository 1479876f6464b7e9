/** What the figures mean in one word, and what the service desk gets as a file. */
import type { MediaSessionState, StreamStatistics } from '@saal/client';

export type Verdict = 'good' | 'weak' | 'bad' | 'cpu' | 'off' | 'measuring';

export function verdictOf({ transport, quality }: Pick<MediaSessionState, 'transport' | 'quality'>): Verdict {
  if (transport === 'failed' || transport === 'restarting') return 'off';
  if (quality.level === 0) return 'measuring';
  if (quality.level === 3) return 'good';
  if (quality.reason === 'cpu') return 'cpu';
  return quality.level === 2 ? 'weak' : 'bad';
}

/** Loss beside a `total` of packets, as the reader reads it: "0,3 %". */
export function percent(ratio: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(ratio);
}

type ExportInput = {
  state: Pick<MediaSessionState, 'transport' | 'path' | 'quality' | 'sending' | 'problem'>;
  streams: readonly StreamStatistics[];
  atMs: number;
  agent: string;
  screen: { widthPx: number; heightPx: number; pixelRatio: number };
};

/** Text of the file: figures without names, sound or picture. People are numbered. */
export function exportText({ state, streams, atMs, agent, screen }: ExportInput): string {
  const numbers = new Map<string, number>();
  const numberOf = (id: string) => numbers.get(id) ?? (numbers.set(id, numbers.size + 1), numbers.size);
  const { transport, path, quality, sending, problem } = state;
  return JSON.stringify(
    {
      saalDiagnostics: 1,
      at: new Date(atMs).toISOString(),
      browser: agent,
      screen,
      transport,
      path,
      quality,
      sending,
      problem,
      streams: streams.map(({ participantId, ...figures }) => ({
        ...figures,
        ...(participantId === undefined ? {} : { person: numberOf(participantId) }),
      })),
    },
    null,
    2,
  );
}
