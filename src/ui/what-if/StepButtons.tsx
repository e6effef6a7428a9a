import { Redo2, Undo2 } from 'lucide-react';
import { clear, isNothing, redo, undo, type Questions } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import s from './StepButtons.module.css';

/** Back, forth, and back to the full slide. */
export function StepButtons({ slideId, questions }: { readonly slideId: string; readonly questions: Questions }) {
  const { commands } = useApp();
  return (
    <div className={s['steps']}>
      <IconButton
        label={text.whatIf.undo}
        shortcut="Ctrl+Z"
        disabled={questions.earlier.length === 0}
        onClick={() => {
          commands.changeQuestions(slideId, undo);
        }}
      >
        <Undo2 aria-hidden="true" />
      </IconButton>
      <IconButton
        label={text.whatIf.redo}
        shortcut="Ctrl+Shift+Z"
        disabled={questions.later.length === 0}
        onClick={() => {
          commands.changeQuestions(slideId, redo);
        }}
      >
        <Redo2 aria-hidden="true" />
      </IconButton>
      <Button
        look="ghost"
        className={s['clear'] ?? ''}
        disabled={isNothing(questions.asked)}
        onClick={() => {
          commands.changeQuestions(slideId, clear);
        }}
      >
        {text.whatIf.clear}
      </Button>
    </div>
  );
}
