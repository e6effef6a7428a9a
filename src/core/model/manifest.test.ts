import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FoveaError } from '#core/errors/fovea-error.ts';
import type { Problem } from '#core/errors/problems.ts';
import { smallBundle } from '#test-support/small-bundle.ts';
import { parseBundleIndex } from './bundle-index.ts';
import { manifestSchema, parseManifest, parseManifestText } from './manifest.ts';

const models = fileURLToPath(new URL('../../../models/', import.meta.url));
const good = (await smallBundle()).manifest;

/** The manifest as loose JSON, to be spoilt. */
const loose = () => JSON.parse(JSON.stringify(good)) as Record<string, unknown>;
const problemsOf = (value: unknown): readonly Problem[] => {
  try {
    parseManifest(value);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'model/invalid-manifest' });
    return (error as FoveaError<'model/invalid-manifest'>).context.problems;
  }
};

describe('parseManifest', () => {
  const shipped = readdirSync(models).filter((name) => existsSync(`${models}${name}/model.json`));

  it('takes every bundle that ships', () => {
    expect(shipped).toContain('phantom-tda-mil');
    for (const name of shipped) {
      expect(parseManifestText(readFileSync(`${models}${name}/model.json`, 'utf8')).id).toBe(name);
    }
  });

  it('names every problem with its place', () => {
    const spoilt = { ...loose(), num_classes: 3, patch_size_pixels: 'large', spec_version: '2.0' };
    const problems = problemsOf(spoilt);
    expect(problems).toContainEqual({ code: 'field-type', at: 'patch_size_pixels', expected: 'number' });
    expect(problems).toContainEqual({ code: 'field-choice', at: 'spec_version', allowed: ['1.0'] });
    expect(problemsOf({ ...loose(), num_classes: 3 })).toEqual([
      { code: 'class-names', at: 'class_names', names: 2, classes: 3 },
    ]);
    expect(problemsOf({ ...loose(), positive_class: 2 })).toEqual([
      { code: 'other-classes', at: 'positive_class', value: 2, classes: 2 },
    ]);
    expect(problemsOf({ ...loose(), id: 'Ä', version: 'one' })).toEqual([
      { code: 'field-format', at: 'id', format: 'bundle-id' },
      { code: 'field-format', at: 'version', format: 'version' },
    ]);
    const [file] = good.files;
    expect(problemsOf({ ...loose(), files: [{ ...file, sha256: 'x' }] })).toContainEqual({
      code: 'field-format',
      at: 'files.0.sha256',
      format: 'sha256',
    });
  });

  it('lets no path leave the bundle', () => {
    const paths = [
      '../x.onnx',
      '/etc/x',
      'a/../../x',
      'C:/x',
      'a\\x',
      'https://host/x',
      'a//x',
      './x',
      'a/.',
      '%2e%2e/x',
      'x?y',
      'x#y',
      '',
    ];
    for (const path of paths) {
      const spoilt = loose();
      spoilt['golden'] = { encoder: path, head: 'golden/head.safetensors' };
      expect(problemsOf(spoilt), path).toContainEqual({ code: 'field-format', at: 'golden.encoder', format: 'path' });
    }
  });

  it('wants every graph listed, hashed and named', () => {
    const head = { ...good.head, graphs: { ...good.head.graphs } };
    delete head.graphs['select'];
    expect(problemsOf({ ...loose(), head })).toEqual([{ code: 'not-listed', at: 'head.graphs', name: 'select' }]);
    const files = good.files.filter(({ path }) => path !== 'head/select.onnx');
    expect(problemsOf({ ...loose(), files })).toEqual([
      { code: 'not-in-files', at: 'head.graphs.select', path: 'head/select.onnx' },
    ]);
    expect(problemsOf({ ...loose(), head: { ...good.head, shared_blocks: false } })).toContainEqual({
      code: 'not-listed',
      at: 'head.graphs',
      name: 'step2-block0-kv',
    });
    expect(problemsOf({ ...loose(), head: { ...good.head, heads: 3 } })).toEqual([
      { code: 'no-multiple', at: 'head.width', of: 'heads' },
    ]);
  });

  it('wants images of attention sampling that can be looked over in one piece', () => {
    const text = readFileSync(`${models}phantom-attention-sampling/model.json`, 'utf8');
    const sampling = JSON.parse(text) as Record<string, unknown>;
    const head = { ...(sampling['head'] as object), image_pixels: { width: 8192, height: 8192 } };
    expect(problemsOf({ ...sampling, head })).toContainEqual({
      code: 'image-too-large',
      at: 'head.image_pixels',
      most: 64_000_000,
    });
  });

  it('wants cross-attention heads that divide the token, where there is cross-attention', () => {
    const text = readFileSync(`${models}phantom-dsca/model.json`, 'utf8');
    const dsca = JSON.parse(text) as Record<string, unknown>;
    const head = { ...(dsca['head'] as object), pooling: 'capool', cross_heads: 7 };
    expect(problemsOf({ ...dsca, head })).toContainEqual({ code: 'no-multiple', at: 'head.width', of: 'cross_heads' });
    expect(JSON.stringify(problemsOf({ ...dsca, head: { ...head, pooling: 'avgpool' } }))).not.toContain('cross_heads');
  });

  it('refuses by name what it cannot run, and anything that is not a manifest', () => {
    expect(() => parseManifest({ ...loose(), architecture: 'abmil' })).toThrow(
      expect.objectContaining({
        code: 'model/unsupported',
        context: { bundle: 'small-test', what: 'architecture abmil' },
      }),
    );
    for (const value of [null, 3, [], 'x', {}]) expect(problemsOf(value).length).toBeGreaterThan(0);
    expect(() => parseManifestText('{')).toThrow(expect.objectContaining({ code: 'model/invalid-manifest' }));
    expect(() => parseManifestText(' '.repeat(2 ** 20 + 1))).toThrow(
      expect.objectContaining({ code: 'model/invalid-manifest' }),
    );
  });

  it('knows the same keys as models/bundle.schema.json', () => {
    const stored = jsonSchema.parse(JSON.parse(readFileSync(`${models}bundle.schema.json`, 'utf8')));
    const ours = jsonSchema.parse(z.toJSONSchema(manifestSchema, { io: 'input' }));
    expect([...keysOf(ours, ours)].sort()).toEqual(
      [...keysOf(stored, stored)].filter((key) => key !== '$schema').sort(),
    );
  });
});

