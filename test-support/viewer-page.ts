import OpenSeadragon from 'openseadragon';
import type { SlideDescription } from '#core/slide/description.ts';
import { createSlideViewer, type SlideViewer, type ViewerEvent } from '#viewer/slide-viewer.ts';
import {
  syntheticClient,
  syntheticSlide,
  type SyntheticClient,
  type SyntheticSlideOptions,
} from './synthetic-slide.ts';

/** A viewer on a page of its own with a synthetic slide open in it. */
export interface ViewerPage {
  readonly viewer: SlideViewer;
  readonly slide: SlideDescription;
  readonly client: SyntheticClient;
  readonly events: ViewerEvent[];
  /** OpenSeadragon underneath: its conversions are what the overlay is held against. */
  readonly osd: OpenSeadragon.Viewer;
  readonly container: HTMLElement;
  readonly navigator: HTMLElement;
}

let shown: SlideViewer | null = null;

/** Opens a slide in a viewer of 800 × 600 CSS px and waits until it has been drawn; ends the one before. */
export async function showViewer(options: SyntheticSlideOptions): Promise<ViewerPage> {
  endViewer();
  document.body.replaceChildren();
  const container = box('position: relative; width: 800px; height: 600px');
  const navigator = box('width: 160px; height: 120px');
  const slide = syntheticSlide(options);
  const client = syntheticClient(slide, options);
  const events: ViewerEvent[] = [];
  const viewer = createSlideViewer({ container, navigator, slides: client });
  shown = viewer;
  viewer.subscribe((event) => events.push(event));
  viewer.open(slide);
  const page = { viewer, slide, client, events, osd: OpenSeadragon.getViewer(container), container, navigator };
  await settled(page);
  return page;
}

/** Destroys the viewer on the page, if there is one. */
export function endViewer(): void {
  shown?.destroy();
  shown = null;
}

function box(style: string): HTMLElement {
  const element = document.createElement('div');
  element.style.cssText = style;
  document.body.append(element);
  return element;
}

export function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await frame();
  }
}

/** Until nothing moves and every visible tile of the wanted level is drawn. */
export async function settled({ events }: Pick<ViewerPage, 'events'>): Promise<void> {
  await frame();
  await frame();
  await until(() => {
    const last = events.findLast((event) => event.kind === 'tiles');
    return last?.kind === 'tiles' && last.settled;
  }, 'settled');
}

/** What the overlay shows, one pixel per CSS pixel. */
export function overlayPixels({ container }: Pick<ViewerPage, 'container'>): ImageData {
  const canvas = container.querySelector<HTMLCanvasElement>('canvas.fovea-overlay');
  const context = canvas?.getContext('2d');
  if (!canvas || !context) throw new Error('no overlay');
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** RGBA of the pixel that holds a position. */
export function pixelAt(image: ImageData, cssX: number, cssY: number): number[] {
  const at = (Math.floor(cssY) * image.width + Math.floor(cssX)) * 4;
  return Array.from(image.data.slice(at, at + 4));
}

/** Where OpenSeadragon itself draws a level-0 point, CSS px. */
export function osdPixel(osd: OpenSeadragon.Viewer, x: number, y: number): OpenSeadragon.Point {
  return osd.world.getItemAt(0).imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
}
