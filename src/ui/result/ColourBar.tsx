import { useEffect, useRef } from 'react';
import { COLOUR_TABLE_SIZE, colourTable, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import s from './ColourBar.module.css';

/** A colour map from low to high. */
export function ColourBar({ colourMap }: { readonly colourMap: ColourMapId }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const table = colourTable(colourMap);
    const pixels = new ImageData(COLOUR_TABLE_SIZE, 1);
    for (let i = 0; i < COLOUR_TABLE_SIZE; i++)
      pixels.data.set([table[i * 3] ?? 0, table[i * 3 + 1] ?? 0, table[i * 3 + 2] ?? 0, 255], i * 4);
    context.putImageData(pixels, 0, 0);
  }, [colourMap]);
  return <canvas ref={canvas} className={s['bar']} width={COLOUR_TABLE_SIZE} height={1} aria-hidden="true" />;
}
