// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { safeHtml } from '../safe-html.ts';
import { FormattedText } from './formatted-text.ts';

const html = (formatted_body: string, more: object = {}) => ({ format: 'org.matrix.custom.html', formatted_body, ...more });

test('the plain words stand until what makes formatted ones harmless is there; it is loaded once, and only for some', async () => {
  const loaded = vi.fn();
  const load = vi.fn(async () => safeHtml);
  const formatted = new FormattedText(loaded, load);
  expect(formatted.of({ body: 'a' })).toBeUndefined();
  expect(formatted.of({ body: 'a', formatted_body: '<b>a</b>' })).toBeUndefined();
  expect(load).not.toHaveBeenCalled();
  const content = html('<strong>a</strong><img src="https://boese.example/x"><script>1</script>');
  expect([formatted.of(content), formatted.of(content)]).toEqual([undefined, undefined]);
  await vi.waitFor(() => expect(loaded).toHaveBeenCalled());
  expect(load).toHaveBeenCalledTimes(1);
  expect(formatted.of(content)).toBe('<strong>a</strong>');
  expect(formatted.of(html('<mx-reply>alt</mx-reply>neu', { 'm.relates_to': {} }))).toBe('neu');
});

test('where it cannot be loaded the plain words stay, and it is tried again', async () => {
  let fails = true;
  const loaded = vi.fn();
  const load = vi.fn(async () => (fails ? Promise.reject(new Error('offline')) : safeHtml));
  const formatted = new FormattedText(loaded, load);
  expect(formatted.of(html('<b>a</b>'))).toBeUndefined();
  fails = false;
  await vi.waitFor(() => {
    formatted.of(html('<b>a</b>'));
    expect(loaded).toHaveBeenCalled();
  });
  expect(formatted.of(html('<b>a</b>'))).toBe('<b>a</b>');
});
