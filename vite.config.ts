import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { DIST, fromRoot } from './scripts/paths.ts';
import { ISOLATION_HEADERS } from './scripts/static-files.ts';
import { contentPolicy } from './scripts/vite-content-policy.ts';
import { modelBundles } from './scripts/vite-model-bundles.ts';
import { offlineShell } from './scripts/vite-offline-shell.ts';

export default defineConfig({
  // Every address in the build is relative: it can be put under any path of any host.
  base: './',
  plugins: [react(), modelBundles(fromRoot('models'), fromRoot('public/phantom')), contentPolicy(), offlineShell()],
  worker: { format: 'es' },
  // Pre-bundling would move ONNX Runtime away from its .wasm, which it finds by its own address.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: {
    outDir: DIST,
    emptyOutDir: true,
    chunkSizeWarningLimit: 1_500,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // What the first picture needs is one file, not one for each set of parts that share some of it.
      output: { codeSplitting: { groups: [{ name: 'window', tags: ['$initial'] }] } },
    },
  },
  // The Python environment there holds tens of thousands of files.
  server: { headers: { ...ISOLATION_HEADERS }, watch: { ignored: ['**/models/tools/**'] } },
  preview: { headers: { ...ISOLATION_HEADERS } },
});
