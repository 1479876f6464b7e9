/** The pictures of planning with invitations, of the phone book and of the administration. */
import { InviteeList, MeetingDetail } from '@saal/protocol';
import { createPerson } from '@saal/testkit';
import type { Studio } from './take-chat.ts';

const hour = 3_600_000;

/** @param studio people named Bob Maier and Dora Weber have accounts already */
export async function takeHouse({ administrator, desk, open, take }: Studio): Promise<void> {
  for (const name of ['Ewald Sommer', 'Franziska Huber', 'Huberta Lang']) await createPerson(administrator, name);
  const { http } = administrator;
  const meeting = await http.expect(MeetingDetail, 'POST', '/api/meetings', {
    ...{ kind: 'planned', title: 'Bauvoranfrage Lindenstraße', startsAtMs: Math.ceil(Date.now() / hour) * hour + 26 * hour },
    ...{ durationMin: 45, timeZone: 'Europe/Berlin', presetId: 'appointment' },
  });
  const { invitees } = await http.expect(InviteeList, 'POST', `/api/meetings/${meeting.id}/invitees`, {
    invitees: [
      { email: 'bob.maier@stadt.example', role: 'co-host' },
      { name: 'Dora Klein', email: 'dora.klein@example.net' },
      { name: 'Emil Wagner', email: 'wagner@example.net', role: 'presenter' },
    ],
  });
  const link = invitees.find(({ name }) => name === 'Dora Klein')?.link ?? '';

  const guest = await open('Dora Klein', { viewport: { width: 390, height: 844 } });
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { level: 1 }).waitFor();
  await take(guest, 'phone-invitation');
  await guest.page.getByRole('button', { name: 'Zusagen' }).click();
  await guest.close();

  const anna = await open('Anna Huber', { ...desk, cookies: http.cookies });
  const see = async (path: string, name: string): Promise<void> => {
    await anna.page.goto(path);
    await anna.page.waitForLoadState('networkidle');
    await take(anna, name);
  };
  await see(`/meetings/${meeting.id}`, 'planned');
  await anna.page.goto('/phone-book');
  await anna.page.getByRole('searchbox').fill('huber');
  await anna.page.getByText('Franziska Huber').first().waitFor();
  await take(anna, 'phone-book');
  await see('/admin/presets', 'admin-presets');
  await see('/admin/audit', 'admin-audit');
  await see('/admin/statistics', 'admin-statistics');
  await see('/campaigns/new', 'campaign-new');
  await anna.close();
}
