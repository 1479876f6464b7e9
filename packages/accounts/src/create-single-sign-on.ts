/** Joins the parts of single sign-on. */
import type { Clock, Logger } from '@saal/foundation';
import { LastAdministrator } from './errors.ts';
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
import { SingleSignOn } from './single-sign-on.ts';
import type { Viewers } from './viewers.ts';

/** Parsers quote the text around a fault. */
const MAX_CAUSE = 300;

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
}): SingleSignOn {
  const { db, sessions, audit, secrets, clock } = o;
  const identities = new PostgresIdentityStore(db);
  return new SingleSignOn({
    ways: (o.signIn?.providers ?? [])
      .filter((settings) => settings.kind !== 'proxy')
      .map((settings) => ({ settings, provider: providerOf(settings) })),
    identities,
    roles: new ProviderRoles({ identities, ...{ people: o.people, viewers: o.viewers, clock } }),
    journeys: new PostgresJourneyStore(db),
    origins: new PostgresSessionOriginStore(db),
    ...{ sessions, audit, secrets, clock },
    // Name and message, not the whole: causes hold the provider's answers, and these may hold tokens.
    reportRefusal: (provider, error) => {
      const { code, cause, message: why } = error;
      o.log.warn(
        { provider, code, why, cause: cause instanceof Error ? `${cause.name}: ${cause.message.slice(0, MAX_CAUSE)}` : undefined },
        error instanceof LastAdministrator
          ? 'the last administrator stays one, whatever the groups say'
          : 'a sign-in by a provider was refused',
      );
    },
    onGroups: o.onGroups ?? (() => Promise.resolve()), // nobody gives rights by groups
  });
}

function providerOf(settings: ProviderSettings): IdentityProvider {
  return settings.kind === 'oidc' ? new OpenIdProvider(settings) : new SamlIdentityProvider(settings);
}
