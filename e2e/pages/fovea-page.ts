/** The window as a person uses it: every control found by its role and the name it is announced by. */
import type { Locator, Page } from '@playwright/test';
import { en } from '#ui/messages/en/index.ts';
import { AnnotationsPanel } from './annotations.ts';
import { AnytimePanel } from './anytime.ts';
import { ComparePanes } from './compare.ts';
import { MapControls } from './map-controls.ts';
import { ModelPanel } from './model-panel.ts';
import { Patches } from './patches.ts';
import { ResultPanel } from './result-panel.ts';
import { SamplingPanel } from './sampling-panel.ts';
import { SharePanel } from './share.ts';
import { shownError, type ShownError } from './shown-error.ts';

/** Where the run on screen stands. `done` also while an earlier result is on screen and nothing runs. */
export type ShownRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly text: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: ShownError };

export class FoveaPage {
  readonly annotations: AnnotationsPanel;
  readonly anytime: AnytimePanel;
  readonly compare: ComparePanes;
  readonly model: ModelPanel;
  readonly result: ResultPanel;
  readonly sampling: SamplingPanel;
  readonly maps: MapControls;
  readonly patches: Patches;
  readonly share: SharePanel;

  /** `url` is where the site is served; ends in `/`. */
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    this.annotations = new AnnotationsPanel(page);
    this.anytime = new AnytimePanel(page);
    this.compare = new ComparePanes(page);
    this.model = new ModelPanel(page, url);
    this.result = new ResultPanel(page);
    this.sampling = new SamplingPanel(page);
    this.maps = new MapControls(page);
    this.patches = new Patches(page);
    this.share = new SharePanel(page);
  }

  get emptyScreen(): Locator {
    return this.page.getByRole('main', { name: en.empty.region });
  }

  /** The slide's own area; present once a slide is open. */
  get stage(): Locator {
    return this.page.getByRole('application');
  }

  get openingError(): Locator {
    return this.page.getByRole('region', { name: en.notices.region }).getByRole('alert');
  }

  get statusBar(): Locator {
    return this.page.getByRole('contentinfo', { name: en.status.region });
  }

  get readout(): Locator {
    return this.page.getByRole('status', { name: en.stage.readout });
  }

  get slideName(): Locator {
    return this.page.getByRole('banner').getByRole('heading', { level: 1 });
  }

  get magnification(): Locator {
    return this.page.getByLabel(en.stage.magnificationNow);
  }

  get scaleBar(): Locator {
    return this.page.getByRole('img', { name: /^Scale bar: / });
  }

  /** The spacing in use, beside the slide's name; opens the dialog that states it. */
  get spacingButton(): Locator {
    const name = new RegExp(`^(${en.spacing.state}|${en.spacing.change})`);
    return this.page.getByRole('banner').getByRole('button', { name });
  }

  /** Slides in the rail, in order. */
  slideCard(name: string): Locator {
    return this.page.getByRole('button', { name: en.rail.show(name), exact: true });
  }

  async goto(query = ''): Promise<void> {
    await this.page.goto(this.url + query);
  }

  /** One of the ways to open a slide: a button on the empty screen, an entry of the header's menu once a slide is open. */
  async chooseWay(name: string): Promise<void> {
    const onEmptyScreen = this.emptyScreen.getByRole('button', { name, exact: true });
    const menu = this.page.getByRole('button', { name: en.header.openMenu });
    await onEmptyScreen.or(menu).first().waitFor();
    if (await onEmptyScreen.isVisible()) {
      await onEmptyScreen.click();
    } else {
      await menu.click();
      await this.page.getByRole('menuitem', { name, exact: true }).click();
    }
  }

  async openPhantom(): Promise<void> {
    await this.chooseWay(en.header.openPhantom);
  }

  /** Playwright drives file inputs, which the window uses where the browser has no picker that gives handles. */
  private async withoutPickers(): Promise<void> {
    await this.page.evaluate(() => {
      for (const picker of ['showOpenFilePicker', 'showDirectoryPicker']) Reflect.deleteProperty(window, picker);
    });
  }

  async openFile(path: string): Promise<void> {
    await this.withoutPickers();
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.chooseWay(en.header.openFile)]);
    await chooser.setFiles(path);
  }

  /** Picks a folder with all that is in it. */
  async openFolder(path: string): Promise<void> {
    await this.withoutPickers();
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.chooseWay(en.header.openFolder)]);
    await chooser.setFiles(path);
  }

  async openLink(url: string): Promise<void> {
    await this.chooseWay(en.header.openLink);
    const dialog = this.page.getByRole('dialog', { name: en.link.title });
    await dialog.getByLabel(en.link.label).fill(url);
    await dialog.getByRole('button', { name: en.link.open, exact: true }).click();
  }

  /** Drops files or folders on the middle of the window, as the system's file manager would. */
  async drop(...paths: string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const { width, height } = this.page.viewportSize() ?? { width: 0, height: 0 };
    const copyAllowed = 1;
    const data = { items: [], files: paths, dragOperationsMask: copyAllowed };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
    }
    await session.detach();
  }

  /** Waits until the opening has ended: null when a slide is on screen, else what went wrong. */
  async waitUntilOpened(timeoutMs: number): Promise<ShownError | null> {
    await this.stage.or(this.openingError).first().waitFor({ timeout: timeoutMs });
    return (await this.openingError.isVisible()) ? shownError(this.openingError) : null;
  }

  /** Waits until every tile in view has been drawn. */
  async waitUntilDrawn(timeoutMs = 30_000): Promise<void> {
    await this.statusBar.getByText(en.status.idle, { exact: true }).waitFor({ timeout: timeoutMs });
  }

  async runState(): Promise<ShownRun> {
    if (await this.model.cancelButton.isVisible()) {
      const lines = await this.model.dock.locator('p').allInnerTexts();
      return { kind: 'running', text: lines.map((line) => line.replaceAll('\n', ', ')).join(', ') };
    }
    if (await this.result.error.isVisible()) return { kind: 'failed', error: await shownError(this.result.error) };
    return (await this.result.exports.isVisible()) ? { kind: 'done' } : { kind: 'none' };
  }

  async stateSpacing(umPerPx: number): Promise<void> {
    await this.spacingButton.click();
    const dialog = this.page.getByRole('dialog', { name: en.spacing.title });
    await dialog.getByLabel(en.spacing.value).fill(String(umPerPx));
    await dialog.getByRole('button', { name: en.spacing.use }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Moves the pointer over the slide; `x, y` are shares of the slide's area on screen, 0..1. */
  async hover(x: number, y: number): Promise<void> {
    const box = await this.stage.boundingBox();
    if (!box) throw new Error('no slide is on screen');
    await this.page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  }
}
