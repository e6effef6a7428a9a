/** Vite plugin: once the build is written, says in its `index.html` which one it is and puts the service worker with the list of its files beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { SERVICE_WORKER, VERSION_META, shellOf } from './offline-shell.ts';
import { fromRoot } from './paths.ts';

export function offlineShell(): Plugin {
  let outDir = 'dist';
  return {
    name: 'fovea-offline-shell',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    // After all plugins have written their files.
    async closeBundle() {
      const index = join(outDir, 'index.html');
      const { version: release } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as { version: string };
      const shell = shellOf(outDir, release, (version) => {
        const html = readFileSync(index, 'utf8');
        writeFileSync(
          index,
          html.replace('<head>', `<head>\n    <meta name="${VERSION_META}" content="${version}" />`),
        );
      });
      await build({
        configFile: false,
        logLevel: 'warn',
        root: fromRoot('.'),
        define: { __FOVEA_SHELL__: JSON.stringify(shell) },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          rolldownOptions: {
            input: fromRoot('workers/offline/entry.ts'),
            // One classic script: not every browser loads a service worker as a module.
            output: { format: 'iife', entryFileNames: SERVICE_WORKER, codeSplitting: false },
          },
        },
      });
    },
  };
}
