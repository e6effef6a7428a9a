import '#core/network/no-side-doors.ts';
import '#core/no-eval.ts';
import { serveCalls } from '../shared/calls.ts';
import type { ResultCalls } from './calls.ts';
import { createResultService } from './service.ts';

serveCalls<ResultCalls>(createResultService());
