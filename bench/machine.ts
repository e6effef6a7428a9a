import { spawnSync } from 'node:child_process';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { presentChromium } from '../scripts/install-chromium.ts';

/** What the figures were taken on, as lines of `name: value`. */
export function machineFacts(): string[] {
  const chromium = presentChromium();
  const version = chromium
    ? spawnSync(chromium, ['--version', '--no-sandbox'], { encoding: 'utf8' }).stdout.trim()
    : '';
  const models = new Set(cpus().map((cpu) => cpu.model.trim()));
  return [
    `processor: ${[...models].join(', ')}, ${cpus().length} logical cores`,
    `memory:    ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `system:    ${platform()} ${release()} ${arch()}`,
    `Node:      ${process.version}`,
    `Chromium:  ${version || 'none'}`,
  ];
}
