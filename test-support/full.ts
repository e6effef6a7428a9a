/** Whether what takes minutes on the software GPU is tested too: `npm run test:full`. For tests in the browser. */
export const FULL = import.meta.env['FOVEA_FULL'] === '1';
