/** Writes `docs/result.schema.json` from the schema in the code. `npx tsx scripts/write-result-schema.ts` */
import { writeFileSync } from 'node:fs';
import { resultJsonSchema } from '../src/core/result/result-schema.ts';
import { fromRoot } from './paths.ts';

writeFileSync(fromRoot('docs/result.schema.json'), `${JSON.stringify(resultJsonSchema(), null, 2)}\n`);
