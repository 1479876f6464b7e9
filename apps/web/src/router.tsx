import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ErrorPage, NotFoundPage } from './app/error-page.tsx';
import { Root } from './app/root.tsx';
import { Waiting } from './ui/spinner.tsx';

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: ErrorPage });

/** Where signing in leads to: a path of ours, never another site's address. */
function localPath(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./home/start-page.tsx'), 'StartPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: (search): { next?: string } => ({ next: localPath(search['next']) }),
    component: lazyRouteComponent(() => import('./entry/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in/client',
    validateSearch: (search): { redirectUrl?: string } =>
      typeof search['redirectUrl'] === 'string' ? { redirectUrl: search['redirectUrl'] } : {},
    component: lazyRouteComponent(() => import('./entry/program-page.tsx'), 'ProgramPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup',
    component: lazyRouteComponent(() => import('./entry/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./entry/invitation-page.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset',
    component: lazyRouteComponent(() => import('./entry/reset-page.tsx'), 'ResetPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/join',
    component: lazyRouteComponent(() => import('./entry/number-page.tsx'), 'NumberPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/plan',
    component: lazyRouteComponent(() => import('./planning/plan-page.tsx'), 'PlanPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/meetings/$meetingId',
    validateSearch: (search): { planned?: boolean } => (search['planned'] === true ? { planned: true } : {}),
    component: lazyRouteComponent(() => import('./planning/change-page.tsx'), 'ChangePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat',
    component: lazyRouteComponent(() => import('./chat/page/chat-page.tsx'), 'ChatPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat/$roomId',
    validateSearch: (search): { event?: string } => (typeof search['event'] === 'string' ? { event: search['event'] } : {}),
    component: lazyRouteComponent(() => import('./chat/page/chat-page.tsx'), 'ChatPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/m/$meetingId',
    component: lazyRouteComponent(() => import('./meeting/meeting-page.tsx')),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Waiting page />,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
