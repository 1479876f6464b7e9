import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ErrorPage, NotFoundPage } from './app/error-page.tsx';
import { Root } from './app/root.tsx';
import { localPath, signInSearch } from './entry/sign-in-search.ts';
import { Waiting } from './ui/spinner.tsx';
import { withWords } from './i18n/with-words.ts';

/** The library comes beside the page, not after it. Should it not come, the page says so when it opens chat. */
function loadChatPage() {
  void import('@saal/client/chat').catch(() => undefined);
  return import('./chat/page/chat-page.tsx');
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: ErrorPage });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => withWords(import('./home/start-page.tsx'), 'home', 'call'), 'StartPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    validateSearch: signInSearch,
    component: lazyRouteComponent(() => import('./entry/sign-in-page.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in/second',
    validateSearch: (search): { next?: string } => ({ next: localPath(search['next']) }),
    component: lazyRouteComponent(() => import('./security/second-step-page.tsx'), 'SecondStepPage'),
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
    validateSearch: (search): { planned?: boolean; notInvited?: boolean; roomsUnchecked?: boolean } => ({
      ...(search['planned'] === true && { planned: true }),
      ...(search['notInvited'] === true && { notInvited: true }),
      ...(search['roomsUnchecked'] === true && { roomsUnchecked: true }),
    }),
    component: lazyRouteComponent(() => import('./planning/change-page.tsx'), 'ChangePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns',
    component: lazyRouteComponent(() => import('./campaigns/campaigns-page.tsx'), 'CampaignsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/new',
    component: lazyRouteComponent(() => import('./campaigns/new-campaign-page.tsx'), 'NewCampaignPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/campaigns/$campaignId',
    component: lazyRouteComponent(() => import('./campaigns/campaign-page.tsx'), 'CampaignPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/day',
    component: lazyRouteComponent(() => import('./campaigns/day-page.tsx'), 'DayPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/outlook',
    component: lazyRouteComponent(() => import('./outlook/outlook-page.tsx'), 'OutlookPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/outlook/connect',
    component: lazyRouteComponent(() => import('./outlook/connect-page.tsx'), 'ConnectPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin',
    component: lazyRouteComponent(() => import('./admin/admin-page.tsx'), 'AdminPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/$section',
    component: lazyRouteComponent(() => import('./admin/admin-page.tsx'), 'AdminPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat',
    component: lazyRouteComponent(() => withWords(loadChatPage(), 'chat', 'call'), 'ChatPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat/settings',
    component: lazyRouteComponent(() => import('./chat/settings/settings-page.tsx'), 'ChatSettingsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/phone-book',
    component: lazyRouteComponent(() => import('./phone-book/phone-book-page.tsx'), 'PhoneBookPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat/with/$personId',
    validateSearch: (search): { call?: 'voice' | 'video' } =>
      search['call'] === 'voice' || search['call'] === 'video' ? { call: search['call'] } : {},
    component: lazyRouteComponent(() => import('./phone-book/contact-page.tsx'), 'ContactPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chat/$roomId',
    validateSearch: (search): { event?: string } => (typeof search['event'] === 'string' ? { event: search['event'] } : {}),
    component: lazyRouteComponent(() => withWords(loadChatPage(), 'chat', 'call'), 'ChatPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/teams',
    component: lazyRouteComponent(() => withWords(import('./chat/teams/teams-page.tsx'), 'chat', 'teams', 'call'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/teams/$teamId',
    component: lazyRouteComponent(() => withWords(import('./chat/teams/teams-page.tsx'), 'chat', 'teams', 'call'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/i',
    component: lazyRouteComponent(() => import('./personal/personal-page.tsx'), 'PersonalPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/embed/m/$meetingId',
    component: lazyRouteComponent(() => import('./embed/embed-page.tsx'), 'EmbedPage'),
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
