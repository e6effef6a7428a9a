import { goTo, PARTS, type Part } from './go-to.ts';
import { noSlide, oneSlide } from './obstacles.ts';
import type { CommandId, WindowCommand, WindowParts } from './window-command.ts';

const goId = (part: Part) => `go-${part}` as const satisfies CommandId;

/** Opening, closing and going from slide to slide. */
export const SLIDE_COMMANDS: readonly WindowCommand[] = [
  { id: 'open-file', run: ({ actions }) => { actions.openFile(); } }, // prettier-ignore
  { id: 'open-folder', run: ({ actions }) => { actions.openFolder(); } }, // prettier-ignore
  { id: 'open-link', run: ({ actions }) => { actions.openLink(); } }, // prettier-ignore
  { id: 'open-phantom', run: ({ actions }) => { actions.openPhantom(); } }, // prettier-ignore
  { id: 'next-slide', obstacle: oneSlide, run: (window) => { stepSlide(window, 1); } }, // prettier-ignore
  { id: 'previous-slide', obstacle: oneSlide, run: (window) => { stepSlide(window, -1); } }, // prettier-ignore
  {
    id: 'close-slide',
    obstacle: noSlide,
    run: ({ stores, commands }) => {
      const { shownId } = stores.slides.getState();
      if (shownId !== null) void commands.closeSlide(shownId);
    },
  },
];

/** The window itself. */
export const WINDOW_COMMANDS: readonly WindowCommand[] = [
  { id: 'commands', keys: ['P'], run: ({ showDialog }) => { showDialog('commands'); } }, // prettier-ignore
  { id: 'workstation', run: ({ showDialog }) => { showDialog('workstation'); } }, // prettier-ignore
  { id: 'network', run: ({ showDialog }) => { showDialog('network'); } }, // prettier-ignore
  { id: 'models-here', run: ({ showDialog }) => { showDialog('models'); } }, // prettier-ignore
  { id: 'offline', run: ({ showDialog }) => { showDialog('offline'); } }, // prettier-ignore
  { id: 'check-installation', run: ({ showDialog }) => { showDialog('check'); } }, // prettier-ignore
  { id: 'shortcuts', keys: ['?'], run: ({ showDialog }) => { showDialog('shortcuts'); } }, // prettier-ignore
  ...PARTS.map((part) => ({
    id: goId(part),
    obstacle: noSlide,
    run: ({ stores }: WindowParts) => {
      if (part !== 'slide') stores.preferences.setState({ panelOpen: true });
      // The panel may only now come on screen.
      requestAnimationFrame(() => {
        goTo(part);
      });
    },
  })),
  { id: 'toggle-rail', obstacle: noSlide, run: ({ toggleRail }) => { toggleRail(); } }, // prettier-ignore
  {
    id: 'toggle-panel',
    obstacle: noSlide,
    run: ({ stores }) => {
      stores.preferences.setState(({ panelOpen }) => ({ panelOpen: !panelOpen }));
    },
  },
  {
    id: 'toggle-theme',
    run: ({ stores }) => {
      stores.preferences.setState(({ theme }) => ({ theme: theme === 'dark' ? 'light' : 'dark' }));
    },
  },
  { id: 'language-en', run: ({ stores }) => { stores.preferences.setState({ language: 'en' }); } }, // prettier-ignore
  { id: 'language-zh', run: ({ stores }) => { stores.preferences.setState({ language: 'zh' }); } }, // prettier-ignore
  { id: 'language-auto', run: ({ stores }) => { stores.preferences.setState({ language: 'auto' }); } }, // prettier-ignore
];

function stepSlide({ stores, commands }: WindowParts, step: 1 | -1): void {
  const { order, shownId } = stores.slides.getState();
  const at = order.findIndex((id) => id === shownId);
  const next = order[(at + step + order.length) % order.length];
  if (next !== undefined) commands.showSlide(next);
}
