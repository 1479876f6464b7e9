/** Tells those who administer applications by mail that a webhook was turned off: nobody looks into a log every day. */
import type { Accounts } from '@saal/accounts';
import type { createIntegration } from '@saal/integration';
import { letterIdOf, type Letter, type MailFeature, type Outbox } from '@saal/invitations';
import type { Language } from '@saal/protocol';

type Said = { application: string; host: string };
type Words = { subject: (said: Said) => string; paragraphs: (said: Said) => string[]; open: string };
const words: Readonly<Record<Language, Words>> = {
  de: {
    subject: ({ application }) => `Webhook ausgeschaltet: ${application}`,
    paragraphs: ({ application, host }) => [
      'Guten Tag,',
      `ein Webhook der Anwendung „${application}“ wurde ausgeschaltet: ${host} hat lange nichts angenommen oder gemeldet, dass dort niemand mehr zuhört.`,
      'Was seitdem geschieht, wird 14 Tage aufbewahrt. Schalten Sie den Webhook in der Verwaltung wieder ein, sobald die Anwendung erreichbar ist, und wiederholen Sie dort die aufgegebenen Meldungen.',
    ],
    open: 'Zur Verwaltung',
  },
  en: {
    subject: ({ application }) => `Webhook turned off: ${application}`,
    paragraphs: ({ application, host }) => [
      'Hello,',
      `a webhook of the application “${application}” was turned off: ${host} has taken nothing for long, or said that nobody listens there any more.`,
      'What happens from now on is kept for 14 days. Turn the webhook on again in the administration once the application can be reached, and repeat there what was given up.',
    ],
    open: 'Go to the administration',
  },
};

/** One letter to everybody with the right to change applications, stored with the turning off: no death of a server loses it. */
export function webhookLetters(o: {
  mail: { outbox: Pick<Outbox, 'isAvailable'>; putIn: MailFeature['putIn'] };
  accounts: Pick<Accounts, 'holdersOf'>;
  /** Without a slash at its end. */
  publicUrl: string | undefined;
}): Parameters<typeof createIntegration>[0]['tellTurnedOff'] {
  return async ({ webhookId, applicationName, url, offAtMs }) => {
    if (!o.mail.outbox.isAvailable) return () => Promise.resolve();
    const said: Said = { application: applicationName, host: new URL(url).host };
    const letters = (await o.accounts.holdersOf('applications.change')).map(({ id, displayName, email, language }): Letter => {
      const { subject, paragraphs, open } = words[language];
      return {
        ...{ id: letterIdOf('webhook-off', webhookId, String(offAtMs), id), subjectId: `webhook ${webhookId}` },
        ...{ to: { name: displayName, email }, language, subject: subject(said), paragraphs: paragraphs(said) },
        ...(o.publicUrl !== undefined && { action: { label: open, url: `${o.publicUrl}/admin` } }),
      };
    });
    return (transaction) => o.mail.putIn(transaction, ...letters);
  };
}
