import type { HtmlTagDescriptor, Plugin } from 'vite';
import { POLICY_IN_PAGE } from '../src/core/network/content-policy.ts';

/** Vite plugin: writes the Content-Security-Policy into the built page. Not in development, where Vite itself writes scripts into it. */
export function contentPolicy(): Plugin & { readonly transformIndexHtml: () => HtmlTagDescriptor[] } {
  return {
    name: 'fovea-content-policy',
    apply: 'build',
    transformIndexHtml: (): HtmlTagDescriptor[] => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY_IN_PAGE },
        // Before anything that it is to hold for.
        injectTo: 'head-prepend',
      },
    ],
  };
}
