import { laterPart } from './parts/later-part.tsx';

/** What the first picture of the window does without. */
export const WorkArea = laterPart(() => import('./work/WorkArea.tsx').then((loaded) => loaded.WorkArea));
export const CommandPalette = laterPart(() =>
  import('./palette/CommandPalette.tsx').then((loaded) => loaded.CommandPalette),
);
export const ShortcutSheet = laterPart(() =>
  import('./shortcuts/ShortcutSheet.tsx').then((loaded) => loaded.ShortcutSheet),
);
export const ReportDialog = laterPart(() => import('./report/ReportDialog.tsx').then((loaded) => loaded.ReportDialog));

/** Fetches them in the order in which they are likely to be wanted, one after another: none is in the way of a slide's tiles. */
export async function fetchLaterParts(): Promise<void> {
  for (const part of [WorkArea, CommandPalette, ShortcutSheet, ReportDialog]) await part.fetch();
}
