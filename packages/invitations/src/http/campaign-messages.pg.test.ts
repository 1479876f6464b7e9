import { newId } from '@saal/foundation';
import { CampaignMessageList, MessagePreview } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CampaignHouse } from '../testing/campaign-house.ts';

let house: CampaignHouse;
beforeEach(async () => {
  house = await CampaignHouse.open();
});
afterEach(() => house.close());

const words = { subject: 'Bitte mitbringen', text: 'Ihr Zeugnis.' };
const wrote = (): string[] => house.mail.out.filter((line) => line.startsWith('wrote')).toSorted();
const messagesOf = async (id: string) =>
  CampaignMessageList.parse(JSON.parse((await house.ask('Alice', 'GET', `/campaigns/${id}/messages`)).text)).messages;

test('a message is looked at first, then goes to all and their panel once, however often it is sent', async () => {
  const { id, interviews } = await house.sentCampaign(3);
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [interviews[2]?.id] });
  const preview = await house.ask('Alice', 'POST', `/campaigns/${id}/message/preview`, { ...words, panel: true });
  expect(preview.status).toBe(200);
  const seen = MessagePreview.parse(JSON.parse(preview.text));
  expect(seen).toMatchObject({ letters: 3, subject: 'Bitte mitbringen', html: '<p>Ihr Zeugnis.</p>' });
  await house.feature.settled();
  expect([wrote(), await messagesOf(id)]).toEqual([[], []]);
  for (let time = 0; time < 2; time++) {
    const sent = await house.ask('Alice', 'POST', `/campaigns/${id}/message`, { ...words, panel: true, id: seen.id });
    expect(sent.text).toBe('{"concerned":3}');
    await house.feature.settled();
  }
  expect(wrote()).toEqual(['bob', 'p0', 'p1'].map((name) => `wrote Bitte mitbringen to ${name}@example.${name === 'bob' ? 'org' : 'net'}`));
  expect(await messagesOf(id)).toMatchObject([
    {
      ...{ subject: 'Bitte mitbringen', letters: 3, sent: 2, bounced: 1, unknown: 0 },
      failed: [{ name: 'Person 1', email: 'p1@example.net', state: 'bounced', reason: '550' }],
    },
  ]);
});

test('a message goes to the chosen, or to the panel alone, and to nobody not at all', async () => {
  const { id, interviews } = await house.sentCampaign(2);
  const write = (body: object) => house.ask('Alice', 'POST', `/campaigns/${id}/message`, { ...words, ...body });
  expect((await write({ interviews: [interviews[1]?.id] })).text).toBe('{"concerned":1}');
  expect((await write({ interviews: [], panel: true })).text).toBe('{"concerned":1}');
  expect(await write({ interviews: [newId()] })).toMatchObject({ status: 409, text: expect.stringContaining('nobody') as string });
  await house.feature.settled();
  expect(wrote()).toEqual(['wrote Bitte mitbringen to bob@example.org', 'wrote Bitte mitbringen to p1@example.net']);
});

test('a message that a server could not write is written by the next', async () => {
  const { id } = await house.sentCampaign(2);
  house.mail.breaks = 1000;
  expect((await house.ask('Alice', 'POST', `/campaigns/${id}/message`, words)).text).toBe('{"concerned":2}');
  await house.feature.settled();
  expect(wrote()).toEqual([]);
  house.mail.breaks = 0;
  await house.restart();
  await house.feature.settled();
  expect(wrote()).toHaveLength(2);
});

test('a campaign has a hundred messages at most, and without mail there are none', async () => {
  const { id } = await house.sentCampaign(1);
  const write = () => house.ask('Alice', 'POST', `/campaigns/${id}/message`, words);
  for (let count = 0; count < 100; count++) expect((await write()).status).toBe(200);
  expect(await write()).toMatchObject({ status: 409, text: expect.stringContaining('too_many_messages') as string });
  house.mail.isAvailable = false;
  for (const path of ['message', 'message/preview', 'again'])
    expect(await house.ask('Alice', 'POST', `/campaigns/${id}/${path}`, path === 'again' ? {} : words), path).toMatchObject({
      status: 409,
      text: expect.stringContaining('no_mail') as string,
    });
});

test('only interviews that are expected are invited again, the chosen or all', async () => {
  const { id, interviews } = await house.sentCampaign(3);
  await house.ask('Alice', 'POST', `/campaigns/${id}/cancel`, { interviews: [interviews[2]?.id] });
  await house.feature.settled();
  expect((await house.ask('Alice', 'POST', `/campaigns/${id}/again`, { interviews: [interviews[0]?.id] })).text).toBe('{"concerned":1}');
  expect((await house.ask('Alice', 'POST', `/campaigns/${id}/again`, {})).text).toBe('{"concerned":2}');
  expect(house.mail.out.filter((line) => line.startsWith('invited again'))).toHaveLength(3);
});
