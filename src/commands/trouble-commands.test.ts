import { expect, it } from 'vitest';
import type { Trouble, TroubleSource } from '#core/network/trouble.ts';
import { tellUnread } from '#state/view-store.ts';
import { worstTrouble } from '#state/troubles-store.ts';
import { fakeContext } from '#test-support/fake-services.ts';
import { troubleCommands } from './trouble-commands.ts';

const trouble = (host: string, tryNumber: number): Trouble => ({
  host,
  why: { kind: 'broken' },
  tryNumber,
  tries: 6,
  atMs: 5_000,
  requests: 1,
});

function setUp() {
  const ended: string[] = [];
  let tell: (troubles: readonly Trouble[]) => void = () => undefined;
  let wake: () => void = () => undefined;
  const troubles: TroubleSource = {
    onTroubles: (listener) => {
      tell = listener;
      return () => undefined;
    },
    endWaiting: (how) => ended.push(how),
  };
  const onAwake = (listener: () => void) => {
    wake = listener;
    return () => undefined;
  };
  const context = fakeContext({ context: { troubles, onAwake } });
  const commands = troubleCommands(context);
  commands.watchTroubles();
  const { view } = context.stores;
  const lose = () => {
    const error = { code: 'source/network', context: { url: 'https://a.test/' } } as const;
    view.setState((state) => tellUnread(state, 0, { count: 3, error }));
  };
  return { ...context, commands, ended, lose, tell: (list: readonly Trouble[]) => tell(list), wake: () => wake() };
}

it('what is waited for is known, the furthest first, until nothing is', () => {
  const { stores, tell } = setUp();
  tell([trouble('a.test', 2), trouble('b.test', 5)]);
  expect(worstTrouble(stores.troubles.getState())?.host).toBe('b.test');
  tell([]);
  expect(worstTrouble(stores.troubles.getState())).toBeNull();
});

it('what waits is hurried or given up; what was lost is read again, and nothing where nothing was', () => {
  const { stores, commands, ended, lose } = setUp();
  commands.tryNow();
  expect(stores.view.getState().readAgain).toBe(0);
  lose();
  commands.giveUpWaiting();
  expect(stores.view.getState().readAgain).toBe(0);
  commands.tryNow();
  expect(stores.view.getState().readAgain).toBe(1);
  expect(ended).toEqual(['now', 'give-up', 'now']);
});

it('a page that wakes, or has a network again, tries by itself; pauses that a server asked for are kept', () => {
  const { stores, ended, lose, wake } = setUp();
  lose();
  wake();
  expect(ended).toEqual(['awake']);
  expect(stores.view.getState().readAgain).toBe(1);
});
