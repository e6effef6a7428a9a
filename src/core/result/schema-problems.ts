import type { z } from 'zod';
import {
  placed,
  shortened,
  type FieldFormat,
  type Measured,
  type Problem,
  type ProblemList,
  type Unplaced,
} from '#core/errors/problems.ts';

/** Problems of one file that are told one by one. */
const MOST_TOLD = 20;

/** What makes a refinement of a schema tell this problem; its place is that of the refinement. */
export function saying(problem: Unplaced): {
  readonly message: string;
  readonly params: { readonly problem: Unplaced };
} {
  return { message: problem.code, params: { problem } };
}

/** What a schema of ours finds wrong, as codes and values. */
export function schemaProblems({ issues }: z.ZodError): ProblemList {
  return told(issues.map((issue) => placed(unplaced(issue), issue.path)));
}

/** The first of them, and how many more there are. */
export function told(problems: readonly Problem[]): ProblemList {
  return { problems: problems.slice(0, MOST_TOLD), more: Math.max(0, problems.length - MOST_TOLD) };
}

function unplaced(issue: z.core.$ZodIssue): Unplaced {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'field-type', expected: issue.expected };
    case 'too_big':
      return { code: 'field-too-big', most: Number(issue.maximum), of: measured(issue.origin) };
    case 'too_small':
      return {
        code: 'field-too-small',
        least: Number(issue.minimum),
        isOpen: issue.inclusive === false,
        of: measured(issue.origin),
      };
    case 'invalid_value':
      return { code: 'field-choice', allowed: issue.values.map((value) => shortened(String(value))) };
    case 'invalid_format':
      return { code: 'field-format', format: formatOf(issue) };
    case 'unrecognized_keys':
      return { code: 'field-unknown', keys: issue.keys.slice(0, 5).map(shortened) };
    case 'custom':
      // Written by `saying` and nobody else.
      return (issue.params?.['problem'] as Unplaced | undefined) ?? { code: 'field-other' };
    default:
      return { code: 'field-other' };
  }
}

function measured(origin: string): Measured {
  return origin === 'string' ? 'characters' : origin === 'array' ? 'entries' : 'number';
}

/** Of a pattern, the schema's message says it; those of results and links are of digests. */
function formatOf({ format, message }: { readonly format: string; readonly message: string }): FieldFormat {
  if (format === 'regex') return PATTERNS.find((pattern) => pattern === message) ?? 'sha256';
  return format === 'datetime' ? 'time' : 'other';
}

const PATTERNS: readonly FieldFormat[] = ['bundle-id', 'version', 'path'];
