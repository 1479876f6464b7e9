import type { Clock } from '@saal/foundation/pure';
import type { Dispatcher } from 'undici';
import type { MicrosoftSettings } from '../settings.ts';
import { ewsExchange } from './ews-exchange.ts';
import { ExchangeHttp } from './exchange-http.ts';
import type { Exchange } from './exchange.ts';
import { graphExchange } from './graph-exchange.ts';

/** The way to the mailboxes of the house that an operator named. */
export function exchangeBy(settings: MicrosoftSettings, dispatcher: Dispatcher, clock: Clock): Exchange {
  const now = (): number => clock.now();
  return settings.kind === 'graph'
    ? graphExchange(new ExchangeHttp(settings.oauth, dispatcher, now), settings.url)
    : ewsExchange(new ExchangeHttp(settings.auth, dispatcher, now), settings.url);
}
