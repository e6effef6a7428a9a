import { afterEach, expect, it, vi } from 'vitest';
import type { AppCommands } from '#commands/create-commands.ts';
import { openLaunchedFiles } from './launched-files.ts';

type Launch = { readonly files?: readonly FileSystemHandle[] };

/** The system's side of the installed app. */
function system() {
  let consume: (launch: Launch) => void = () => undefined;
  vi.stubGlobal('window', { launchQueue: { setConsumer: (consumer: typeof consume) => (consume = consumer) } });
  const opened: string[] = [];
  const note = (how: string) => async (given: { name?: string; file?: File } | null) => {
    opened.push(`${how} ${given?.name ?? given?.file?.name ?? ''}`);
  };
  const commands = {
    openDropped: note('slide'),
    importJson: note('result'),
    importOther: note('table'),
    addBundle: note('model'),
    tellUnreadable: (name: string) => void opened.push(`unreadable ${name}`),
  } as unknown as AppCommands;
  openLaunchedFiles(commands);
  return { opened, launch: (launch: Launch) => { consume(launch); } }; // prettier-ignore
}

function handle(name: string, isGone = false): FileSystemHandle {
  const getFile = async () => {
    if (isGone) throw new DOMException('gone', 'NotFoundError');
    return new File(['x'], name);
  };
  return { kind: 'file', name, getFile } as unknown as FileSystemHandle;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it('files that the system gives to the app open one after the other, each as if dropped', async () => {
  const { opened, launch } = system();
  launch({});
  launch({ files: ['a.svs', 'r.json', 't.geojson', 'm.zip'].map((name) => handle(name)) });
  launch({ files: [handle('gone.tif', true), handle('b.tif')] });
  await expect.poll(() => opened.length).toBe(6);
  expect(opened).toEqual([
    'slide a.svs',
    'result r.json',
    'table t.geojson',
    'model m.zip',
    'unreadable gone.tif',
    'slide b.tif',
  ]);
});

it('a browser that gives none is left alone', () => {
  vi.stubGlobal('window', {});
  expect(() => {
    openLaunchedFiles({} as AppCommands);
  }).not.toThrow();
});
