import { useState } from 'react';
import { useStore } from 'zustand';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { CredentialDialog } from './CredentialDialog.tsx';
import { hostOfOrigin } from './host-of-origin.ts';
import s from './NetworkPart.module.css';

/** Hosts that may be reached beside the application's own, and what is sent to them to be let in. */
export function AllowedHosts() {
  const { stores, commands } = useApp();
  const { named, followed, withCredential } = useStore(stores.network);
  const [entering, setEntering] = useState<string | null>(null);
  const words = text.network;
  const origins = [...new Set([...named, ...withCredential])];
  return (
    <section className={s['allowed']}>
      <h3 className={s['title']}>{words.allowed}</h3>
      {origins.length === 0 ? <p className={s['quiet']}>{words.noneAllowed}</p> : null}
      <ul className={s['hosts']}>
        {origins.map((origin) => (
          <li key={origin}>
            <span className={s['name']}>
              {origin}
              {followed.includes(origin) ? <span className={s['note']}> {words.follows}</span> : null}
            </span>
            <span className={s['actions']}>
              <Button
                onClick={() => {
                  setEntering(origin);
                }}
              >
                {withCredential.includes(origin) ? words.credential.change : words.credential.enter}
              </Button>
              {withCredential.includes(origin) ? (
                <Button
                  look="ghost"
                  aria-label={words.forgetFor(hostOfOrigin(origin))}
                  onClick={() => {
                    commands.forgetCredential(origin);
                  }}
                >
                  {words.forget}
                </Button>
              ) : null}
              <Button
                look="ghost"
                aria-label={words.unnameFor(hostOfOrigin(origin))}
                onClick={() => {
                  commands.unnameHost(origin);
                }}
              >
                {words.unname}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {entering === null ? null : (
        <CredentialDialog
          origin={entering}
          onClose={() => {
            setEntering(null);
          }}
        />
      )}
    </section>
  );
}
