import { describe, expect, it } from 'vitest';
import type { AppCommands } from '#commands/create-commands.ts';
import type { Annotation } from '#core/annotations/annotation.ts';
import { addAnnotations, beginSlide, selectAnnotation, undoAnnotations } from '#state/annotations-store.ts';
import { NOT_DRAWING, REGION_TOOL, takeTool } from '#state/drawing-store.ts';
import { modelsLoaded, selectModel } from '#state/models-store.ts';
import { showResult } from '#state/displayed.ts';
import { changeResults } from '#state/kept-results.ts';
import { beginRun, progressRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { createStores, type Stores } from '#state/stores.ts';
import { moveView } from '#state/view-store.ts';
import { addRegion, NO_QUESTIONS, undo } from '#state/what-if-questions.ts';
import { en } from '#ui/messages/en/index.ts';
import { fakeManifest, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import { recordingViewer } from '#test-support/recording-viewer.ts';
import { ALL_COMMANDS, commandOf } from './all-commands.ts';
import type { WindowParts } from './window-command.ts';

/** A window whose commands are written down instead of done. */
function window_() {
  const done: string[] = [];
  const stores = createStores({ read: () => null, write: () => undefined });
  const note =
    (name: string) =>
    (...values: unknown[]) => {
      done.push(`${name} ${values.map((value) => (typeof value === 'string' ? value : typeof value)).join(' ')}`);
      return Promise.resolve(null);
    };
  const told =
    (name: string) =>
    (value?: unknown): void => {
      done.push(`${name} ${String(value)}`);
    };
  const recorder = recordingViewer();
  const parts: WindowParts = {
    stores,
    commands: new Proxy({}, { get: (_, name) => note(String(name)) }) as AppCommands,
    viewer: recorder.viewer,
    actions: {
      openFile: told('openFile'),
      openFolder: told('openFolder'),
      openLink: told('openLink'),
      openPhantom: told('openPhantom'),
    },
    showDialog: told('showDialog'),
    toggleRail: told('toggleRail'),
    tell: told('tell'),
  };
  /** All that can be seen of the window. */
  const seen = () =>
    JSON.stringify([
      done,
      recorder.calls.map(([name, ...values]) => [name, ...values]),
      Object.values(stores).map((store: Stores[keyof Stores]) => store.getState()),
    ]);
  return { parts, stores, seen };
}

function openSlide({ slides, annotations, view }: Stores, id: string): void {
  slides.setState((state) => beginOpening(state, { token: id, name: id, download: null }));
  slides.setState((state) =>
    finishOpening(state, id, fakeSlide({ id }), { statedUmPerPx: null, downloadedFrom: null }),
  );
  annotations.setState((state) => beginSlide(state, id, { kind: 'kept' }, null));
  const { patches } = fakeResult();
  const { x, y, width, height } = patches[0] ?? { x: 0, y: 0, width: 0, height: 0 };
  const center = { x: x + width / 2, y: y + height / 2 };
  view.setState((state) => moveView(state, id, { center, level0PxPerCssPx: 1, rotationDeg: 0, umPerCssPx: 0.5, magnification: 20 })); // prettier-ignore
}

/** Two slides, the second shown, with a result, a question and annotations of which steps can be undone and redone. */
function fullWindow() {
  const made = window_();
  const { stores } = made;
  stores.models.setState((state) => modelsLoaded(state, [{ baseUrl: '/', manifest: fakeManifest() }], []));
  stores.models.setState((state) => selectModel(state, 'nests'));
  openSlide(stores, 'slide-2');
  openSlide(stores, 'slide-1');
  const result = fakeResult();
  stores.runs.setState((state) => showResult(state, 'slide-1', result, { kind: 'file', fileName: 'a.json' } as never));
  const region = { id: 'r', effect: 'exclude', shape: { kind: 'rectangle', rect: result.patches[0] } } as const;
  stores.runs.setState((state) =>
    changeResults(state, 'slide-1', (results) => ({
      ...results,
      list: results.list.map((kept) => ({
        ...kept,
        questions: undo(addRegion(addRegion(NO_QUESTIONS, region as never), { ...region, id: 's' } as never)),
      })),
    })),
  );
  const note = (id: string): Annotation => ({ id, shape: { kind: 'point', at: { x: 100, y: 100 } }, label: '', colour: '#e69f00', createdAt: id } as never); // prettier-ignore
  stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [note('a')]));
  stores.annotations.setState((state) => addAnnotations(state, 'slide-1', [note('b')]));
  stores.annotations.setState((state) => selectAnnotation(undoAnnotations(state, 'slide-1'), 'a'));
  stores.drawing.setState((state) => takeTool(state, REGION_TOOL));
  stores.compare.setState({ layout: 'two' });
  return made;
}

