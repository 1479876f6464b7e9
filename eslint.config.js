import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** docs/style.md as far as a program can check it. */
export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/.saal/', '**/coverage/', 'tools/mediasoup-worker/', 'apps/*/public/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // What we care for most.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'The server calls nobody; in the browser, requests go through @saal/client.' },
      ],

      // Style that we do not share.
      '@typescript-eslint/consistent-type-definitions': 'off', // interface or type, whichever reads better
      '@typescript-eslint/no-confusing-void-expression': 'off', // `() => set.delete(x)` is clear enough
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off', // a port may be filled without waiting
      '@typescript-eslint/unbound-method': 'off', // fastify and vitest hand methods around
      '@typescript-eslint/no-unnecessary-type-parameters': 'off', // handlers by method name carry one for the reader
      '@typescript-eslint/dot-notation': 'off', // process.env['NAME'], as noPropertyAccessFromIndexSignature writes it
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }], // onPress={async …}: the component shows the error
    },
  },
  {
    files: ['{apps/web,packages/client}/**/*.{ts,tsx}'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['apps/web/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: { ...reactHooks.configs.recommended.rules, ...jsxA11y.flatConfigs.strict.rules },
  },
  {
    files: ['apps/web/**/*.{ts,tsx}'],
    ignores: ['apps/web/src/main.tsx', '**/*.test.{ts,tsx}', 'apps/web/vite.config.ts', 'apps/web/vitest.config.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Components draw, models in @saal/client decide (docs/style.md, 10).' },
        { name: 'WebSocket', message: 'Components draw, models in @saal/client decide (docs/style.md, 10).' },
      ],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'packages/testkit/**', 'tests/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off', // what beforeAll sets is not there for afterAll when it failed
      '@typescript-eslint/no-non-null-assertion': 'off', // a test that finds nothing there should fail just there
      'no-restricted-globals': 'off',
    },
  },
  {
    // They talk to somebody in a terminal.
    files: ['tools/**', 'bench/**', 'tests/e2e/figures.ts', 'apps/server/src/terminal.ts', 'apps/server/src/print-config.ts'],
    rules: { 'no-console': 'off' },
  },
);
