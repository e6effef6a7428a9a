/** Vite plugin for the browser tests: serves folders that lie outside the page's root. */
import type { Plugin } from 'vite';
import { serveFile } from './static-files.ts';

/** @param folders path prefix (`/shared-data`) → folder; a file that is not there, or a folder that is not, answers 404 */
export function testData(folders: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'fovea-test-data',
    configureServer(server) {
      for (const [prefix, folder] of Object.entries(folders))
        server.middlewares.use(prefix, (request, response) => {
          serveFile(folder, request, response);
        });
    },
  };
}
