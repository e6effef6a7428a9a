import { describe, expect, it } from 'vitest';
import { fakeResult } from '#test-support/fake-services.ts';
import { finePatches } from '#core/patches/two-scale-plan.ts';
import { featuresSafetensors } from './features-safetensors.ts';

const encoder = { id: 'tiny', sha256: 'c'.repeat(64) };

/** Reads by the format's own words, independently of the writer. */
function opened(file: Uint8Array<ArrayBuffer>) {
  const view = new DataView(file.buffer);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  return { length, header, data: file.slice(8 + length) };
}

describe('features as safetensors', () => {
  it('hold the features, the corners and what they are of', () => {
    const result = fakeResult();
    const features = Float32Array.from({ length: 12 }, (_, i) => i / 7);
    const { length, header, data } = opened(featuresSafetensors({ result, features, encoder }));
    expect(length % 8).toBe(0);
    expect(header['features']).toEqual({ dtype: 'F32', shape: [4, 3], data_offsets: [0, 48] });
    expect(header['coords']).toEqual({ dtype: 'I32', shape: [4, 2], data_offsets: [48, 80] });
    expect(data.length).toBe(80);
    expect(new Float32Array(data.buffer, 0, 12)).toEqual(features);
    expect(Array.from(new Int32Array(data.buffer, 48))).toEqual([0, 0, 256, 0, 512, 0, 768, 0]);
    expect(header['__metadata__']).toMatchObject({
      encoder: 'tiny',
      encoder_sha256: encoder.sha256,
      slide: 'a.svs',
      slide_fingerprint: 'a'.repeat(64),
      patch_size_level0: '256',
    });
  });

  it('hold both scales of a two-scale plan', () => {
    const base = fakeResult();
    const result = { ...base, run: { ...base.run, plan: { ...base.run.plan, scale: 4 } } };
    const features = Float32Array.from({ length: 8 }, (_, i) => i);
    const { stepPx, modelSpacingUmPerPx } = base.run.plan;
    const fine = {
      patches: finePatches(result.patches, { stepPx, scale: 4 }),
      features: Float32Array.from({ length: 128 }, (_, i) => -i),
    };
    const { header, data } = opened(featuresSafetensors({ result, features, fine, encoder }));
    expect(header['fine_features']).toEqual({ dtype: 'F32', shape: [64, 2], data_offsets: [64, 576] });
    expect(header['fine_coords']).toEqual({ dtype: 'I32', shape: [64, 2], data_offsets: [576, 1088] });
    expect(new Float32Array(data.buffer, 64, 128)).toEqual(fine.features);
    expect(Array.from(new Int32Array(data.buffer, 576, 12))).toEqual([0, 0, 64, 0, 128, 0, 192, 0, 0, 64, 64, 64]);
    expect(header['__metadata__']).toMatchObject({
      scale: '4',
      fine_patch_size_level0: '64',
      fine_spacing_um_px: String(modelSpacingUmPerPx / 4),
    });
    const short = { ...fine, features: fine.features.slice(1) };
    expect(() => featuresSafetensors({ result, features, fine: short, encoder })).toThrow(RangeError);
  });

  it('hold metadata as strings only, also where there is no fingerprint and the name is not ASCII', () => {
    const { run, patches } = fakeResult();
    const result = { patches, run: { ...run, slide: { ...run.slide, name: 'Präparat "7".svs', fingerprint: null } } };
    const { header, data } = opened(
      featuresSafetensors({ result, features: new Float32Array(8).subarray(4), encoder }),
    );
    const metadata = header['__metadata__'] as unknown as Record<string, unknown>;
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
    expect(metadata).toMatchObject({ slide: 'Präparat "7".svs', slide_fingerprint: '' });
    expect(data.length).toBe(4 * 4 + 4 * 2 * 4);
  });

  it.each([0, 13])('are refused as %i values for four patches', (length) => {
    expect(() => featuresSafetensors({ result: fakeResult(), features: new Float32Array(length), encoder })).toThrow(
      RangeError,
    );
  });
});
