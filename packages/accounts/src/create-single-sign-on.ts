/** Joins the parts of single sign-on. */
import type { Clock, Logger } from '@saal/foundation';
import { OpenIdProvider } from './oidc/openid-provider.ts';
import { PostgresIdentityStore } from './postgres/identity-store.ts';
import { PostgresJourneyStore } from './postgres/journey-store.ts';
import { PostgresSessionOriginStore } from './postgres/session-origin-store.ts';
import type { AccountsDatabase } from './postgres/tables.ts';
import type { AuditLog, PersonStore, Secrets } from './ports.ts';
import type { ProviderSettings, SignInFile } from './provider.ts';
import { ProviderRoles } from './provider-roles.ts';
import { SamlIdentityProvider } from './saml/saml-identity-provider.ts';
import type { Sessions } from './sessions.ts';
import type { IdentityProvider, OnGroups } from './single-sign-on-ports.ts';
import { SingleSignOn, type ReportRefusal } from './single-sign-on.ts';
import { SingleSignOut } from './single-sign-out.ts';
import type { Viewers } from './viewers.ts';

/** Parsers quote the text around a fault. */
const MAX_CAUSE = 300;

/** By code. */
const refusals = {
  sign_in_failed: 'a sign-in by a provider was refused',
  sign_in_unavailable: 'a provider could not be reached',
  sign_out_refused: 'a sign-out by a provider was refused',
  conflict: 'the last administrator stays one, whatever the groups say',
};

export function createSingleSignOn(o: {
  db: AccountsDatabase;
  signIn: SignInFile | undefined;
  people: PersonStore;
  viewers: Viewers;
  sessions: Sessions;
  audit: AuditLog;
  secrets: Secrets;
  clock: Clock;
  log: Logger;
  onGroups: OnGroups | undefined;
  /** Seals what ends sessions at the provider. */
  installationSecret: string;
}): { singleSignOn: SingleSignOn; singleSignOut: SingleSignOut } {
  const { db, sessions, audit, secrets, clock } = o;
  const identities = new PostgresIdentityStore(db);
  const ways = (o.signIn?.providers ?? [])
    .filter((settings) => settings.kind !== 'proxy')
    .map((settings) => ({ settings, provider: providerOf(settings) }));
  const origins = new PostgresSessionOriginStore(db, o.installationSecret);
  // Name and message, not the whole: causes hold the provider's answers, and these may hold tokens.
  const reportRefusal: ReportRefusal = (provider, error) => {
    const { code, cause, message: why } = error;
    const told = cause instanceof Error ? `${cause.name}: ${cause.message.slice(0, MAX_CAUSE)}` : undefined;
    o.log.warn({ provider, code, why, cause: told }, refusals[code]);
  };
  const singleSignOn = new SingleSignOn({
    ...{ ways, identities, origins, sessions, audit, secrets, clock, reportRefusal },
    roles: new ProviderRoles({ identities, ...{ people: o.people, viewers: o.viewers, clock } }),
    journeys: new PostgresJourneyStore(db),
    onGroups: o.onGroups ?? (() => Promise.resolve()), // nobody gives rights by groups
  });
  return { singleSignOn, singleSignOut: new SingleSignOut({ ways, origins, sessions, audit, secrets, clock, reportRefusal }) };
}

function providerOf(settings: ProviderSettings): IdentityProvider {
  return settings.kind === 'oidc' ? new OpenIdProvider(settings) : new SamlIdentityProvider(settings);
}
