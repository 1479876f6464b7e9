import { existsSync, readFileSync } from 'node:fs';
import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { iconSizes, outlookManifest } from './outlook-manifest.ts';

const facts = { publicUrl: 'https://meet.example.org', productName: 'Saal & "Co" <1>' };
const manifest = outlookManifest(facts);
const list = (node: unknown): Record<string, unknown>[] => (Array.isArray(node) ? node : [node]) as Record<string, unknown>[];
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });
const app = (parser.parse(manifest) as { OfficeApp: Record<string, unknown> }).OfficeApp;
type Overrides = Record<string, unknown> & { VersionOverrides?: Overrides; Resources: Record<string, Record<string, unknown>> };
const first = app['VersionOverrides'] as Overrides;
const overrides = [first, first.VersionOverrides!];

test('it is well-formed, with names whole whatever they hold', () => {
  const open: string[] = [];
  for (const [, end, name, , empty] of manifest.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (empty === '') open.push(name ?? '');
  }
  expect(open).toEqual([]);
  // What is left beside the elements and the first line is text without marks.
  expect(manifest.replace(/<\?xml[^>]*\?>|<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g, '')).not.toMatch(/[<>]/);
  expect((app['DisplayName'] as { '@DefaultValue': string })['@DefaultValue']).toBe(facts.productName);
});

test('it has what the schema asks for, in its order', () => {
  expect(app['@xsi:type']).toBe('MailApp');
  // OfficeApp and MailApp of the schema 1.1; each of them once.
  const order = [
    ...['Id', 'Version', 'ProviderName', 'DefaultLocale', 'DisplayName', 'Description', 'IconUrl', 'HighResolutionIconUrl', 'SupportUrl'],
    ...['AppDomains', 'Hosts', 'Requirements', 'FormSettings', 'Permissions', 'Rule', 'DisableEntityHighlighting', 'VersionOverrides'],
  ];
  expect(Object.keys(app).filter((name) => !name.startsWith('@'))).toEqual(order);
  expect(app['Id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(app['Version']).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(['Restricted', 'ReadItem', 'ReadWriteItem', 'ReadWriteMailbox']).toContain(app['Permissions']);
  expect(overrides.map((each) => each['@xsi:type'])).toEqual(['VersionOverridesV1_0', 'VersionOverridesV1_1']);
  for (const each of overrides)
    expect(Object.keys(each).filter((name) => !name.startsWith('@') && name !== 'VersionOverrides')).toEqual([
      'Requirements',
      'Hosts',
      'Resources',
    ]);
});

test('a house keeps its id, and each has another', () => {
  expect(outlookManifest({ ...facts, productName: 'Anders' })).toContain(String(app['Id']));
  expect(outlookManifest({ ...facts, publicUrl: 'https://other.example.org' })).not.toContain(String(app['Id']));
});

test('every address is https and of this house', () => {
  const addresses = [...manifest.matchAll(/(?:DefaultValue="|<AppDomain>)(https?:[^"<]+)/g)].map(([, address]) => address ?? '');
  expect(addresses.length).toBeGreaterThan(8);
  for (const address of addresses) expect(address).toMatch(/^https:\/\/meet\.example\.org(\/|$)/);
});

test('everything that is named is there, once, with a name and text that are short enough', () => {
  for (const each of overrides) {
    const { Resources } = each;
    const named = Object.entries({
      'bt:Images': 'bt:Image',
      'bt:Urls': 'bt:Url',
      'bt:ShortStrings': 'bt:String',
      'bt:LongStrings': 'bt:String',
    }).flatMap(([group, one]) => list(Resources[group]?.[one]));
    const ids = named.map((resource) => String(resource['@id']));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(32);
    const used = [...JSON.stringify(each['Hosts']).matchAll(/"@resid":"([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(used.length).toBeGreaterThan(6);
    for (const id of used) expect(ids).toContain(id);
    for (const { '@DefaultValue': text } of list(Resources['bt:ShortStrings']?.['bt:String']))
      expect(String(text).length).toBeLessThanOrEqual(125);
    for (const { '@DefaultValue': text } of list(Resources['bt:LongStrings']?.['bt:String']))
      expect(String(text).length).toBeLessThanOrEqual(250);
  }
});

test('a button has its icon in 16, 32 and 80 pixels, and each icon is there in its size', () => {
  expect([...manifest.matchAll(/<bt:Image size="(\d+)"/g)].map(([, size]) => Number(size))).toEqual([16, 32, 80, 16, 32, 80]);
  for (const size of iconSizes) {
    const file = new URL(`../../../../apps/web/public/outlook/icon-${size}.png`, import.meta.url);
    expect(existsSync(file)).toBe(true);
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([size, size]);
  }
});
