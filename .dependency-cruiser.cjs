/**
 * Which way the arrows point (docs/style.md, 2), and why. Run by `npm test`; alone: npx depcruise packages apps
 *
 *   apps -> features -> foundation;   web -> client -> protocol only;   all may use protocol
 */
const features = 'accounts|calendars|chat|integration|invitations|media|meetings';
/** Folders of one technology each; a new one is added here. */
const technology =
  'postgres|http|ws|bus|mediasoup|argon2|files|pictures|outbound|push|oidc|ldap|webauthn|otp|csv|saml|scim|smtp|ical|jobs|caldav|microsoft';
const tests = '\\.test\\.(ts|tsx)$|/testing/';
/** The files that join a package's parts and so know all of them. */
const joins = '/src/(index|create-[a-z-]+)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'What needs each other in a circle cannot be understood, tested or loaded apart: one of the two is cut in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'packages-know-no-app',
      comment: 'Apps start and wire; a package that imports one could not be used by another app or tested alone.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'browser-knows-no-server',
      comment:
        'The pages and the client see the server through the protocol only, so that both can change on their own and no server code reaches a browser.',
      severity: 'error',
      from: { path: '^(apps/web|packages/client)/', pathNot: tests },
      to: { path: `^(packages/(foundation|${features}|testkit)|apps/server)/` },
    },
    {
      name: 'client-knows-no-pages',
      comment: 'Models decide, components draw: bots and the load generator use the client without React.',
      severity: 'error',
      from: { path: '^packages/client/' },
      to: { path: '^apps/|node_modules/(react|react-dom|react-aria)' },
    },
    {
      name: 'protocol-knows-nobody',
      comment: 'Everybody shares the protocol, so it may depend on nothing of ours.',
      severity: 'error',
      from: { path: '^packages/protocol/' },
      to: { path: '^(packages/(?!protocol/)|apps/)' },
    },
    {
      name: 'foundation-knows-no-feature',
      comment: 'Features stand on foundation. An arrow back would make every feature part of every other.',
      severity: 'error',
      from: { path: '^packages/foundation/' },
      to: { path: `^packages/(${features}|client|testkit)/` },
    },
    {
      name: 'features-in-one-direction',
      comment: 'meetings asks accounts and media; neither knows of meetings nor of the other. Facts come back as events.',
      severity: 'error',
      from: { path: '^packages/(accounts|chat|media)/', pathNot: tests },
      to: { path: `^packages/(?!$1/)(${features})/` },
    },
    {
      name: 'domain-knows-no-technology',
      comment: 'Files at the root of a feature hold its rules. They are tested without a database or a socket, and outlive both.',
      severity: 'error',
      from: { path: `^packages/(${features})/src/[^/]+\\.ts$`, pathNot: [tests, joins] },
      to: {
        path: [
          `^packages/(${features})/src/(${technology})/`,
          'node_modules/(fastify|@fastify|@nats-io|pg|kysely|ws|mediasoup|react|@napi-rs/image|image-size|file-type)(/|$)',
        ],
      },
    },
    {
      name: 'technologies-apart',
      comment: 'A route that runs SQL, or a table that knows HTTP, cannot be exchanged. The domain stands between the two.',
      severity: 'error',
      from: { path: `^packages/(${features})/src/(${technology})/`, pathNot: tests },
      to: { path: `^packages/$1/src/(${technology})/`, pathNot: '^packages/$1/src/$2/' },
    },
    {
      name: 'tests-stay-outside',
      comment: 'What only tests use must not be shipped.',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [tests, '^packages/testkit/', 'vitest\\.config\\.ts$', '^apps/web/src/(testing|(meeting|chat)/fixtures)/'],
      },
      to: { path: ['\\.test\\.tsx?$', '^packages/testkit/', '/src/testing/', 'node_modules/(vitest|playwright-core|fast-check)/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/[^/]+/dist(\\.next)?/' },
    tsPreCompilationDeps: true, // a type that is imported binds as well
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
