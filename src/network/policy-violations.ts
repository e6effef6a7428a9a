import { SEEN_REQUEST, type SeenRequest } from '#core/network/seen.ts';

/** What of a `SecurityPolicyViolationEvent` is looked at. */
interface PolicyViolation {
  readonly effectiveDirective: string;
  readonly blockedURI: string;
}

/** What of `document` is used. */
interface Page {
  addEventListener(type: 'securitypolicyviolation', listener: (event: PolicyViolation) => void): void;
}

/** Hears of requests that the browser's own policy kept the page's code from: no service worker sees them. */
export function hearPolicyViolations(page: Page, seen: (request: SeenRequest) => void): void {
  page.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    const { origin = 'null' } = URL.parse(blockedURI) ?? {};
    if (effectiveDirective === 'connect-src' && origin !== 'null')
      seen({ type: SEEN_REQUEST, origin, refused: true, windows: null });
  });
}
