import { Check, Copy, Download } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { Share } from '#commands/share-commands.ts';
import type { PlainError } from '#core/errors/fovea-error.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { LINK_LIMITS } from '#core/result/share-link/link-limits.ts';
import type { KeptResult } from '#state/slide-results.ts';
import type { OpenSlide } from '#state/slides-store.ts';
import { errorText, text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import { FileWorkList } from '../notices/FileWorkNotice.tsx';
import { MapChoices } from './MapChoices.tsx';
import { InLink, NotInLink } from './ShareContents.tsx';
import s from './ShareForm.module.css';

/** The link to a result as it is looked at, what is in it and what is not. Made when the dialog opens, and again for other maps. */
export function ShareForm({ slide, kept }: { readonly slide: OpenSlide; readonly kept: KeptResult }) {
  const { commands } = useApp();
  const [chosen, setChosen] = useState<readonly MapId[] | null>(null);
  const slideId = slide.description.id;
  const [made, setMade] = useState<Made | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    commands.shareView(slideId, chosen, signal).then(
      (share) => {
        if (!signal.aborted) setMade({ share, kept, chosen });
      },
      (reason: unknown) => {
        // Another link is wanted by now, or none.
        if (!signal.aborted) throw reason;
      },
    );
    return () => {
      controller.abort();
    };
  }, [commands, slideId, kept, chosen]);
  const isMade = made?.kept === kept && made.chosen === chosen;
  if (!made) return <Making />;
  const { share } = made;
  if (!share) return null;
  const { link } = share;
  const ids = kept.result.maps.map(({ id }) => id);
  const inLink = chosen ?? (link.kind === 'link' ? link.maps : ids);
  const isWithoutMap = inLink.length === 0 && ids.length > 0;
  return (
    <div className={s['form']}>
      {isWithoutMap ? (
        <p className={s['problem']} role="status">
          {text.share.noMap}
        </p>
      ) : !isMade ? (
        <Making />
      ) : link.kind === 'link' ? (
        <Address key={link.address} address={link.address} />
      ) : (
        <div className={s['problem']} role="status">
          {link.kind === 'refused' ? (
            <p>{errorText(link.error).why}</p>
          ) : (
            <>
              <p>
                {link.kind === 'too-long'
                  ? text.share.tooLong(link.characters, LINK_LIMITS.characters)
                  : text.share.tooMany(link.patches, LINK_LIMITS.patches)}
              </p>
              <p>{text.share.tooLongTodo}</p>
            </>
          )}
          <SaveAsFile slideId={slideId} />
        </div>
      )}
      <MapChoices result={kept.result} link={link} chosen={inLink} onChange={setChosen} />
      {link.kind === 'link' && !isWithoutMap ? (
        <div className={s['lists']}>
          <InLink place={share.slide} />
          <NotInLink slide={slide} place={share.slide} link={link} chosen={chosen} />
        </div>
      ) : null}
    </div>
  );
}

/** A link, or why there is none, for a result and the maps that were chosen. */
interface Made {
  readonly share: Share | null;
  readonly kept: KeptResult;
  readonly chosen: readonly MapId[] | null;
}

/** What is too large for a link as a file: how long that takes, and what went wrong, is said here, as the dialog lies over all notices. */
function SaveAsFile({ slideId }: { readonly slideId: string }) {
  const { commands } = useApp();
  const [error, setError] = useState<PlainError | null>(null);
  return (
    <>
      <Button
        look="primary"
        icon={<Download aria-hidden="true" />}
        onClick={() => {
          void commands.exportResult(slideId, 'result').then(setError);
        }}
      >
        {text.share.save}
      </Button>
      <FileWorkList kind="writing" />
      {error ? <ErrorBanner error={error} /> : null}
    </>
  );
}

function Making() {
  return (
    <p className={s['hint']} role="status">
      {text.share.making}
    </p>
  );
}

/** The address, to be copied or selected. */
function Address({ address }: { readonly address: string }) {
  const id = useId();
  const [copying, setCopying] = useState<'no' | 'done' | 'failed'>('no');
  return (
    <div>
      <label htmlFor={id} className={s['label']}>
        {text.share.address}
      </label>
      <textarea
        id={id}
        className={s['address']}
        readOnly
        rows={3}
        spellCheck={false}
        value={address}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
      />
      <div className={s['below']}>
        <p className={s['hint']} aria-live="polite">
          {isOfThisMachine(address) ? <span className={s['line']}>{text.share.thisMachine}</span> : null}
          {copying === 'failed' ? text.share.copyFailed : text.share.length(address.length, LINK_LIMITS.characters)}
        </p>
        <Button
          look="primary"
          icon={copying === 'done' ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          onClick={() => {
            copy(address).then(
              () => {
                setCopying('done');
              },
              () => {
                setCopying('failed');
              },
            );
          }}
        >
          <span aria-live="polite">{copying === 'done' ? text.share.copied : text.share.copy}</span>
        </Button>
      </div>
    </div>
  );
}

/** Whether nobody else's browser finds anything at the address. */
function isOfThisMachine(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]' || host.endsWith('.localhost');
}

/** Rejects where the browser has no clipboard for this page (an insecure one) or does not allow it. */
async function copy(address: string): Promise<void> {
  await navigator.clipboard.writeText(address);
}
