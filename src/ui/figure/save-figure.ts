import type { AppServices } from '../app-context.tsx';
import type { SlideViewer } from '#viewer/slide-viewer.ts';
import { drawFigure } from './draw-figure.ts';
import { figureFacts } from './figure-facts.ts';

/**
 * Saves what is on screen of a slide as a PNG with its legend. Never rejects.
 * @returns whether there was a picture to save
 */
export async function saveFigure(
  { stores, commands }: Pick<AppServices, 'stores' | 'commands'>,
  viewer: SlideViewer,
  slideId: string,
): Promise<boolean> {
  const snapshot = viewer.snapshot();
  const facts = snapshot && figureFacts(stores, slideId, snapshot, new Date());
  if (!facts) return false;
  const font = getComputedStyle(document.body).fontFamily;
  // Weights that no text of the window uses are not loaded yet.
  await Promise.all([400, 650].map((weight) => document.fonts.load(`${weight} 12px ${font}`).catch(() => [])));
  const figure = drawFigure(snapshot, facts, font);
  const blob = await new Promise<Blob | null>((resolve) => {
    figure.toBlob(resolve, 'image/png');
  });
  if (!blob) return false;
  commands.saveFigure(slideId, new Uint8Array(await blob.arrayBuffer()));
  return true;
}
