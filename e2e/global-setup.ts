import { ensureBuild } from '../scripts/ensure-build.ts';

/** Playwright calls this once: what is tested is the production build of what is here now. */
export default function globalSetup(): void {
  ensureBuild();
}
