import { isSurvival } from '../run-result.ts';
import type { Answer, RunRecord, RunResult, RunTimings, Sampling } from '../run-result.ts';
import type { LeftOut } from './link-content.ts';

/** The parts of a result that a link describes in words and numbers; patches and scores travel apart. */
export type TravellingResult = Pick<RunResult, 'id' | 'answer' | 'run' | 'timings' | 'sampling'>;

/**
 * A result as it may leave this machine in a link: of the slide its file name alone, no credential in a note, and no digit that means nothing.
 */
export function travellingResult(result: RunResult, leftOut: Omit<LeftOut, 'maps'>): TravellingResult {
  const { id, answer, run, timings, sampling } = result;
  return {
    id: id.slice(0, 100),
    answer: travellingAnswer(answer, leftOut.risks),
    run: travellingRun(run),
    timings: travellingTimings(timings),
    ...(sampling ? { sampling: travellingSampling(sampling, leftOut.draws) } : {}),
  };
}

/** Whether a result has what a link may leave out. */
export function leavable({ answer, sampling }: RunResult): Omit<LeftOut, 'maps'> {
  return {
    draws: sampling?.fields.some(({ draw }) => draw.length > 0) ?? false,
    risks: isSurvival(answer) && answer.reference !== null,
  };
}

function travellingAnswer(answer: Answer, isWithoutRisks: boolean): Answer {
  if (!isSurvival(answer) || !answer.reference) return answer;
  if (isWithoutRisks) return { ...answer, reference: null };
  const risks = answer.reference.risks.map((risk) => Number(risk.toPrecision(6)));
  return { ...answer, reference: { ...answer.reference, risks } };
}

function travellingRun(run: RunRecord): RunRecord {
  const name = run.slide.name.split(/[/\\]/).at(-1) ?? '';
  return { ...run, slide: { ...run.slide, name }, notes: run.notes.map(withoutQueries) };
}

/** Addresses in a text without user, query and fragment: any of them may be a credential. */
export function withoutQueries(text: string): string {
  // A scheme's length is bounded: without that, a long text of such characters is gone through once for each of them.
  return text.replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s"'<>]*)/gi, (_, scheme: string, rest: string) => {
    const plain = rest.replace(/[?#].*$/s, '');
    const slash = plain.indexOf('/');
    const host = slash < 0 ? plain : plain.slice(0, slash);
    return scheme + host.slice(host.lastIndexOf('@') + 1) + (slash < 0 ? '' : plain.slice(slash));
  });
}

function travellingTimings(timings: RunTimings): RunTimings {
  const rounded = (value: number) => Number(value.toPrecision(4));
  return {
    modelSeconds: rounded(timings.modelSeconds),
    tissueSeconds: rounded(timings.tissueSeconds),
    encodeSeconds: rounded(timings.encodeSeconds),
    headSeconds: rounded(timings.headSeconds),
    totalSeconds: rounded(timings.totalSeconds),
    patchesPerSecond: rounded(timings.patchesPerSecond),
  };
}

/** Five decimals of shares and votes: no more is ever shown, and weights still sum to 1 within what a result file is held to. */
function travellingSampling(sampling: Sampling, isWithoutDraws: boolean): Sampling {
  const rounded = (value: number) => Math.round(value * 1e5) / 1e5;
  return {
    ...sampling,
    fields: sampling.fields.map((field) => ({
      rect: field.rect,
      scores: field.scores.map(rounded),
      scoresSd: field.scoresSd.map(rounded),
      draw: isWithoutDraws
        ? []
        : field.draw.map(({ rect, weight, timesDrawn, vote }) => ({
            rect,
            weight: rounded(weight),
            timesDrawn,
            vote: vote.map(rounded),
          })),
    })),
  };
}
