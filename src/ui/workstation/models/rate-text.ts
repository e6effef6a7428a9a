import type { TransferRate } from '#state/model-files-store.ts';
import { text } from '#ui/messages/text.ts';

/** How fast and how long still, as far as that can be told. */
export function rateText({ bytesPerSecond, secondsLeft }: TransferRate): string[] {
  return [
    ...(bytesPerSecond === null ? [] : [text.modelFiles.rate(bytesPerSecond)]),
    ...(secondsLeft === null ? [] : [text.modelFiles.left(secondsLeft)]),
  ];
}
