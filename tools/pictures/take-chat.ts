/** The pictures of chat: an office at work in its rooms, written over the wire so that it stands as it would after a morning. */
import {
  createPerson,
  JoinScreen,
  MatrixClient,
  MeetingChatScreen,
  startMeeting,
  type ContextOptions,
  type PersonInBrowser,
  type SaalProcess,
  type SignedIn,
} from '@saal/testkit';
import { defaultSettings } from '@saal/protocol';

export interface Studio {
  saal: SaalProcess;
  administrator: SignedIn;
  desk: ContextOptions;
  open(name: string, options: ContextOptions): Promise<PersonInBrowser>;
  take(person: PersonInBrowser, name: string): Promise<void>;
}

const at = (roomId: string): string => `/rooms/${encodeURIComponent(roomId)}`;

export async function takeChat({ saal, administrator, desk, open, take }: Studio): Promise<void> {
  const people = [await createPerson(administrator, 'Bob Maier'), await createPerson(administrator, 'Dora Weber')];
  const [anna, bob, dora] = [
    await MatrixClient.signIn(saal.baseUrl, administrator),
    ...(await Promise.all(people.map((person) => MatrixClient.signIn(saal.baseUrl, person)))),
  ];
  if (!bob || !dora) throw new Error('three people write');
  const room = async (name: string, topic: string, members: readonly MatrixClient[]) => {
    const roomId = await anna.makeRoom({ name, topic, preset: 'private_chat', invite: members.map(({ userId }) => userId) });
    for (const member of members) await member.ask('POST', `${at(roomId)}/join`, {});
    return roomId;
  };
  let number = 0;
  const say = (who: MatrixClient, roomId: string, content: Record<string, unknown>, type = 'm.room.message') =>
    who.ask('PUT', `${at(roomId)}/send/${type}/picture${number++}`, { msgtype: 'm.text', ...content });

  const parking = await room('Parkausweise', 'Umstellung auf online', [dora]);
  await dora.send(parking, 'Die neuen Vordrucke liegen im Fach.');
  const direct = await bob.makeRoom({ is_direct: true, invite: [anna.userId], preset: 'trusted_private_chat' });
  await anna.ask('POST', `${at(direct)}/join`, {});
  await bob.send(direct, 'Haben Sie um zwei kurz Zeit?');
  const budget = await room('Haushalt 2027', 'Entwurf bis 15. Dezember', [bob, dora]);
  await bob.send(budget, 'Guten Morgen, der Entwurf liegt jetzt vor.');
  const question = await dora.send(budget, 'Kapitel 4 braucht noch die Zahlen der Bibliothek. Wer hat sie?');
  await say(bob, budget, { body: 'Kommen bis Mittag.', 'm.relates_to': { rel_type: 'm.thread', event_id: question } });
  await say(dora, budget, { body: 'Danke, dann rechne ich weiter.', 'm.relates_to': { rel_type: 'm.thread', event_id: question } });
  const meeting = await bob.send(budget, 'Beratung am Donnerstag um 10 Uhr, Raum 217');
  await say(anna, budget, { 'm.relates_to': { rel_type: 'm.annotation', event_id: meeting, key: '👍' } }, 'm.reaction');
  await say(dora, budget, { 'm.relates_to': { rel_type: 'm.annotation', event_id: meeting, key: '👍' } }, 'm.reaction');
  await anna.ask('PUT', `${at(budget)}/state/m.room.pinned_events`, { pinned: [meeting] });
  await say(dora, budget, {
    ...{ body: 'Bitte bis dahin lesen: 1. Personal 2. Bauten', format: 'org.matrix.custom.html' },
    formatted_body: '<p>Bitte <strong>bis dahin</strong> lesen:</p><ol><li>Personal</li><li>Bauten</li></ol>',
  });

  const page = await open('Anna Huber', { ...desk, cookies: administrator.http.cookies });
  await page.page.goto(`/chat/${encodeURIComponent(budget)}`);
  await page.page.getByText('Bauten', { exact: true }).waitFor();
  await page.page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'Entwurf Kapitel 4.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(420_000, '%PDF-1.4 ') });
  await page.page.getByRole('button', { name: 'Entwurf Kapitel 4.pdf speichern' }).waitFor();
  await take(page, 'chat');
  await page.page.emulateMedia({ colorScheme: 'dark' });
  await take(page, 'chat-dark');
  await page.page.emulateMedia({ colorScheme: 'light' });
  await page.page.getByRole('button', { name: /2 Antworten/ }).click();
  await page.page.getByRole('complementary').getByText('dann rechne ich weiter').waitFor();
  await take(page, 'chat-thread');
  await page.page.getByRole('button', { name: 'Einzelheiten' }).click();
  await page.page.getByRole('switch', { name: 'Favorit' }).waitFor();
  await take(page, 'chat-details');

  const running = await startMeeting(administrator, { title: 'Haushalt 2027', settings: { ...defaultSettings, lobbyBypass: 'everyone' } });
  const join = new JoinScreen(page.page);
  await join.open(running.id);
  await join.enter({ camera: true });
  const screen = new MeetingChatScreen(page.page);
  await screen.here();
  await screen.write('Die Unterlagen zu Kapitel 4 liegen im Chat.');
  await take(page, 'meeting-chat');
  await screen.leave();
  await page.close();

  const phone = await open('Anna Huber', { viewport: { width: 390, height: 844 }, touch: true, cookies: administrator.http.cookies });
  await phone.page.goto('/chat');
  await phone.page.getByRole('link', { name: /Haushalt 2027/ }).waitFor();
  await take(phone, 'phone-chat-list');
  await phone.page.getByRole('link', { name: /Haushalt 2027/ }).click();
  await phone.page.getByText('Bauten', { exact: true }).waitFor();
  await take(phone, 'phone-chat');
  await phone.close();
}
