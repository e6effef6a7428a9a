import { z } from 'zod';

/**
 * Schemas are compiled into functions where that is allowed, which is found out by trying: an error in the console of every page whose policy forbids it.
 * Imported before any schema is made.
 */
z.config({ jitless: true });
