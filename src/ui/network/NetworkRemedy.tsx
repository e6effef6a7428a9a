import { useState } from 'react';
import { LOGIN_QUERY } from '#core/network/allowed-hosts.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { laterPart } from '../parts/later-part.tsx';
import { isOwnLogin } from './error-words.ts';
import { hostOfOrigin } from './host-of-origin.ts';

const CredentialDialog = laterPart(() => import('./CredentialDialog.tsx').then((loaded) => loaded.CredentialDialog));

/**
 * What the user can do about a failure that the network is behind: enter what the server demands, agree to a redirect, name the host it led to.
 * Nothing for other failures.
 *
 * @param onReady tries again what failed
 */
export function NetworkRemedy({ error, onReady }: { readonly error: PlainError; readonly onReady: () => void }) {
  const { commands } = useApp();
  const [isEntering, setEntering] = useState(false);
  const words = text.network;
  const origin = originToUnlock(error);
  if (origin !== null)
    return (
      <>
        <Button
          onClick={() => {
            setEntering(true);
          }}
        >
          {error.code === 'network/header-refused' ? words.credential.change : words.credential.enter}
        </Button>
        {isEntering ? (
          <CredentialDialog
            origin={origin}
            onClose={() => {
              setEntering(false);
            }}
            onUsed={onReady}
          />
        ) : null}
      </>
    );
  if (isOwnLogin(error)) return <OwnLogin onReady={onReady} />;
  if (error.code === 'network/redirected' && !error.context.withCredential) {
    const asked = URL.parse(error.context.url)?.origin;
    return asked === undefined ? null : (
      <Button
        onClick={() => {
          commands.followRedirects(asked);
          onReady();
        }}
      >
        {words.follow(hostOfOrigin(asked))}
      </Button>
    );
  }
  if (error.code === 'network/sent-on') {
    const { to } = error.context;
    return (
      <Button
        onClick={() => {
          commands.nameHost(to);
          onReady();
        }}
      >
        {words.readFrom(hostOfOrigin(to))}
      </Button>
    );
  }
  return null;
}

function OwnLogin({ onReady }: { readonly onReady: () => void }) {
  return (
    <>
      <Button onClick={() => void window.open(LOGIN_QUERY, '_blank', 'noopener')}>{text.network.login.open}</Button>
      <Button onClick={onReady}>{text.notices.retry}</Button>
    </>
  );
}

/**
 * Origin of a server that wants to know who asks, or may: many refuse without the headers by which a page may read that they did. Null for other
 * failures, and for the application's own, which has a login of its own.
 */
function originToUnlock(error: PlainError): string | null {
  const isRefused =
    error.code === 'source/http-status'
      ? error.context.status === 401 || error.context.status === 403
      : error.code === 'source/network' ||
        error.code === 'network/header-refused' ||
        (error.code === 'model/unreachable' && /^HTTP 40[13]$/.test(error.context.what));
  if (!isRefused || !('url' in error.context)) return null;
  const origin = URL.parse(error.context.url)?.origin ?? null;
  return origin === location.origin ? null : origin;
}
