import { afterEach, expect, it, vi } from 'vitest';
import { ensurePython } from './python.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('a Python that was named and cannot run the tools is said so, and none is made instead', async () => {
  const said: string[] = [];
  const log = (line: string) => said.push(line);
  vi.stubEnv('FOVEA_PYTHON', '/nowhere/python');
  await expect(ensurePython(log)).rejects.toThrow(
    /^FOVEA_PYTHON is \/nowhere\/python, which cannot run models\/tools: /,
  );
  vi.stubEnv('FOVEA_PYTHON', process.execPath);
  await expect(ensurePython(log)).rejects.toThrow(/cannot run models\/tools/);
  expect(said).toEqual([]);
});