/** Paths of all keys that a schema names, whichever alternative they stand in. */
function keysOf(schema: JsonSchema, root: JsonSchema, at = ''): Set<string> {
  const keys = new Set<string>();
  const addAll = (more: Set<string>) => {
    for (const key of more) keys.add(key);
  };
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    if (child === false) continue;
    keys.add(at + name);
    if (child !== true) addAll(keysOf(child, root, `${at}${name}.`));
  }
  const referred = /^#\/\$defs\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
  const same = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  const others = [schema.items, schema.then, schema.else, referred === undefined ? undefined : root.$defs?.[referred]];
  for (const one of [...same, ...others]) if (one) addAll(keysOf(one, root, at));
  return keys;
}

describe('parseBundleIndex', () => {
  it('takes relative folders and nothing else', () => {
    const index = { bundles: [{ id: 'phantom-tda-mil', path: 'phantom-tda-mil/' }] };
    expect(parseBundleIndex(index)).toEqual({ ...index, phantom: [] });
    for (const path of ['../x/', 'https://host/x/', '/x/', '//host/x/']) {
      expect(() => parseBundleIndex({ bundles: [{ id: 'x', path }] })).toThrow(/bundles.0.path/);
    }
  });

  it('takes the phantom’s files by name, size and hash', () => {
    const file = { path: 'phantom-01.tif', bytes: 12, sha256: 'a'.repeat(64) };
    expect(parseBundleIndex({ bundles: [], phantom: [file] }).phantom).toEqual([file]);
    for (const wrong of [{ path: '../x' }, { path: 'a/b' }, { bytes: -1 }, { bytes: 1.5 }, { sha256: 'A'.repeat(64) }])
      expect(() => parseBundleIndex({ bundles: [], phantom: [{ ...file, ...wrong }] })).toThrow(/phantom.0/);
  });
});

interface JsonSchema {
  /** `false`: this alternative forbids the key. */
  properties?: Record<string, JsonSchema | boolean> | undefined;
  items?: JsonSchema | undefined;
  $defs?: Record<string, JsonSchema> | undefined;
  $ref?: string | undefined;
  oneOf?: JsonSchema[] | undefined;
  anyOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
  then?: JsonSchema | undefined;
  else?: JsonSchema | undefined;
}
const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), z.union([z.boolean(), jsonSchema])).optional(),
    items: jsonSchema.optional(),
    $defs: z.record(z.string(), jsonSchema).optional(),
    $ref: z.string().optional(),
    oneOf: z.array(jsonSchema).optional(),
    anyOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
    then: jsonSchema.optional(),
    else: jsonSchema.optional(),
  }),
);
