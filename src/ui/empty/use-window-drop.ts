import { useEffect, useState } from 'react';
import type { FileHandle } from '#commands/recent-files.ts';
import { droppedHandle, droppedSource, type DroppedSource } from './dropped-source.ts';

/** Takes files dropped anywhere on the window. Returns true while something is held over it. */
export function useWindowDrop(
  onSource: (source: DroppedSource | null, handle?: Promise<FileHandle | null>) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // dragenter and dragleave come once per element crossed; the count is 0 when the pointer has left the window.
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const events = new AbortController();
    const on = (kind: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) => {
      window.addEventListener(
        kind,
        (event) => {
          if (holdsFiles(event)) act(event);
        },
        { signal: events.signal },
      );
    };
    on('dragenter', () => {
      depth += 1;
      setOver(true);
    });
    on('dragover', (event) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    });
    on('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) {
        const handle = droppedHandle(event.dataTransfer);
        droppedSource(event.dataTransfer).then(
          (source) => {
            onSource(source, handle);
          },
          () => {
            onSource(null);
          },
        );
      }
    });
    return () => {
      events.abort();
    };
  }, [onSource]);
  return isOver;
}
