import type { PlainError } from '#core/errors/fovea-error.ts';
import { errorText, text } from '#ui/messages/text.ts';
import { hostOfOrigin } from './host-of-origin.ts';

/** Whether Fovea's own host sends on: to its login, whose time has run out. The page itself comes from this machine and would never meet it. */
export function isOwnLogin(error: PlainError): boolean {
  return (
    error.code === 'network/redirected' &&
    !error.context.withCredential &&
    URL.parse(error.context.url)?.origin === location.origin
  );
}

/** What happened, the likely cause and what to do, in the words for where this window comes from. */
export function errorWords(error: PlainError): ReturnType<typeof errorText> {
  if (!isOwnLogin(error)) return errorText(error);
  const { what, why, todo } = text.network.login;
  return { what: what(hostOfOrigin(location.origin)), why, todo };
}
