import { ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { isSameMap, type MapChoice, type Pane } from '#state/compare-store.ts';
import { isOfOther, mapsOf } from '#state/maps-of.ts';
import { contentOfSlide, mapOfContent } from '#state/pane-content.ts';
import { viewOfResult } from '#state/result-view.ts';
import { importsOf, resultsOf } from '#state/kept-results.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { dayAndTime } from '../messages/numbers.ts';
import { answerText } from '../result/answer-text.ts';
import { mapName } from '../result/map-text.ts';
import { mapsOfSentence, mapsOfText, nameWithMapsOf } from '../what-if/maps-of-text.ts';
import s from './PaneChoice.module.css';

const SLIDE_ONLY = 'slide only';

/** Which slide a pane shows, where several are open. */
export function SlideChoice({ pane, where }: { readonly pane: Pane; readonly where: string }) {
  const { stores, commands } = useApp();
  const { byId, order } = useStore(stores.slides);
  const shown = byId[pane.slideId];
  if (!shown || order.length < 2) return null;
  return (
    <Choice
      of="slide"
      label={text.compare.slide(where)}
      value={pane.slideId}
      shown={<span className={s['main']}>{shown.description.name}</span>}
      onChoose={(slideId) => {
        const states = { runs: stores.runs.getState(), overlay: stores.overlay.getState() };
        commands.showInPane(pane.id, contentOfSlide(states, slideId));
      }}
    >
      {order.map((id) => (
        <Option key={id} value={id}>
          {byId[id]?.description.name}
        </Option>
      ))}
    </Choice>
  );
}

/** Which map of which result lies over a pane's slide, or none. */
export function MapChoiceList({ pane, where }: { readonly pane: Pane; readonly where: string }) {
  const { stores, commands } = useApp();
  const runs = useStore(stores.runs);
  const { list } = resultsOf(runs, pane.slideId);
  const shown = mapOfContent(pane, runs);
  const imports = importsOf(runs, pane.slideId).list.map(({ key, fileName, imported }) => ({
    key,
    title: text.exports.importedFrom(fileName),
    isAsked: false,
    maps: viewOfResult(imported).maps.map(({ id }): MapChoice => ({ resultKey: key, mapId: id })),
  }));
  const results = list.map((kept) => {
    const { key, result } = kept;
    const isAsked = mapsOf(kept, false) !== null;
    const title = text.compare.resultOf(result.run.bundle.name, answerText(result), dayAndTime(result.run.finishedAt));
    const maps = result.maps.flatMap(({ id }): MapChoice[] => {
      const choice = { resultKey: key, mapId: id };
      return isAsked ? [choice, { ...choice, isFull: true }] : [choice];
    });
    return { key, title, isAsked, maps };
  });
  const choices = [...results, ...imports];
  const all = choices.flatMap(({ maps }) => maps);
  const valueOf = (choice: MapChoice): string => String(all.indexOf(choice));
  // Once nothing is asked any more, as asked and of the full slide are one.
  const wanted = shown?.of === null && pane.map ? { resultKey: pane.map.resultKey, mapId: pane.map.mapId } : pane.map;
  const chosen = shown ? all.find((choice) => isSameMap(choice, wanted)) : undefined;
  return (
    <Choice
      of="map"
      label={text.compare.shows(where)}
      value={chosen ? valueOf(chosen) : shown ? '' : SLIDE_ONLY}
      shown={
        shown ? (
          <>
            <span className={s['main']}>{mapName(shown.map.id)}</span>
            {shown.of ? (
              <span className={s['of']} {...(isOfOther(shown.of) ? { title: mapsOfSentence(shown.of) } : {})}>
                {mapsOfText(shown.of)}
              </span>
            ) : null}
            <span className={s['model']}>{shown.from}</span>
          </>
        ) : (
          <span className={s['main']}>{text.compare.slideOnly}</span>
        )
      }
      onChoose={(value) => {
        commands.showInPane(pane.id, { slideId: pane.slideId, map: all[Number(value)] ?? null });
      }}
    >
      <Option value={SLIDE_ONLY}>{text.compare.slideOnly}</Option>
      {choices.map(({ key, title, isAsked, maps }) => (
        <Select.Group key={key}>
          <Select.Label className={s['group']}>{title}</Select.Label>
          {maps.map((choice) => (
            <Option key={valueOf(choice)} value={valueOf(choice)}>
              {nameWithMapsOf(mapName(choice.mapId), isAsked ? (choice.isFull ? 'full-chosen' : 'question') : null)}
            </Option>
          ))}
        </Select.Group>
      ))}
    </Choice>
  );
}

function Choice(props: {
  readonly of: 'slide' | 'map';
  readonly label: string;
  readonly value: string;
  readonly shown: ReactNode;
  readonly onChoose: (value: string) => void;
  readonly children: ReactNode;
}) {
  return (
    <Select.Root value={props.value} onValueChange={props.onChoose}>
      <Select.Trigger className={s['trigger']} data-of={props.of} aria-label={props.label}>
        <span className={s['shown']}>
          <Select.Value>{props.shown}</Select.Value>
        </span>
        <ChevronDown className={s['chevron']} aria-hidden="true" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content className={s['content']} position="popper" align="start" sideOffset={4} collisionPadding={8}>
          <Select.Viewport>{props.children}</Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}

function Option({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <Select.Item value={value} className={s['item']}>
      <Select.ItemText>{children}</Select.ItemText>
    </Select.Item>
  );
}
