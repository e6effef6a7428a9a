import { Progress } from 'radix-ui';
import { useState } from 'react';
import { useStore } from 'zustand';
import { isSurvival } from '#core/result/run-result.ts';
import type { MapId, RunResult } from '#core/result/run-result.ts';
import { DEFAULT_FAITHFULNESS, faithfulnessMaps, faithfulnessRuns } from '#core/what-if/faithfulness.ts';
import type { Faithfulness, FaithfulnessProgress } from '#core/what-if/faithfulness.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import { checkOf } from '#state/faithfulness-store.ts';
import { runInProgress } from '#state/run-in-progress.ts';
import type { KeptResult } from '#state/slide-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Button } from '../controls/Button.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { score as scoreText, significant } from '../messages/numbers.ts';
import { ErrorBanner } from '../notices/ErrorBanner.tsx';
import s from './FaithfulnessPanel.module.css';
import { FaithfulnessPlot } from './FaithfulnessPlot.tsx';
import { hasRoom, verdictOf } from './faithfulness-verdict.ts';

/** Checks, when asked to, whether a map orders the patches by what the answer rests on. */
export function FaithfulnessPanel({ slideId, kept }: { readonly slideId: string; readonly kept: KeptResult }) {
  const { stores, commands } = useApp();
  const { result, key } = kept;
  const maps = faithfulnessMaps(result);
  const looked = useStore(stores.overlay, (state) => maps.find((id) => state.chosenMaps.includes(id)));
  const [chosen, setChosen] = useState<MapId | null>(null);
  const map = chosen ?? looked ?? maps[0];
  const check = useStore(stores.faithfulness, (state) => (map ? checkOf(state, key, map) : undefined));
  const manifest = useStore(stores.models, (state) => state.byId[result.run.bundle.id]?.manifest);
  const isBusy = useStore(stores.runs, (state) => runInProgress(state) !== null);
  const units = whatIfUnits(result).length;
  if (!map || units < 2) return null;
  const status = check?.status;
  const positive = manifest?.task.kind === 'classification' ? (manifest.positive_class ?? null) : null;
  return (
    <div className={s['panel']}>
      <p className={s['quiet']}>{text.faithfulness.lead}</p>
      <Followed result={result} positive={positive} />
      {maps.length > 1 ? (
        <Segmented
          label={text.faithfulness.map}
          value={map}
          segments={maps.map((id) => ({ value: id, label: text.result.mapNames[id], name: text.result.mapFull[id] }))}
          onChange={setChosen}
        />
      ) : null}
      {status?.kind === 'running' ? (
        <Going progress={status.progress} onCancel={commands.cancelFaithfulness} />
      ) : (
        <div className={s['begin']}>
          <Button
            disabled={isBusy}
            title={isBusy ? text.faithfulness.busy : undefined}
            onClick={() => {
              void commands.checkFaithfulness(slideId, map, positive);
            }}
          >
            {status?.kind === 'done' ? text.faithfulness.again : text.faithfulness.check}
          </Button>
          <p className={s['quiet']} role="status">
            {status?.kind === 'cancelled'
              ? text.faithfulness.cancelled
              : text.faithfulness.cost(faithfulnessRuns(units, DEFAULT_FAITHFULNESS))}
          </p>
        </div>
      )}
      {status?.kind === 'failed' ? <ErrorBanner error={status.error} /> : null}
      {status?.kind === 'done' ? <Found result={result} found={status.value} /> : null}
    </div>
  );
}

/** Which score is followed, and whether it can fall at all: what a class's low score rests on is not found by leaving out. */
function Followed({ result, positive }: { readonly result: RunResult; readonly positive: number | null }) {
  const { answer } = result;
  if (isSurvival(answer)) return <p className={s['quiet']}>{text.faithfulness.followsRisk}</p>;
  const index = positive ?? answer.scores.indexOf(Math.max(...answer.scores));
  const score = answer.scores[index];
  if (score === undefined) return null;
  return (
    <p className={s['quiet']}>
      {text.faithfulness.follows(answer.classes[index] ?? '', scoreText(score))}
      {hasRoom(score) ? '' : ` ${text.faithfulness.lowScore}`}
    </p>
  );
}

function Going({ progress, onCancel }: { readonly progress: FaithfulnessProgress; readonly onCancel: () => void }) {
  const { done, total, perSecond, secondsLeft } = progress;
  const share = total > 0 ? done / total : 0;
  return (
    <div className={s['going']}>
      <div>
        <Progress.Root className={s['track']} value={Math.round(share * 100)} aria-label={text.faithfulness.progress}>
          <Progress.Indicator asChild>
            <svg className={s['fill']} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
              <rect width={share * 100} height="1" fill="currentColor" />
            </svg>
          </Progress.Indicator>
        </Progress.Root>
        <p className={s['figures']}>
          <span>{text.faithfulness.asked(done, total)}</span>
          <span>
            {perSecond === null ? text.run.measuring : text.faithfulness.rate(significant(perSecond, 2))}
            {secondsLeft === null ? '' : ` · ${text.run.left(secondsLeft)}`}
          </span>
        </p>
      </div>
      <Button onClick={onCancel}>{text.faithfulness.cancel}</Button>
    </div>
  );
}

function Found({ result, found }: { readonly result: RunResult; readonly found: Faithfulness }) {
  const { answer } = result;
  const name = isSurvival(answer) ? null : (answer.classes[found.classIndex ?? -1] ?? '');
  const verdict = verdictOf(found);
  const followed = name === null ? text.faithfulness.risk : text.faithfulness.score(name);
  const map = text.result.mapFull[found.map];
  return (
    <>
      <p className={s['verdict']} role="status">
        {verdict === 'riskMoves' || verdict === 'riskNone'
          ? text.faithfulness[verdict]
          : text.faithfulness[verdict](name ?? '', scoreText(found.deletion.values[0] ?? NaN))}
      </p>
      <FaithfulnessPlot
        title={text.faithfulness.deletion}
        curve={found.deletion}
        shareLabel={text.faithfulness.shareOut}
        followed={followed}
        map={map}
      />
      <FaithfulnessPlot
        title={text.faithfulness.insertion}
        curve={found.insertion}
        shareLabel={text.faithfulness.shareKept}
        followed={followed}
        map={map}
      />
      <p className={s['quiet']}>
        {text.faithfulness.how(found.deletion.random.length, found.seed)}. {text.faithfulness.caution}
        {name === null ? ` ${text.faithfulness.cautionRisk}` : ''}
      </p>
    </>
  );
}
