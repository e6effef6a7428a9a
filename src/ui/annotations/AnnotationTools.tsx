import { Circle, Eye, EyeOff, Lasso, Pentagon, Redo2, RulerDimensionLine, Square, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { NO_ANNOTATIONS, redoAnnotations, undoAnnotations } from '#state/annotations-store.ts';
import { RULER_TOOL, toggleTool, type ActiveTool } from '#state/drawing-store.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './AnnotationTools.module.css';
import { ColourChoice } from './ColourChoice.tsx';

const TOOLS = [
  { name: 'point', tool: { purpose: 'annotation', kind: 'point' }, icon: <Circle aria-hidden="true" /> },
  { name: 'rectangle', tool: { purpose: 'annotation', kind: 'rectangle' }, icon: <Square aria-hidden="true" /> },
  { name: 'polygon', tool: { purpose: 'annotation', kind: 'polygon' }, icon: <Pentagon aria-hidden="true" /> },
  { name: 'freehand', tool: { purpose: 'annotation', kind: 'freehand' }, icon: <Lasso aria-hidden="true" /> },
  { name: 'ruler', tool: RULER_TOOL, icon: <RulerDimensionLine aria-hidden="true" /> },
] as const satisfies readonly { readonly name: string; readonly tool: ActiveTool; readonly icon: ReactNode }[];

/** What is drawn next, in which colour; back and forth; shown or not. */
export function AnnotationTools({ slideId, isFull }: { readonly slideId: string; readonly isFull: boolean }) {
  const { stores } = useApp();
  const active = useStore(stores.drawing, (state) => state.active);
  const colour = useStore(stores.annotations, (state) => state.colour);
  const chosen = TOOLS.find(({ tool }) => active?.purpose === tool.purpose && active.kind === tool.kind) ?? null;
  return (
    <div className={s['tools']}>
      <div className={s['kinds']} role="group" aria-label={text.annotations.tools}>
        {TOOLS.map(({ name, tool, icon }) => (
          <button
            key={name}
            type="button"
            className={s['kind']}
            aria-pressed={chosen?.name === name}
            disabled={isFull}
            onClick={() => {
              stores.drawing.setState((state) => toggleTool(state, tool));
            }}
          >
            {icon}
            <span>{text.annotations.kinds[name]}</span>
          </button>
        ))}
      </div>
      {chosen ? (
        <p className={s['hint']} role="status">
          {text.annotations.hints[chosen.name]} {text.annotations.keysHint}
        </p>
      ) : null}
      <div className={s['row']}>
        <ColourChoice
          label={text.annotations.colourNext}
          value={colour}
          onChange={(value) => {
            stores.annotations.setState({ colour: value });
          }}
        />
        <Steps slideId={slideId} />
      </div>
    </div>
  );
}

function Steps({ slideId }: { readonly slideId: string }) {
  const { stores } = useApp();
  const { undo, redo } = useStore(stores.annotations, (state) => state.bySlide[slideId] ?? NO_ANNOTATIONS);
  const isShown = useStore(stores.annotations, (state) => state.isShown);
  return (
    <div className={s['steps']}>
      <IconButton
        label={text.annotations.undo}
        shortcut="Ctrl+Z"
        disabled={undo.length === 0}
        onClick={() => {
          stores.annotations.setState((state) => undoAnnotations(state, slideId));
        }}
      >
        <Undo2 aria-hidden="true" />
      </IconButton>
      <IconButton
        label={text.annotations.redo}
        shortcut="Ctrl+Shift+Z"
        disabled={redo.length === 0}
        onClick={() => {
          stores.annotations.setState((state) => redoAnnotations(state, slideId));
        }}
      >
        <Redo2 aria-hidden="true" />
      </IconButton>
      <IconButton
        label={isShown ? text.annotations.hide : text.annotations.show}
        shortcut="A"
        onClick={() => {
          stores.annotations.setState({ isShown: !isShown });
        }}
      >
        {isShown ? <Eye aria-hidden="true" /> : <EyeOff aria-hidden="true" />}
      </IconButton>
    </div>
  );
}
