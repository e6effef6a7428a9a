/** One step of the zoom controls and keys, as a factor. */
export const ZOOM_STEP = 1.5;
/** One step of the rotation controls and keys, degrees. */
export const ROTATION_STEP_DEG = 90;
