import { lazy } from 'react';
import { useMe } from '../app/app-context.ts';

const Home = lazy(() => import('./home-page.tsx').then(({ HomePage }) => ({ default: HomePage })));
const SignIn = lazy(() => import('../entry/sign-in-page.tsx').then(({ SignInPage }) => ({ default: SignInPage })));

/** `/`: the day of somebody signed in; for others the way in. */
export function StartPage() {
  return useMe() ? <Home /> : <SignIn />;
}
