import type { ApplicationView, DeliveryView, WebhookView } from '@saal/client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../../testing/render.tsx';
import { ApplicationsSection } from './applications-section.tsx';

const application: ApplicationView = {
  ...{ id: 'application-1', name: 'Bewerbungen', ownerId: alice.id, ownerName: 'Alice Huber', scopes: ['meetings.read'], origins: [] },
  ...{ createdAtMs: 0, expiresAtMs: Date.UTC(2100, 0, 1), lastUsedAtMs: null },
};
const webhook: WebhookView = {
  ...{ id: 'webhook-1', url: 'https://talents.example/saal', events: ['meeting.ended'], createdAtMs: 0, failingSinceMs: 1, offAtMs: 2 },
};
const delivery: DeliveryView = {
  ...{ id: 'delivery-1', type: 'meeting.ended', createdAtMs: 0, state: 'given-up', attempts: 20, lastAtMs: 1, lastOutcome: '503' },
};

test('an application is made, and its key is shown once', async () => {
  const made: unknown[] = [];
  await show(<ApplicationsSection />, {
    api: {
      applications: async () => ({ applications: [] }),
      makeApplication: async (body) => {
        made.push(body);
        if (made.length === 1) throw refused('bad_request');
        return { ...application, key: 'saal_of-the-test' };
      },
    },
  });
  await screen.findByText('Noch keine Anwendung');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Neue Anwendung' }));
  const dialog = await screen.findByRole('dialog');
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Anlegen' }));
  expect(await within(dialog).findAllByText('Bitte ausfüllen.')).toHaveLength(2);
  fireEvent.change(within(dialog).getByLabelText(/Name der Anwendung/), { target: { value: 'Bewerbungen' } });
  fireEvent.change(within(dialog).getByLabelText(/E-Mail-Adresse der Person/), { target: { value: 'alice@example.org' } });
  fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Besprechungen planen, ändern und löschen' }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Anlegen' }));
  await within(dialog).findByRole('alert');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Anlegen' }));
  const shown = await screen.findByRole('alertdialog', { name: 'Schlüssel von Bewerbungen' });
  within(shown).getByText('saal_of-the-test');
  await expectAccessible();
  expect(made[1]).toEqual({ name: 'Bewerbungen', ownerEmail: 'alice@example.org', scopes: ['meetings.read'] });
  fireEvent.click(within(shown).getByRole('button', { name: 'Schließen' }));
  await waitFor(() => expect(screen.queryByText('saal_of-the-test')).toBeNull());
});

test('a webhook that was turned off is told, turned on, and what was given up is sent again', async () => {
  const asked: string[] = [];
  await show(<ApplicationsSection />, {
    language: 'en',
    api: {
      applications: async () => ({ applications: [application] }),
      webhooks: async () => ({ webhooks: [asked.includes('on') ? { ...webhook, offAtMs: null, failingSinceMs: null } : webhook] }),
      deliveries: async () => ({ deliveries: [delivery] }),
      turnWebhookOn: async () => void asked.push('on'),
      replayDeliveries: async (_id, _webhookId, one) => {
        asked.push(`replay ${one ?? 'all'}`);
        return { count: 1 };
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Webhooks of Bewerbungen' }));
  await screen.findByText(/Turned off on/);
  await screen.findByText(/given up \(answer 503\)/);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Turn on again' }));
  await screen.findByText('On');
  fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
  await waitFor(() => expect(asked).toContain('replay delivery-1'));
  fireEvent.click(screen.getByRole('button', { name: 'Send all that were given up again' }));
  await waitFor(() => expect(asked).toContain('replay all'));
});

test('pages that may show meetings are listed and saved, and what is no address is refused with a reason', async () => {
  const saved: string[][] = [];
  await show(<ApplicationsSection />, {
    language: 'en',
    api: {
      applications: async () => ({ applications: [application] }),
      setApplicationOrigins: async (_id, origins) => {
        if (origins.includes('talents')) throw refused('bad_request');
        saved.push(origins);
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Embedding by Bewerbungen' }));
  const field = await screen.findByLabelText(/Pages that may show meetings/, { selector: 'input' });
  await expectAccessible();
  fireEvent.change(field, { target: { value: 'talents' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByRole('alert');
  fireEvent.change(field, { target: { value: 'https://talents.example.org, https://hr.example.org' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved.');
  expect(saved).toEqual([['https://talents.example.org', 'https://hr.example.org']]);
});

test('removing asks first, and a new key ends the old one only when that is said', async () => {
  const asked: string[] = [];
  await show(<ApplicationsSection />, {
    language: 'en',
    api: {
      applications: async () => ({ applications: asked.includes('remove') ? [] : [application] }),
      removeApplication: async () => void asked.push('remove'),
      renewApplicationKey: async () => {
        asked.push('renew');
        return { key: 'saal_new' };
      },
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'New key: Bewerbungen' }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Cancel' }));
  expect(asked).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'New key: Bewerbungen' }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'New key' }));
  const shown = await screen.findByRole('alertdialog', { name: 'Key of Bewerbungen' });
  within(shown).getByText('saal_new');
  fireEvent.click(within(shown).getByRole('button', { name: 'Close' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Remove: Bewerbungen' }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
  await screen.findByText('No application yet');
});

test('a webhook gets another secret, which is shown once, and is removed, each after asking; what is refused is told', async () => {
  const asked: string[] = [];
  await show(<ApplicationsSection />, {
    language: 'en',
    api: {
      applications: async () => ({ applications: [application] }),
      webhooks: async () => ({ webhooks: asked.includes('remove') ? [] : [webhook] }),
      deliveries: async () => ({ deliveries: [] }),
      renewWebhookSecret: async () => {
        asked.push('renew');
        if (asked.length === 1) throw refused('not_ready');
        return { secret: 'whsec_new' };
      },
      removeWebhook: async () => void asked.push('remove'),
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Webhooks of Bewerbungen' }));
  const renew = async () => {
    fireEvent.click(await screen.findByRole('button', { name: `New secret: ${webhook.url}` }));
    return within(await screen.findByRole('alertdialog'));
  };
  const question = await renew();
  fireEvent.click(question.getByRole('button', { name: 'New secret' }));
  await screen.findByText(/not_ready/);
  fireEvent.click(question.getByRole('button', { name: 'Cancel' }));
  fireEvent.click((await renew()).getByRole('button', { name: 'New secret' }));
  await screen.findByText('whsec_new');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  fireEvent.click(await screen.findByRole('button', { name: `Remove: ${webhook.url}` }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(screen.queryByText(webhook.url)).toBeNull());
  expect(asked).toEqual(['renew', 'renew', 'remove']);
});
