import { z } from 'zod';
import { bundlePath } from './fields.ts';

/** `head` of `model.json` for attention sampling; the graphs' shapes are in `docs/bundle-format.md`. */
export const attentionSamplingHead = z.object({
  architecture: z.literal('attention-sampling'),
  /** c */
  classes: z.int().min(1).max(100),
  /** Image px between neighbouring places of the sampling distribution. */
  step_pixels: z.int().min(1).max(64),
  /** P, places drawn for one answer. */
  samples: z.int().min(1).max(1000),
  /** What the weighted mean of the votes is multiplied by before the softmax. */
  sharpness: z.number().positive().max(100),
  /** Size of the images it was trained on, px; also the size of the fields that tissue is divided into. */
  image_pixels: z.object({ width: z.int().min(16).max(8192), height: z.int().min(16).max(8192) }),
  graphs: z.record(z.string().max(64), bundlePath),
});

export type AttentionSamplingHead = z.infer<typeof attentionSamplingHead>;

/** Names of the graphs that a head must bring. */
export const ATTENTION_SAMPLING_GRAPHS = ['attention', 'feature'] as const;
