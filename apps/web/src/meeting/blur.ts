import type { VideoEffect } from '@saal/client';

/** The blur with its model, served from our own host; fetched when somebody first switches it on. */
export async function loadBlurEffect(): Promise<VideoEffect> {
  const { createBlurEffect } = await import('@saal/client/blur');
  const base = '/assets/blur/';
  return createBlurEffect({
    loader: `${base}vision_wasm_module_internal-1.1.0.js`,
    wasm: `${base}vision_wasm_module_internal-1.1.0.wasm`,
    model: `${base}selfie_segmentation-1.tflite`,
  });
}
