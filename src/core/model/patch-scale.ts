import type { Head } from './required-graphs.ts';

/** Finer patches along one side of a patch: 1 for models that read one resolution. */
export function patchScale({ head }: { readonly head: Head }): number {
  return head.architecture === 'dsca' ? head.scale : 1;
}

/** µm per px of the finest patches that a model reads: what a slide has to be fine enough for. */
export function finestSpacing(manifest: { readonly head: Head; readonly spacing_um_px: number }): number {
  return manifest.spacing_um_px / patchScale(manifest);
}
