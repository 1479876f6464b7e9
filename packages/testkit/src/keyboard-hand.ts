import type { Page } from 'playwright-core';

type Focus = { name: string; region: string; ring: boolean; body: boolean };

/** Runs in the page: what has focus, as assistive technology names it, and whether one can see that it has. */
function readFocus(): Focus {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return { name: '', region: '', ring: false, body: true };
  const labelledBy = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
    .trim();
  const label =
    'labels' in element && element.labels instanceof NodeList
      ? [...element.labels]
          .map((one) => one.textContent)
          .join(' ')
          .trim()
      : '';
  const region = element.closest(
    '[role=region],[role=toolbar],[role=main],[role=complementary],[role=banner],[role=navigation],main,aside,nav,header,section[aria-label],footer',
  );
  const style = getComputedStyle(element);
  const shown = (candidate: CSSStyleDeclaration) =>
    (candidate.outlineStyle !== 'none' && parseFloat(candidate.outlineWidth) >= 1) || candidate.boxShadow !== 'none';
  // The ring may be drawn by a wrapper or by a neighbour (a switch draws it on its track).
  const near = [
    element.parentElement,
    element.nextElementSibling,
    ...element.children,
    element.closest('[data-focus-visible]'),
    element.closest('label')?.firstElementChild,
  ];
  const ring = shown(style) || near.some((one) => one instanceof Element && shown(getComputedStyle(one)));
  return {
    name: element.getAttribute('aria-label') ?? (labelledBy || label || (element.textContent ?? '').trim()),
    region: region?.getAttribute('aria-label') ?? region?.getAttribute('aria-labelledby') ?? region?.tagName ?? '',
    ring,
    body: false,
  };
}

/** Works a page with keys alone, and notes every stop whose focus cannot be seen. */
export class KeyboardHand {
  readonly page: Page;
  readonly unseenFocus: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  private async look(): Promise<Focus> {
    const focus = await this.page.evaluate(readFocus);
    if (!focus.body && !focus.ring) this.unseenFocus.push(`${new URL(this.page.url()).pathname.slice(0, 6)}: ${focus.name}`);
    return focus;
  }

  async focusedName(): Promise<string> {
    return (await this.page.evaluate(readFocus)).name;
  }

  async focusedRegion(): Promise<string> {
    return (await this.page.evaluate(readFocus)).region;
  }

  /**
   * Presses Tab until the named thing has focus; inside composite widgets (toolbars, groups of choices) the arrow keys too.
   * @throws with all stops on the way when it is not reached
   */
  async tabTo(name: string | RegExp): Promise<void> {
    const matches = (found: string) => (typeof name === 'string' ? found === name || found.startsWith(`${name} `) : name.test(found));
    const stops: string[] = [];
    for (let step = 0; step < 120; step++) {
      await this.page.keyboard.press('Tab');
      const focus = await this.look();
      stops.push(focus.name);
      if (matches(focus.name)) return;
      // A toolbar is one stop: its items are reached by arrows.
      const inToolbar = await this.page.evaluate(
        () => document.activeElement?.closest('[role=toolbar]') !== null && document.activeElement?.closest('[role=toolbar]') !== undefined,
      );
      if (!inToolbar) continue;
      const first = focus.name;
      for (let arrow = 0; arrow < 30; arrow++) {
        await this.page.keyboard.press('ArrowRight');
        const next = await this.look();
        if (matches(next.name)) return;
        if (next.name === first) break;
        stops.push(`→ ${next.name}`);
      }
    }
    throw new Error(`focus never came to ${String(name)}; stops: ${stops.join(' | ')}`);
  }

  /** Goes to a button and presses it by Enter. */
  async pressOn(name: string | RegExp): Promise<void> {
    await this.tabTo(name);
    await this.page.keyboard.press('Enter');
  }
}
