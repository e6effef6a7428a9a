import { count } from '../numbers.ts';

/** The answer of a survival model. */
export const survival = {
  region: 'Survival',
  risk: 'Risk score',
  shortRisk: (risk: string) => `risk ${risk}`,
  shortLogRisk: (risk: string) => `log-risk ${risk}`,
  logRisk: 'Log-risk',
  riskRange: (bins: number) =>
    `Higher is worse: minus the sum of the survival below, from −${count(bins)} (none at risk) to 0.`,
  cox: 'Higher is worse. A Cox model ranks slides against one another; it gives no survival curve.',
  higherThan: (lower: number, all: number, share: string, on: string) =>
    `Higher than ${count(lower)} of ${count(all)} (${share}): ${on}.`,
  riskAxis: 'risk, each mark another slide',
  riskAxisMany: 'risk of the others',
  curve: 'Survival without the event',
  time: (unit: string) => `time, ${unit} (steps not to scale)`,
  bin: (unit: string) => `Time, ${unit}`,
  hazard: 'Hazard',
  hazardLong: 'Probability of the event in this time, for those who reached it',
  survival: 'Survival',
  survivalLong: 'Probability of no event by the end of this time',
  notCalibrated: 'Scores, not calibrated. Research use only.',
  notCalibratedPhantom: 'Scores, not calibrated. The hazard of phantoms is made up.',
} as const;
