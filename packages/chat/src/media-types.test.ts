import { expect, test } from 'vitest';
import { byteRangeOf } from './http/byte-range.ts';
import { dispositionOf, typeOf } from './media-types.ts';
import { mediaNamedIn } from './media-use.ts';
import { pageWords } from './page-words.ts';
import { thumbnailSizeFor } from './thumbnail-sizes.ts';

const text = Buffer.from('Guten Tag');
const id = 'abcdefghijklmnopqrstuv';

test('the type is what was found, and without a find only harmless text is believed', () => {
  expect(typeOf('image/png', 'text/html', text)).toBe('image/png');
  expect(typeOf(undefined, 'text/plain; charset=utf-8', text)).toBe('text/plain');
  expect(typeOf(undefined, 'text/plain', Buffer.from('a\0b'))).toBe('application/octet-stream');
  expect(typeOf(undefined, 'text/html', text)).toBe('application/octet-stream');
  expect(typeOf('application/xml', 'image/svg+xml', text)).toBe('application/octet-stream');
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  expect(typeOf(docx, undefined, text)).toBe(docx);
});

test.each([
  ['image/png', 'Plan.png', "inline; filename*=UTF-8''Plan.png"],
  ['audio/ogg; codecs=opus', 'Sprachnachricht.ogg', "inline; filename*=UTF-8''Sprachnachricht.ogg"],
  ['application/pdf', 'Straßenplan.pdf', "attachment; filename*=UTF-8''Stra%C3%9Fenplan.pdf"],
  ['text/html', '../../etc/passwd', "attachment; filename*=UTF-8''.._.._etc_passwd"],
  ['text/plain', 'a"\r\nset-cookie: x=1', "attachment; filename*=UTF-8''a%22set-cookie%3A%20x%3D1"],
  ['text/plain', 'rechnung\u202Efdp.exe', "attachment; filename*=UTF-8''rechnungfdp.exe"],
  ['text/plain', '\ud800', "attachment; filename*=UTF-8''%EF%BF%BD"],
  ['text/plain', undefined, 'attachment'],
])('%s called %j is delivered as %s (C04)', (type, name, header) => {
  expect(dispositionOf(type, name)).toBe(header);
});

test('an event names files by each of the ways it may, and those of other servers are not ours', () => {
  const mxc = (last: string) => `mxc://stadt.example/${id.slice(0, -1)}${last}`;
  const content = {
    url: mxc('1'),
    file: { url: mxc('2') },
    avatar_url: mxc('3'),
    info: { thumbnail_url: mxc('4'), thumbnail_file: { url: mxc('5') } },
    'm.new_content': { url: mxc('6') },
  };
  expect(mediaNamedIn(content, 'stadt.example').map((named) => named.at(-1))).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(mediaNamedIn({ url: `mxc://andere.example/${id}` }, 'stadt.example')).toEqual([]);
  expect(mediaNamedIn({ url: 'mxc://stadt.example/../../../etc/passwd', info: [], file: 'x' }, 'stadt.example')).toEqual([]);
});

test.each([
  ['bytes=0-3', { first: 0, last: 3 }],
  ['bytes=4-', { first: 4, last: 9 }],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=5-999', { first: 5, last: 9 }],
  ['bytes=10-', 'none'],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  [undefined, undefined],
])('of ten bytes %s is %j', (header, range) => {
  expect(byteRangeOf(header, 10)).toEqual(range);
});

test('thumbnails come in few sizes', () => {
  const sizeFor = (widthPx: number, heightPx: number, method: 'crop' | 'scale') => thumbnailSizeFor({ widthPx, heightPx, method });
  expect(sizeFor(20, 20, 'crop')).toMatchObject({ widthPx: 32 });
  expect(sizeFor(90, 33, 'crop')).toMatchObject({ widthPx: 96, method: 'crop' });
  expect(sizeFor(33, 33, 'scale')).toMatchObject({ widthPx: 320, method: 'scale' });
  expect(sizeFor(9_000, 9_000, 'crop')).toMatchObject({ widthPx: 800 });
});

test('of a page its title and description are told, as words', () => {
  const page = `<html><head><title>Rathaus &amp; Amt</title><meta name="description" content='Öffnungs&#122;eiten'>
    <meta property="og:site_name" content="Stadt &lt;script&gt;&#0;&#xD800;"></head>`;
  expect(pageWords(page)).toEqual({ 'og:title': 'Rathaus & Amt', 'og:description': 'Öffnungszeiten', 'og:site_name': 'Stadt <script>' });
  expect(pageWords('<title>a</title><meta property="og:title" content="b">')).toEqual({ 'og:title': 'b' });
  expect(pageWords('no page')).toEqual({});
});
