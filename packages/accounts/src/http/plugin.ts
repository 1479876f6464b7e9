import type { FastifyPluginAsync } from 'fastify';
import { appPasswordRoutes } from './app-password-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import type { AccountsContext } from './context.ts';
import { directoryRoutes } from './directory-routes.ts';
import { factorRoutes } from './factor-routes.ts';
import { meRoutes } from './me-routes.ts';
import { newcomerRoutes, peopleRoutes } from './people-routes.ts';
import { phoneBookRoutes } from './phone-book-routes.ts';
import { passwordResetRoutes } from './password-reset-routes.ts';
import { secondStepRoutes } from './second-step-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInPolicyRoutes } from './sign-in-policy-routes.ts';
import { singleSignOnRoutes } from './single-sign-on-routes.ts';
import { singleSignOutRoutes } from './single-sign-out-routes.ts';

/**
 * All routes of accounts, without their prefix `/api`. The app has set the zod compilers, the error handler that answers
 * with `{ error: WireError }`, and the check of Origin.
 */
export function accountsPlugin(context: AccountsContext): FastifyPluginAsync {
  return (app) => {
    // Nothing of an account belongs into a cache; the picture's route says otherwise for itself.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });
    sessionRoutes(app, context);
    meRoutes(app, context);
    peopleRoutes(app, context);
    newcomerRoutes(app, context);
    passwordResetRoutes(app, context);
    appPasswordRoutes(app, context);
    auditRoutes(app, context);
    phoneBookRoutes(app, context);
    directoryRoutes(app, context);
    signInPolicyRoutes(app, context);
    singleSignOnRoutes(app, context, context.singleSignOn);
    singleSignOutRoutes(app, context);
    secondStepRoutes(app, context);
    factorRoutes(app, context);
    return Promise.resolve();
  };
}
