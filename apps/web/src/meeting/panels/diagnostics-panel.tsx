import type { StreamStatistics } from '@saal/client';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/app-context.ts';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { useNow, useTools } from '../room/room-context.ts';
import styles from './diagnostics-panel.module.css';
import { Panel } from './panel.tsx';
import { exportText, percent, verdictOf } from './verdict.ts';

const everyMs = 2_000;

/** The figures now, renewed while the panel is open. */
function useStatistics(): { streams: readonly StreamStatistics[]; measured: boolean } {
  const { media } = useTools();
  const [{ streams, readings }, setRead] = useState<{ streams: readonly StreamStatistics[]; readings: number }>({
    streams: [],
    readings: 0,
  });
  useEffect(() => {
    let open = true;
    const read = () =>
      media.statistics().then(
        (next) => open && setRead((last) => ({ streams: next, readings: last.readings + 1 })),
        // Between two transports there is nothing to measure; the next reading finds the new one.
        () => open && setRead({ streams: [], readings: 0 }),
      );
    void read();
    const timer = setInterval(() => void read(), everyMs);
    return () => {
      open = false;
      clearInterval(timer);
    };
  }, [media]);
  // A rate needs two readings.
  return { streams, measured: readings > 1 };
}

function Stream({ stream, measured }: { stream: StreamStatistics; measured: boolean }) {
  const { t } = useTranslation('meeting');
  const { locale } = useLanguage();
  const { snapshot } = useNow();
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
  const source = t(`diagnostics.source.${stream.source}`);
  const name = snapshot.participants.find((person) => person.id === stream.participantId)?.name;
  const figures = [
    t('diagnostics.rate', { value: measured ? number(stream.bitrateBps / 1000) : t('diagnostics.notYet') }),
    stream.widthPx !== undefined &&
      stream.heightPx !== undefined &&
      t('diagnostics.picture', { width: stream.widthPx, height: stream.heightPx, fps: number(stream.framesPerSecond ?? 0) }),
    t('diagnostics.loss', { value: percent(stream.packetsLostRatio, locale) }),
    t('diagnostics.jitter', { value: number(stream.jitterMs) }),
    stream.roundTripMs !== undefined && t('diagnostics.roundTrip', { value: number(stream.roundTripMs) }),
    stream.codec,
  ].filter(Boolean);
  return (
    <li className={styles.stream}>
      <strong>{name === undefined ? source : t('diagnostics.from', { source, name })}</strong>
      <span>{figures.join(' · ')}</span>
    </li>
  );
}

/** What goes out, what comes in, what it means, and a file for the service desk. */
export function DiagnosticsPanel() {
  const { t } = useTranslation('meeting');
  const { media } = useTools();
  const state = useModel(media);
  const { streams, measured } = useStatistics();
  const save = () => {
    const screen = { widthPx: window.innerWidth, heightPx: window.innerHeight, pixelRatio: window.devicePixelRatio };
    const atMs = Date.now();
    const text = exportText({ state, streams, atMs, agent: navigator.userAgent, screen });
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `saal-diagnose-${new Date(atMs).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  const list = (direction: StreamStatistics['direction'], title: string) => {
    const some = streams.filter((stream) => stream.direction === direction);
    return (
      <section className={styles.section}>
        <h3>{title}</h3>
        {some.length === 0 ? (
          <p className={styles.quiet}>{t('diagnostics.nothing')}</p>
        ) : (
          <ul>
            {some.map((stream, index) => (
              <Stream key={`${stream.source}-${stream.participantId ?? 'own'}-${index}`} stream={stream} measured={measured} />
            ))}
          </ul>
        )}
      </section>
    );
  };
  const verdict = verdictOf(state);
  return (
    <Panel title={t('diagnostics.title')} closeLabel={t('diagnostics.close')}>
      <p className={styles.verdict} data-verdict={verdict}>
        {t(`diagnostics.verdict.${verdict}`)}
      </p>
      <p className={styles.quiet}>
        {t('diagnostics.path')}: {t(`diagnostics.paths.${state.path ?? 'unknown'}`)}
      </p>
      {list('send', t('diagnostics.sending'))}
      {list('receive', t('diagnostics.receiving'))}
      <div className={styles.section}>
        <Button icon={<Download aria-hidden="true" size={20} strokeWidth={1.75} />} onPress={save}>
          {t('diagnostics.export')}
        </Button>
        <p className={styles.quiet}>{t('diagnostics.exportHint')}</p>
      </div>
    </Panel>
  );
}
