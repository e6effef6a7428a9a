import { useEffect, useRef } from 'react';
import { COLOUR_TABLE_SIZE, colourEntry, packedColours, type ColourMapId } from '#core/heatmap/colour-maps.ts';
import { positionIn, type ColourRange } from '#core/heatmap/raster.ts';
import { redrawWhenRestored } from '#viewer/lasting-canvas.ts';
import s from './ColourBar.module.css';

const WHOLE: ColourRange = { min: 0, max: 1 };

/** A colour map from low to high; or a whole scale, of which a range takes the colours and what lies outside has the end ones. */
export function ColourBar(props: {
  readonly colourMap: ColourMapId;
  readonly reversed?: boolean;
  readonly whole?: ColourRange;
  readonly range?: ColourRange;
}) {
  const { colourMap, reversed = false, whole = WHOLE, range = whole } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { min: wholeMin, max: wholeMax } = whole;
  const { min, max } = range;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const colours = packedColours(colourMap, reversed);
    const pixels = new Uint32Array(COLOUR_TABLE_SIZE);
    for (let i = 0; i < COLOUR_TABLE_SIZE; i++) {
      const value = wholeMin + (i / (COLOUR_TABLE_SIZE - 1)) * (wholeMax - wholeMin);
      pixels[i] = colours[colourEntry(positionIn({ min, max }, value))] ?? 0;
    }
    const picture = new ImageData(new Uint8ClampedArray(pixels.buffer), COLOUR_TABLE_SIZE, 1);
    const draw = (): void => context.putImageData(picture, 0, 0);
    redrawWhenRestored(element, draw);
    draw();
  }, [colourMap, reversed, wholeMin, wholeMax, min, max]);
  return <canvas ref={canvas} className={s['bar']} width={COLOUR_TABLE_SIZE} height={1} aria-hidden="true" />;
}
