import { createApi, RequestFailed, type Api, type ClientConfig, type Me } from '@saal/client';
import { houseRights, PersonId, type ErrorCode, type Language } from '@saal/protocol';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { render, type RenderResult } from '@testing-library/react';
import { Suspense, type ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { AppContext } from '../app/app-context.ts';
import { createViewer } from '../app/viewer.ts';
import { startI18n } from '../i18n/setup.ts';

export const alice: Me = {
  id: PersonId.parse('alice-0001'),
  email: 'alice@example.org',
  displayName: 'Alice Huber',
  role: 'administrator',
  rights: [...houseRights],
  language: 'de',
  theme: 'system',
};

export function refused(code: ErrorCode, details?: Record<string, unknown>): RequestFailed {
  return new RequestFailed({ code, message: code, details });
}

/** What a test answers in the server's place; anything else fails as when the server is away. */
export type FakeApi = Partial<Api>;

export interface Shown extends RenderResult {
  /** Where the page has gone. */
  path(): string;
}

/** Draws a page with the real catalogues and router, as `me` sees it, with an API of the test's own. */
export async function show(
  page: ReactNode,
  options: { api?: FakeApi; me?: Me; path?: string; language?: Language; config?: Partial<ClientConfig> } = {},
): Promise<Shown> {
  const api: Api = {
    ...createApi({ fetch: () => Promise.reject(new Error('the page asked for something this test does not answer')) }),
    ...options.api,
  };
  const viewer = createViewer({
    me: async () => options.me,
    clientConfig: async () => ({ productName: 'Saal', setupNeeded: false, ...options.config }),
  });
  await viewer.load();
  const i18n = await startI18n(options.language ?? 'de');
  await i18n.loadNamespaces([
    ...['home', 'account', 'people', 'chat', 'call', 'teams', 'security', 'campaigns', 'planning', 'admin', 'invitees', 'personal'],
    ...['audit', 'statistics', 'signIn', 'calendars', 'outlook', 'phoneBook', 'directory', 'applications'],
  ]);
  const root = createRootRoute({ component: Outlet });
  const all = createRoute({ getParentRoute: () => root, path: '$', component: () => page });
  // Pages that read which meeting they are about.
  const ofMeeting = createRoute({ getParentRoute: () => root, path: '/meetings/$meetingId', component: () => page });
  const start = createRoute({ getParentRoute: () => root, path: '/', component: () => page });
  const router = createRouter({
    routeTree: root.addChildren([start, ofMeeting, all]),
    history: createMemoryHistory({ initialEntries: [options.path ?? '/'] }),
  });
  await router.load();
  const result = render(
    <I18nextProvider i18n={i18n}>
      <AppContext value={{ api, viewer, showLanguage: async () => undefined }}>
        <Suspense fallback={null}>
          <RouterProvider router={router} />
        </Suspense>
      </AppContext>
    </I18nextProvider>,
  );
  return { ...result, path: () => router.state.location.pathname };
}
