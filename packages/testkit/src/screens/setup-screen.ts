import type { Language } from '@saal/protocol';
import type { Page } from 'playwright-core';
import { text } from '../catalogue.ts';

/** The page behind the first administrator's one-time link. */
export class SetupScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByRole('button', { name: text(this.language, 'account:setup.submit') }).waitFor({ timeout: 30_000 });
  }

  async fill(person: { name: string; email: string; password: string }): Promise<void> {
    const field = (key: string) => this.page.getByRole('textbox', { name: text(this.language, key) });
    await field('account:displayName').fill(person.name);
    await field('account:email').fill(person.email);
    // A field of a password has no role of its own.
    await this.page.locator('input[type="password"]').first().fill(person.password);
    await this.page.getByRole('button', { name: text(this.language, 'account:setup.submit') }).click();
  }
}

/** Where somebody with an account signs in. */
export class SignInScreen {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language = 'de') {
    this.page = page;
    this.language = language;
  }

  get emailName(): string {
    return text(this.language, 'account:email');
  }

  get passwordName(): string {
    return text(this.language, 'account:password');
  }

  async open(): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.getByRole('button', { name: text(this.language, 'account:signIn.submit'), exact: true }).waitFor({ timeout: 30_000 });
  }
}
