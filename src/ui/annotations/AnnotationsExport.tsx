import { Download } from 'lucide-react';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';

/** The annotations as a file that QuPath imports. */
export function AnnotationsExport({ slideId }: { readonly slideId: string }) {
  const { commands } = useApp();
  return (
    <div>
      <Button
        icon={<Download aria-hidden="true" />}
        aria-label={text.exports.annotationsLong}
        onClick={() => {
          commands.exportAnnotations(slideId);
        }}
      >
        {text.exports.annotations}
      </Button>
    </div>
  );
}
