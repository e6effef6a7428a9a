import { describe, expect, it } from 'vitest';
import {
  createDrawingStore,
  NOT_DRAWING,
  putToolAway,
  takeTool,
  toggleTool,
  type DrawingState,
} from './drawing-store.ts';

const ruler = { purpose: 'ruler', kind: 'line' } as const;
const polygon = { purpose: 'exclude', kind: 'polygon' } as const;
const drawing: DrawingState = { active: polygon, draft: { kind: 'point', at: { x: 1, y: 2 } } };

describe('the one tool of the window', () => {
  it('begins with none', () => {
    expect(createDrawingStore().getState()).toBe(NOT_DRAWING);
  });

  it('another takes the place of the one in hand, and what was begun with that is gone', () => {
    expect(takeTool(drawing, ruler)).toEqual({ active: ruler, draft: null });
    expect(takeTool(drawing, { purpose: 'keep', kind: 'polygon' }).draft).toBeNull();
  });

  it('the same one taken again goes on with what was begun; toggled it is put away', () => {
    expect(takeTool(drawing, { ...polygon })).toBe(drawing);
    expect(toggleTool(drawing, { ...polygon })).toBe(NOT_DRAWING);
    expect(toggleTool(NOT_DRAWING, polygon).active).toEqual(polygon);
  });

  it('is put away by whom it is for, and no other', () => {
    expect(putToolAway(drawing, 'ruler')).toBe(drawing);
    expect(putToolAway(drawing, 'exclude')).toBe(NOT_DRAWING);
    expect(putToolAway(drawing)).toBe(NOT_DRAWING);
    expect(putToolAway(NOT_DRAWING)).toBe(NOT_DRAWING);
  });
});
