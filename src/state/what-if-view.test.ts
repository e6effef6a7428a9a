import { describe, expect, it } from 'vitest';
import { level0Rect } from '#core/geometry/frames.ts';
import { parseResultFile, serializeResult } from '#core/result/result-file.ts';
import { classAnswer } from '#core/result/run-result.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { fakeManifest } from '#test-support/fake-services.ts';
import { displayedMapsOf, displayedResult, showResult, shownKept } from './displayed.ts';
import { changeResults, resultsOf } from './kept-results.ts';
import { saveNamed } from './named-questions.ts';
import { NO_RUNS } from './runs-store.ts';
import { addResult, changeQuestions } from './slide-results.ts';
import {
  NO_QUESTIONS,
  addRegion,
  beginAsking,
  clear,
  paintUnits,
  setWithoutTop,
  takeAnswer,
  type Questions,
} from './what-if-questions.ts';
import { askingObstacle, keptPart, questionsToKeep } from './what-if-view.ts';

const result = sampleResult();
const rectangle = { kind: 'rectangle', rect: level0Rect(-5, 0, 200, 200.5) } as const;
const asked = addRegion(NO_QUESTIONS, { id: 'r1', effect: 'exclude', shape: rectangle });
const painted = paintUnits(asked, { id: 'p', effect: 'keep', indices: [0, 2], isErasing: false });
const answer = { classes: classAnswer(result.answer).classes, logits: [0, 0], scores: [0.75, 0.25] };

function answered(questions: Questions): Questions {
  const maps = result.maps.map((map) => ({ ...map, values: map.values.map((value, i) => (i === 0 ? NaN : value)) }));
  const one = { set: questions.asked, answer, keptCount: 2, maps, seconds: 0.2 };
  return takeAnswer(beginAsking(questions, 't'), 't', one);
}

const file = (questions: Questions) => {
  const kept = questionsToKeep(questions);
  return serializeResult(kept ? { ...result, questions: kept } : result);
};

describe('what is looked at', () => {
  const state = changeResults(NO_RUNS, 's', (results) =>
    addResult(results, { key: 'k', result, origin: null, notes: [] }),
  );
  const withQuestions = (change: (questions: Questions) => Questions) =>
    changeResults(state, 's', (results) => changeQuestions(results, 'k', change));

  it('the result itself, until a question is answered; then with the maps of the answer, the same object each time', () => {
    expect(displayedResult(state, 's')).toBe(result);
    expect(
      displayedResult(
        withQuestions(() => asked),
        's',
      ),
    ).toBe(result);
    const now = withQuestions(() => answered(asked));
    const displayed = displayedResult(now, 's');
    expect(displayed?.maps[0]?.values[0]).toBeNaN();
    expect(displayed?.answer).toBe(result.answer);
    expect(displayedResult({ ...now }, 's')).toBe(displayed);
  });

  it('the old maps while a changed question is being answered; the result itself when nothing is asked any more', () => {
    const changed = withQuestions(() => setWithoutTop(answered(asked), { map: 'task-relevance', count: 1 }));
    expect(displayedResult(changed, 's')?.maps[0]?.values[0]).toBeNaN();
    expect(
      displayedResult(
        withQuestions(() => clear(answered(asked))),
        's',
      ),
    ).toBe(result);
  });

  it('which patches a question keeps is worked out once', () => {
    const part = keptPart(result, asked.asked);
    expect([...part.kept]).toEqual([0, 1, 1]);
    expect(part.keptCount).toBe(2);
    expect(keptPart(result, asked.asked)).toBe(part);
  });
});

