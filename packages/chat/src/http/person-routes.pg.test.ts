/** From the phone book into chat: what somebody is called there, for whom they may be found by. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
const ids = new Map<string, string>();
const names = new Map<string, string>();

beforeAll(async () => {
  house = await openHouse();
  for (const name of ['alice', 'bob', 'externe']) {
    const client = await house.client(name);
    names.set(name, client.userId);
    const [person] = await house.accounts.search(`${name}@stadt.example`, 1);
    ids.set(name, person?.id ?? '');
  }
  const carol = await house.accounts.createPerson({
    ...{ email: 'carol@stadt.example', displayName: 'Carol', password: 'Regenschirm hängt im Flur', role: 'person' as const },
  });
  ids.set('carol', carol.id);
});
afterAll(() => house.close());

async function asked(by: string | undefined, id: string | undefined): Promise<{ status: number; userId?: string }> {
  const headers = by === undefined ? {} : { cookie: `as=${by}@stadt.example` };
  const answer = await house.first.app.inject({ url: `/api/v1/chat/people/${id ?? ''}`, headers });
  const { userId }: { userId?: string } = answer.json();
  return { status: answer.statusCode, ...(userId === undefined ? {} : { userId }) };
}

test('colleagues are told the name of each other, also of who never was in chat', async () => {
  expect(await asked('alice', ids.get('bob'))).toEqual({ status: 200, userId: names.get('bob') });
  expect(await asked('alice', ids.get('carol'))).toEqual({ status: 200, userId: '@carol:stadt.example' });
});

test('strangers are told nothing, and nobody is told of who is not there', async () => {
  expect(await asked(undefined, ids.get('bob'))).toEqual({ status: 401 });
  expect(await asked('alice', 'nobody-00001')).toEqual({ status: 404 });
});
