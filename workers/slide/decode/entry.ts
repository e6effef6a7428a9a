import '#core/network/no-side-doors.ts';
import { serveCalls } from '../../shared/calls.ts';
import type { DecodeCalls } from './calls.ts';
import { createDecodeService } from './service.ts';

serveCalls<DecodeCalls>(createDecodeService());
