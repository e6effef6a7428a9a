import { ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { MapId, RunResult } from '#core/result/run-result.ts';
import { isMapId } from '#core/result/imports/imported-maps.ts';
import { whatIfUnits } from '#core/what-if/what-if-set.ts';
import type { WhatIfSet } from '#core/result/questions.ts';
import { setWithoutTop } from '#state/what-if-questions.ts';
import { text } from '#ui/messages/text.ts';
import { useApp } from '../app-context.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { NumberField } from '../sampling/NumberField.tsx';
import s from './WithoutTop.module.css';

const FIRST_COUNT = 10;

/** Leaves out the patches that a map shows highest: does the answer hang on these few? */
export function WithoutTop(props: { readonly slideId: string; readonly result: RunResult; readonly asked: WhatIfSet }) {
  const { slideId, result, asked } = props;
  const { stores, commands } = useApp();
  const units = whatIfUnits(result).length;
  const maps = result.maps.filter(({ values }) => values.length === units).map(({ id }) => id);
  const looked = useStore(stores.overlay, (state) =>
    maps.length > 0 ? state.chosenMaps.filter(isMapId).find((id) => maps.includes(id)) : undefined,
  );
  const [last, setLast] = useState<{ count: number; map: MapId | null }>({ count: FIRST_COUNT, map: null });
  const now = asked.withoutTop;
  const map = now?.map ?? last.map ?? looked ?? maps[0];
  const count = Math.min(now?.count ?? last.count, Math.max(1, units - 1));
  if (map === undefined) return null;
  const change = (to: { readonly count?: number; readonly map?: MapId }) => {
    const chosen = { map, count, ...to };
    setLast(chosen);
    if (now) commands.changeQuestions(slideId, (questions) => setWithoutTop(questions, chosen));
  };
  return (
    <div className={s['top']}>
      <Toggle
        label={text.whatIf.withoutTop}
        checked={now !== null}
        onChange={(isOn) => {
          commands.changeQuestions(slideId, (questions) => setWithoutTop(questions, isOn ? { map, count } : null));
        }}
      />
      <div className={s['which']}>
        <NumberField
          label={text.whatIf.withoutTopCount}
          hint={text.whatIf.withoutTopHint}
          value={count}
          min={1}
          max={Math.max(1, units - 1)}
          disabled={now === null}
          onChange={(value) => {
            change({ count: value });
          }}
        />
        <MapChoice
          maps={maps}
          map={map}
          isDisabled={now === null}
          onChange={(chosen) => {
            change({ map: chosen });
          }}
        />
      </div>
    </div>
  );
}

function MapChoice(props: {
  readonly maps: readonly MapId[];
  readonly map: MapId;
  readonly isDisabled: boolean;
  readonly onChange: (map: MapId) => void;
}) {
  return (
    <div className={s['field']}>
      <span className={s['label']} aria-hidden="true">
        {text.whatIf.withoutTopMap}
      </span>
      <Select.Root
        value={props.map}
        disabled={props.isDisabled}
        onValueChange={(value) => {
          const map = props.maps.find((one) => one === value);
          if (map) props.onChange(map);
        }}
      >
        <Select.Trigger className={s['trigger']} aria-label={text.whatIf.withoutTopMap}>
          <Select.Value />
          <ChevronDown className={s['chevron']} aria-hidden="true" />
        </Select.Trigger>
        <Select.Portal>
          <Select.Content className={s['content']} position="popper" sideOffset={4}>
            <Select.Viewport>
              {props.maps.map((id) => (
                <Select.Item key={id} value={id} className={s['item']}>
                  <Select.ItemText>{text.result.mapFull[id]}</Select.ItemText>
                </Select.Item>
              ))}
            </Select.Viewport>
          </Select.Content>
        </Select.Portal>
      </Select.Root>
    </div>
  );
}
