import { createContext, useContext } from 'react';
import type { AppCommands } from '#commands/create-commands.ts';
import type { OfflineCommands } from '#commands/offline-commands.ts';
import type { Stores } from '#state/stores.ts';
import type { SlideViewer } from '#viewer/slide-viewer.ts';

/** What the composition root hands to the components. */
export interface AppServices {
  readonly stores: Stores;
  readonly commands: AppCommands;
  /** Makes a viewer and its minimap inside two elements; the caller destroys it. */
  readonly createViewer: (container: HTMLElement, minimap: HTMLElement) => SlideViewer;
  /** Settles when a viewer can be made; absent where it can at once. */
  readonly viewerReady?: Promise<unknown>;
  /** What is done about the program itself; its code comes after the window. Absent where there is no service worker by design. */
  readonly offline?: Promise<OfflineCommands>;
}

const ServicesContext = createContext<AppServices | null>(null);

export const AppServicesProvider = ServicesContext.Provider;

export function useApp(): AppServices {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('the component is outside AppServicesProvider');
  return services;
}

const ViewerContext = createContext<SlideViewer | null>(null);

export const ViewerProvider = ViewerContext.Provider;

/** The viewer on screen; null until the stage has made it. */
export function useViewer(): SlideViewer | null {
  return useContext(ViewerContext);
}