describe('questions in a result file', () => {
  it('come back as they were, with answers; the current one is a named one where it was', () => {
    const questions = saveNamed(answered(painted), 'pen & fold');
    const read = parseResultFile(file(questions), 'r.json');
    expect(read.questions).toEqual(questionsToKeep(questions));
    const state = showResult(NO_RUNS, 's', read, { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' });
    const kept = shownKept(state, 's');
    expect(kept?.result).toEqual(result);
    expect(kept?.questions?.asked).toEqual(painted.asked);
    expect(kept?.questions?.asked).toBe(kept?.questions?.named[0]?.set);
    expect(kept?.questions?.answered).toMatchObject({ answer, keptCount: 2, maps: null });
    expect(displayedResult(state, 's')).toBe(kept?.result);
    expect(displayedMapsOf(state, 's')).toBe('full-from-file');
    expect(resultsOf(state, 's').list).toHaveLength(1);
  });

  it('tell the difference to the full slide', () => {
    const written = JSON.parse(file(answered(asked))) as {
      questions: { current: { answer: { difference: number[] } } };
    };
    const [first, second] = written.questions.current.answer.difference;
    expect(first).toBeCloseTo(0.75 - 0.02297737, 9);
    expect(second).toBeCloseTo(0.25 - 0.97702263, 9);
  });

  it('nothing asked writes nothing', () => {
    expect(file(NO_QUESTIONS)).not.toContain('questions');
    expect(questionsToKeep(undefined)).toBeUndefined();
  });

  it.each([
    ['question-patch', (text: string) => text.replace('"indices":[0,2]', '"indices":[0,3]')],
    ['question-difference', (text: string) => text.replace(/"difference":\[[^,]*,/, '"difference":[0,')],
    [
      'question-other-answer',
      (text: string) => text.replace(/("questions".*?"classes":\[)"[^"]*"/, '$1"another class"'),
    ],
    ['class-lists', (text: string) => text.replace('"scores":[0.75,0.25]', '"scores":[0.75]')],
    ['question-kept', (text: string) => text.replace('"keptCount":2', '"keptCount":4')],
    ['questions.current', (text: string) => text.replace('"width":200,', '"width":-1,')],
    ['questions.current', (text: string) => text.replace('"effect":"keep"', '"effect":"<b>"')],
  ])('are refused where they contradict the result: %s', (problem, spoil) => {
    const text = file(answered(painted));
    const spoilt = spoil(text);
    expect(spoilt).not.toBe(text);
    expect(() => parseResultFile(spoilt, 'r.json')).toThrow(problem);
  });
});

describe('regions of a file', () => {
  const region = { id: 'a', effect: 'exclude', shape: rectangle } as const;
  const readRegions = (regions: Questions['asked']['regions']) =>
    parseResultFile(file({ ...NO_QUESTIONS, asked: { regions, withoutTop: null } }), 'r.json').questions?.current?.set
      .regions;

  it('are told apart: one that has the id of another gets its own', () => {
    const ids = readRegions([region, region, { ...region, id: 'a 2' }, region])?.map(({ id }) => id) ?? [];
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    expect([ids[0], ids[2]]).toEqual(['a', 'a 2']);
  });

  it('have a bounded number of corners together', () => {
    const points = Array.from({ length: 20_000 }, (_, i) => ({ x: i, y: i % 7 }));
    const outline = { ...region, shape: { kind: 'polygon', points } } as const;
    expect(readRegions([outline, outline])).toHaveLength(2);
    expect(() => readRegions([outline, outline, outline])).toThrow('"code":"question-corners","most":50000');
  });
});

describe('why no question can be asked', () => {
  const manifest = fakeManifest({ id: 'test', files: [{ path: 'encoder.onnx', sha256: 'b'.repeat(64), bytes: 1 }] });
  it('the model is not here, or another one has its name', () => {
    expect(askingObstacle(result, undefined)).toBe('no-model');
    expect(askingObstacle(result, { baseUrl: '', manifest })).toBeNull();
    expect(askingObstacle(result, { baseUrl: '', manifest: { ...manifest, version: '2.0.0' } })).toBe('other-model');
    const files = [{ path: 'encoder.onnx', sha256: 'c'.repeat(64), bytes: 1 }];
    expect(askingObstacle(result, { baseUrl: '', manifest: { ...manifest, files } })).toBe('other-model');
  });
});