/** They act on the document, which there is none of here: the end-to-end tests of the keyboard use them. */
const OF_THE_DOCUMENT = /^(go-.*|full-screen|export-picture)$/;
/** Only while something runs. */
const OF_A_RUN = /^(stop-run|cancel-run)$/;

describe('the table of commands', () => {
  it('has every name of the catalogue exactly once', () => {
    const ids = ALL_COMMANDS.map(({ id }) => id);
    expect([...ids].sort()).toEqual(Object.keys(en.commands.names).sort());
  });

  it('gives each key that it listens to itself to one command', () => {
    const keys = ALL_COMMANDS.filter(({ heardBy }) => !heardBy).flatMap(({ keys = [] }) => keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('listens to every key that the sheet says it does', () => {
    const typed: Readonly<Record<string, string>> = { '←': 'ArrowLeft', '→': 'ArrowRight', '↑': 'ArrowUp', '↓': 'ArrowDown', Ins: 'Insert' }; // prettier-ignore
    for (const command of ALL_COMMANDS) {
      for (const written of command.keys ?? []) {
        const shiftKey = written.startsWith('Shift ');
        const key = written.replace('Shift ', '');
        const press = { key: typed[key] ?? key, shiftKey, ctrlKey: false, metaKey: false, altKey: false };
        expect(commandOf(press)?.id ?? null, written).toBe(command.heardBy ? null : command.id);
      }
    }
  });

  it.each(ALL_COMMANDS.filter(({ id }) => !OF_THE_DOCUMENT.test(id) && !OF_A_RUN.test(id)))('$id acts', (command) => {
    const { parts, stores, seen } = fullWindow();
    if (command.id === 'sampling-region') {
      const manifest = { ...fakeManifest(), architecture: 'attention-sampling' } as never;
      stores.models.setState((state) => ({ ...state, byId: { nests: { baseUrl: '/', manifest } } }));
      stores.drawing.setState(NOT_DRAWING);
    }
    if (command.id === 'add-corner') {
      expect(command.obstacle?.(parts)).toBe('noCorner');
      const points = [0, 1, 2].map((i) => ({ x: 10 * i, y: 10 * i * i }));
      const outline = { id: 'c', shape: { kind: 'polygon', points }, label: '', colour: '#e69f00', createdAt: 'c' } as const; // prettier-ignore
      stores.annotations.setState((state) => ({ ...addAnnotations(state, 'slide-1', [outline]), corner: 0 }));
    }
    if (command.id === 'language-auto') stores.preferences.setState({ language: 'en' });
    expect(command.obstacle?.(parts) ?? null).toBeNull();
    const before = seen();
    command.run(parts);
    expect(seen()).not.toBe(before);
  });

  it.each(ALL_COMMANDS.filter(({ id }) => OF_A_RUN.test(id)))('$id acts during a run', (command) => {
    const { parts, stores, seen } = fullWindow();
    expect(command.obstacle?.(parts)).toBe('noRun');
    stores.runs.setState((state) => beginRun(state, { id: 'x', slideId: 'slide-1', modelId: 'nests', startedAtMs: 0 }));
    if (command.id === 'stop-run') {
      expect(command.obstacle?.(parts)).toBe('tooEarly');
      const result = fakeResult();
      stores.runs.setState((state) => progressRun(state, 'x', { stage: 'partial', result } as never));
    }
    expect(command.obstacle?.(parts) ?? null).toBeNull();
    const before = seen();
    command.run(parts);
    expect(seen()).not.toBe(before);
  });

  it('says of what needs a slide that there is none, and runs nothing else into the void', () => {
    const { parts } = window_();
    const free = ALL_COMMANDS.filter(({ obstacle }) => (obstacle?.(parts) ?? null) === null).map(({ id }) => id);
    expect(free.sort()).toEqual([
      'check-installation',
      'commands',
      'full-screen',
      'language-auto',
      'language-en',
      'language-zh',
      'less-opaque',
      'models-here',
      'more-opaque',
      'network',
      'offline',
      'open-file',
      'open-folder',
      'open-link',
      'open-phantom',
      'peek',
      'shortcuts',
      'toggle-theme',
      'workstation',
    ]);
  });
});
