import { annotations } from './annotations.ts';
import { anytime } from './anytime.ts';
import { askedMaps } from './asked-maps.ts';
import { app, header, language, panel, status } from './app.ts';
import { bundles } from './bundles.ts';
import { check } from './check.ts';
import { commands } from './commands.ts';
import { compare } from './compare.ts';
import { exports } from './exports.ts';
import { figure } from './figure.ts';
import { faithfulness } from './faithfulness.ts';
import { inside } from './inside.ts';
import { keeping } from './keeping.ts';
import { maps } from './maps.ts';
import { modelFiles } from './model-files.ts';
import { model } from './model.ts';
import { network } from './network.ts';
import { notices } from './notices.ts';
import { offline } from './offline.ts';
import { drop, empty, link } from './opening.ts';
import { phrases } from './phrases.ts';
import { patches } from './patches.ts';
import { rail } from './rail.ts';
import { record } from './record.ts';
import { report } from './report.ts';
import { result } from './result.ts';
import { run } from './run.ts';
import { sampling } from './sampling.ts';
import { share } from './share.ts';
import { shortcuts } from './shortcuts.ts';
import { spacing } from './spacing.ts';
import { display, stage } from './stage.ts';
import { survival } from './survival.ts';
import { troubles } from './troubles.ts';
import { whatIf } from './what-if.ts';
import { workstation } from './workstation.ts';

export { errors } from './errors.ts';

/** Every sentence and label of the window, in English. Accessible names come from here too: tests find controls by them. */
export const en = {
  app,
  header,
  language,
  empty,
  drop,
  link,
  rail,
  spacing,
  panel,
  stage,
  display,
  model,
  modelFiles,
  run,
  anytime,
  report,
  result,
  keeping,
  maps,
  patches,
  survival,
  whatIf,
  askedMaps,
  faithfulness,
  exports,
  figure,
  inside,
  record,
  share,
  sampling,
  annotations,
  bundles,
  check,
  compare,
  status,
  shortcuts,
  commands,
  workstation,
  offline,
  troubles,
  network,
  notices,
  phrases,
} as const;
