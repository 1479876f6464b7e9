import { blurAssetsPlugin } from '@saal/client/blur-assets';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * React Aria brings its own words in 34 languages, all in one bundle. We speak two; the others become empty modules,
 * which saves guests some 30 kB.
 */
export function onlySpokenLanguages(): Plugin {
  const catalogue = /node_modules\/(?:react-aria|react-stately|react-aria-components|@react-aria\/[^/]+)\/.*\/([a-z]{2}-[A-Z]{2})\.m?js$/;
  return {
    name: 'only-spoken-languages',
    enforce: 'pre',
    load(id) {
      const locale = catalogue.exec(id)?.[1];
      return locale === undefined || locale === 'de-DE' || locale === 'en-US' ? undefined : 'export default {};';
    },
  };
}

/**
 * MediaPipe reports its use to its maker once a minute. Nobody else learns who meets here (P01): the address is taken
 * out, and its first failure ends the reporting. Fails the build when an update of the library hides it elsewhere.
 */
export function noReporting(): Plugin {
  return {
    name: 'no-reporting',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@mediapipe/tasks-vision/')) return undefined;
      if (!code.includes('https://odml.pa.googleapis.com/v1/log'))
        this.error('the address MediaPipe reports to has changed: look where it is now');
      return code.replaceAll('https://odml.pa.googleapis.com/v1/log', 'data:,');
    },
  };
}

/** Where `vite` (not the built pages) finds the server: SAAL_DEV_SERVER, default the one `npm start` runs. */
const server = process.env['SAAL_DEV_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [onlySpokenLanguages(), noReporting(), blurAssetsPlugin(), react()],
  worker: { format: 'es', plugins: () => [noReporting()] },
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    rolldownOptions: {
      input: { index: 'index.html', 'push-worker': 'src/chat/notify/push-worker.ts' },
      // Browsers know the worker by its address, so it keeps it.
      output: { entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
    manifest: true, // tells the size check which files the first load of a page takes
    sourcemap: false,
    assetsInlineLimit: 0, // data: URLs in style sheets would need a hole in the content security policy
    modulePreload: { polyfill: false },
  },
  server: {
    port: Number(process.env['SAAL_WEB_PORT'] ?? 4600),
    strictPort: true,
    proxy: { '/api': { target: server, ws: true } },
  },
});
