import { describe, expect, it } from 'vitest';
import { compareCommands } from '#commands/compare-commands.ts';
import { level0Point } from '#core/geometry/frames.ts';
import { moveDivider } from '#state/compare-store.ts';
import { beginRun, finishRun } from '#state/run-in-progress.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { text } from '#ui/messages/text.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import type { Snapshot } from '#viewer/slide-viewer.ts';
import { figureFacts } from './figure-facts.ts';

const view = { center: level0Point(5, 6), level0PxPerCssPx: 2, rotationDeg: 0, umPerCssPx: 1, magnification: 10 };

/** What a picture would say of a slide with one result of three maps. */
function setUp() {
  const context = fakeContext({});
  const { stores } = context;
  stores.slides.setState((state) => beginOpening(state, { token: 'a', name: 'a', download: null }));
  stores.slides.setState((state) =>
    finishOpening(state, 'a', fakeSlide({ id: 'a' }), { statedUmPerPx: null, downloadedFrom: null }),
  );
  const begun = { id: 'first', slideId: 'a', modelId: 'nests', startedAtMs: 0 };
  stores.runs.setState((state) => finishRun(beginRun(state, begun), 'first', fakeResult({ id: 'first' }), 1));
  // The facts need only the view of what was taken.
  const facts = () => figureFacts(stores, 'a', { view } as Snapshot, new Date(0));
  return { stores, commands: compareCommands(context), facts };
}

describe('what a picture says below itself', () => {
  it('the map that is shown, its ends and what made it', () => {
    const { facts } = setUp();
    expect(facts()?.sides.map(({ name, legend }) => [name, legend?.low, legend?.high])).toEqual([
      ['Task relevance', '0.000', '1.000'],
    ]);
    expect(facts()?.sides[0]?.lines.join()).toMatch(/, run on \d{4}-/);
    expect(facts()?.divider).toBeNull();
  });

  it('with a divider both maps, by their sides, and where it is', () => {
    const { stores, commands, facts } = setUp();
    commands.compare('swipe');
    stores.compare.setState((state) => moveDivider(state, 0.3));
    expect(facts()?.sides.map(({ name }) => name)).toEqual(['Left: Task relevance', 'Right: Bottom-up attention']);
    const [left, right] = facts()?.sides ?? [];
    expect([left?.legend?.unit, right?.legend?.unit]).toEqual([
      text.result.units.relevance,
      text.result.units['times-uniform'],
    ]);
    expect(facts()?.divider).toBe(0.3);
    const [, pane] = stores.compare.getState().panes;
    commands.showInPane(pane?.id ?? 0, { slideId: 'a', map: null });
    expect(facts()?.sides[1]).toEqual({ name: 'Right: Slide only', legend: null, lines: [] });
  });

  it('of views beside each other what the active one shows', () => {
    const { stores, commands, facts } = setUp();
    commands.compare('two');
    expect(facts()?.sides.map(({ name }) => name)).toEqual(['Task relevance']);
    const [, pane] = stores.compare.getState().panes;
    commands.activatePane(pane?.id ?? 0);
    expect(facts()?.sides.map(({ name }) => name)).toEqual(['Bottom-up attention']);
    commands.showInPane(pane?.id ?? 0, { slideId: 'a', map: null });
    expect(facts()?.sides).toEqual([]);
  });

  it('nothing of maps where the overlay is off', () => {
    const { stores, commands, facts } = setUp();
    commands.compare('swipe');
    stores.overlay.setState({ visible: false });
    expect(facts()?.sides).toEqual([]);
    expect(facts()?.divider).toBeNull();
    expect(facts()?.lines.join()).not.toContain('opacity');
  });
});
