import { annotationCommands, type AnnotationCommands } from './annotation-commands.ts';
import type { CommandContext } from './context.ts';
import { checkCommands, type CheckCommands } from './check-commands.ts';
import { compareCommands, type CompareCommands } from './compare-commands.ts';
import { durableCommands, type DurableCommands } from './durable-commands.ts';
import { bundleCommands, type BundleCommands } from './bundle-commands.ts';
import { exportCommands, type ExportCommands } from './export-commands.ts';
import { importCommands, type ImportCommands } from './import-commands.ts';
import { resultCommands, type ResultCommands } from './result-commands.ts';
import { networkCommands, type NetworkCommands } from './network-commands.ts';
import { modelFileCommands, type ModelFileCommands } from './model-file-commands.ts';
import { modelCommands, type ModelCommands } from './model-commands.ts';
import { linkCommands, type LinkCommands } from './link-commands.ts';
import { openCommands, type OpenCommands } from './open-commands.ts';
import { recentCommands, type RecentCommands } from './recent-commands.ts';
import { runAgainCommands, type RunAgainCommands } from './run-again-commands.ts';
import { runCommands, type RunCommands } from './run-commands.ts';
import { samplingCommands, type SamplingCommands } from './sampling-commands.ts';
import { shareCommands, type ShareCommands } from './share-commands.ts';
import { slideCommands, type SlideCommands } from './slide-commands.ts';
import { faithfulnessCommands, type FaithfulnessCommands } from './faithfulness-commands.ts';
import { troubleCommands, type TroubleCommands } from './trouble-commands.ts';
import { whatIfCommands, type WhatIfCommands } from './what-if-commands.ts';

/** Everything a user can do that takes I/O. What only changes the screen is a transition of a store. */
export interface AppCommands
  extends
    OpenCommands,
    RecentCommands,
    SlideCommands,
    ModelCommands,
    RunCommands,
    ResultCommands,
    ExportCommands,
    ImportCommands,
    SamplingCommands,
    AnnotationCommands,
    BundleCommands,
    ModelFileCommands,
    DurableCommands,
    CheckCommands,
    WhatIfCommands,
    FaithfulnessCommands,
    CompareCommands,
    LinkCommands,
    ShareCommands,
    NetworkCommands,
    TroubleCommands,
    RunAgainCommands {}

export function createCommands(context: CommandContext): AppCommands {
  const runs = runCommands(context);
  const bundles = bundleCommands(context);
  const results = resultCommands(context);
  const open = openCommands(context);
  const slides = slideCommands(context, runs.cancelRun);
  return {
    ...open,
    ...recentCommands(context, open),
    ...slides,
    ...durableCommands(context, { ...runs, ...slides }),
    ...modelCommands(context),
    ...bundles,
    ...modelFileCommands(context, bundles),
    ...checkCommands(context),
    ...runs,
    ...results,
    ...exportCommands(context),
    ...importCommands(context, results),
    ...samplingCommands(context, runs),
    ...annotationCommands(context),
    ...whatIfCommands(context, runs),
    ...faithfulnessCommands(context),
    ...compareCommands(context),
    ...linkCommands(context, open),
    ...shareCommands(context),
    ...networkCommands(context),
    ...troubleCommands(context),
    ...runAgainCommands(context, runs),
  };
}
