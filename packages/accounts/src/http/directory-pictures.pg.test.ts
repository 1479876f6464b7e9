import { Attribute, Change } from 'ldapts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, type House } from '../testing/house.ts';
import { jpeg, jpegSegment, inserted, png } from '../testing/pictures.ts';
import { ldifOf, personDn, startSlapd, type Slapd } from '../testing/slapd.ts';

const password = 'Kastanien am Marktplatz';
let slapd: Slapd;
let house: House;
let admin: Browser;

beforeAll(async () => {
  const named = (uid: string) => ldifOf({ uid, name: `Person ${uid}`, mail: `${uid}@stadt.example`, password });
  slapd = await startSlapd(['anna', 'bob', 'carol'].map(named));
  const attributes = { id: 'entryUUID', changed: 'modifyTimestamp', picture: 'jpegPhoto' };
  house = await openHouse({ directory: slapd.settings({ attributes }) });
  await house.accounts.createPerson({
    ...{ email: 'chefin@stadt.example', displayName: 'Chefin', password: goodPassword, role: 'administrator' },
  });
  admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
}, 60_000);
afterAll(async () => {
  await house.close();
  slapd.close();
});

async function setPicture(uid: string, bytes: Uint8Array | undefined): Promise<void> {
  const values = bytes ? [Buffer.from(bytes)] : [];
  const modification = new Attribute({ type: 'jpegPhoto', values });
  await slapd.edit((client) => client.modify(personDn(uid), new Change({ operation: 'replace', modification })));
}
type Run = { id: string; state: string; faults: { entry: string; reason: string }[] };
async function read(): Promise<Run> {
  const run: Run = (await admin.send('POST', '/directory/runs')).json();
  return run.state === 'waiting' ? (await admin.send('POST', `/directory/runs/${run.id}/confirm`)).json() : run;
}
async function urlOf(uid: string): Promise<string | undefined> {
  const { people }: { people: { pictureUrl?: string }[] } = (await admin.send('GET', `/people/search?text=${uid}@`)).json();
  return people[0]?.pictureUrl;
}
/** What the picture's address gives. */
const seen = async (url: string | undefined) =>
  url === undefined ? undefined : (await admin.send('GET', url.replace('/api', ''))).rawPayload;
/** Times of change are told to the second. */
const nextSecond = async (): Promise<void> => {
  const second = Math.floor(Date.now() / 1_000);
  await expect.poll(() => Math.floor(Date.now() / 1_000), { timeout: 5_000 }).toBeGreaterThan(second);
};

test('the picture of the directory is shown without what it hides, and what is none is a fault', async () => {
  // Where a camera writes the place.
  await setPicture('anna', inserted(jpeg, 2, jpegSegment(0xe1, Buffer.from('Exif\0\0of the garden'))));
  await setPicture('bob', Buffer.from('no picture at all'));
  expect(await read()).toMatchObject({ state: 'done', faults: [{ entry: 'bob@stadt.example', reason: 'picture-invalid' }] });
  const bytes = await seen(await urlOf('anna'));
  expect(bytes?.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(bytes?.includes('garden')).toBe(false);
  expect([await urlOf('bob'), await urlOf('carol')]).toEqual([undefined, undefined]);
});

test('one that people chose themselves goes before it, and theirs gone it is shown again', async () => {
  const given = await urlOf('anna');
  const anna = new Browser(house, '192.0.2.3');
  await anna.signIn('anna@stadt.example', password);
  expect((await anna.send('PUT', '/me/picture', Buffer.from(png), { 'content-type': 'image/png' })).statusCode).toBe(200);
  const own = await urlOf('anna');
  expect(own).not.toBe(given);
  await nextSecond();
  await setPicture('anna', jpeg);
  await read();
  expect(await urlOf('anna')).toBe(own);
  await anna.send('DELETE', '/me/picture');
  expect((await seen(await urlOf('anna')))?.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
});

test('the same picture keeps its address, another gets another, and one that is gone is gone', async () => {
  const before = await urlOf('anna');
  await nextSecond();
  await slapd.set(personDn('anna'), 'title', 'Leitung');
  await read();
  expect(await urlOf('anna')).toBe(before);
  await nextSecond();
  await setPicture('anna', inserted(jpeg, 2, jpegSegment(0xe0, Buffer.from('JFIF\0'))));
  await read();
  expect(await urlOf('anna')).not.toBe(before);
  await nextSecond();
  await setPicture('anna', undefined);
  await read();
  expect(await urlOf('anna')).toBeUndefined();
  expect((await admin.send('GET', (before ?? '').replace('/api', ''))).statusCode).toBe(404);
});
