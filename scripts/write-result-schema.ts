/** Writes the JSON Schemas of `docs/` from those in the code: result files and reports of an installation check. `npx tsx scripts/write-result-schema.ts` */
import { writeFileSync } from 'node:fs';
import { checkReportJsonSchema } from '../src/core/check/check-report.ts';
import { resultJsonSchema } from '../src/core/result/result-schema.ts';
import { fromRoot } from './paths.ts';

const SCHEMAS = {
  'docs/result.schema.json': resultJsonSchema(),
  'docs/check-report.schema.json': checkReportJsonSchema(),
};

for (const [path, schema] of Object.entries(SCHEMAS))
  writeFileSync(fromRoot(path), `${JSON.stringify(schema, null, 2)}\n`);
