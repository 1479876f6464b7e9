/**
 * What the background blur needs beside its code: MediaPipe's WebAssembly and the segmentation model. They are served from
 * our own address, like everything (P01); the web client's build takes them by the Vite plugin below.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { withNormalization } from './tflite-metadata.ts';

/** Names under which the files are served, beside each other. The version is in them: they may be cached for ever. */
export const blurAssetNames = {
  loader: 'vision_wasm_module_internal-1.1.0.js',
  wasm: 'vision_wasm_module_internal-1.1.0.wasm',
  model: 'selfie_segmentation-1.tflite',
} as const;

const sources = {
  loader: '@mediapipe/tasks-vision/vision_wasm_module_internal.js',
  wasm: '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm',
  model: '@mediapipe/selfie_segmentation/selfie_segmentation.tflite',
} as const;

/** @returns content by file name */
export async function blurAssets(): Promise<Map<string, Uint8Array>> {
  const read = (source: string) => readFile(fileURLToPath(import.meta.resolve(source)));
  const [loader, wasm, model] = await Promise.all([read(sources.loader), read(sources.wasm), read(sources.model)]);
  return new Map<string, Uint8Array>([
    [blurAssetNames.loader, loader],
    [blurAssetNames.wasm, wasm],
    [blurAssetNames.model, withNormalization(model)],
  ]);
}

/** As much of Vite's plugin as is used, so that this package need not depend on Vite. */
interface BlurPlugin {
  name: string;
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): unknown }): Promise<void>;
  configureServer(server: {
    middlewares: {
      use(
        handle: (
          request: { url?: string | undefined },
          response: { setHeader(name: string, value: string): unknown; end(body: Uint8Array): unknown },
          next: () => void,
        ) => void,
      ): unknown;
    };
  }): void;
}

/** Vite plugin: puts the files under `directory` of the built pages, and serves them while developing. */
export function blurAssetsPlugin(directory = 'assets/blur'): BlurPlugin {
  return {
    name: 'saal-blur-assets',
    async generateBundle() {
      for (const [name, source] of await blurAssets()) this.emitFile({ type: 'asset', fileName: `${directory}/${name}`, source });
    },
    configureServer(server) {
      const loading = blurAssets();
      server.middlewares.use((request, response, next) => {
        const [path = ''] = (request.url ?? '').split('?');
        const name = path.startsWith(`/${directory}/`) ? path.slice(directory.length + 2) : '';
        void loading.then((assets) => {
          const content = assets.get(name);
          if (content === undefined) {
            next();
            return;
          }
          response.setHeader('content-type', contentType(name));
          response.end(content);
        });
      });
    },
  };
}

function contentType(name: string): string {
  if (name.endsWith('.js')) return 'text/javascript';
  return name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
}
