import { chromium, type Browser } from '@playwright/test';
import { CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAGS } from '../chromium.ts';
import { ensureChromium } from '../install-chromium.ts';

function launch(executablePath: string, flags: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, ...flags] });
}

async function hasAdapter(browser: Browser, url: string): Promise<boolean> {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  try {
    await page.goto(url);
    return await page.evaluate(async () => 'gpu' in navigator && (await navigator.gpu.requestAdapter()) !== null);
  } finally {
    await page.close();
  }
}

/**
 * A headless Chromium for a run. For WebGPU the machine's own adapter is taken where Chromium offers one (`url` is any page of
 * the site, as adapters are only told to secure pages), else the software adapter: right answers, thousands of times too slow.
 */
export async function launchBrowser(
  options: { readonly webgpu: boolean; readonly url: string },
  log: (line: string) => void,
): Promise<Browser> {
  const executablePath = ensureChromium(log);
  if (!options.webgpu) return launch(executablePath, []);
  const browser = await launch(executablePath, ['--enable-unsafe-webgpu', '--enable-features=Vulkan']);
  if (await hasAdapter(browser, options.url)) return browser;
  await browser.close();
  log('no WebGPU adapter here; using the software adapter, which is very slow');
  return launch(executablePath, SOFTWARE_WEBGPU_FLAGS);
}
