import type { BackEndReport } from '../contract.ts';

/** A WebGPU device with the adapter's own limits. */
export interface Gpu {
  readonly device: GPUDevice;
  /** Resolves with the reason when the device is lost. */
  readonly whenLost: Promise<string>;
}

type GpuReport = NonNullable<BackEndReport['webgpu']>;

/** The adapter that a run would use, or null where the browser has none to give. */
export async function findAdapter(): Promise<{ adapter: GPUAdapter; report: GpuReport } | null> {
  // Absent outside secure contexts and in browsers without WebGPU, whatever the type says.
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  const adapter = (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  if (!adapter) return null;
  const { info, limits } = adapter;
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '');
  return {
    adapter,
    report: {
      adapter: words.length > 0 ? [...new Set(words)].join(' ') : 'unnamed adapter',
      software: info.isFallbackAdapter || /swiftshader|llvmpipe|software|basic render/i.test(words.join(' ')),
      shaderF16: adapter.features.has('shader-f16'),
      maxBufferBytes: limits.maxBufferSize,
      maxStorageBindingBytes: limits.maxStorageBufferBindingSize,
    },
  };
}

/** Limits that ONNX Runtime's kernels meet; all are asked for at the adapter's maximum. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxUniformBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/**
 * A device with the adapter's maximum limits. A tensor above the device's binding limit gives garbage without an error, and the default limit is
 * 128 MiB. `subgroups` is left out where the adapter's subgroups may be as small as 4, because kernels that use them are wrong there.
 */
export async function openGpu(adapter: GPUAdapter): Promise<Gpu> {
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures: GPUFeatureName[] = [];
  if (adapter.features.has('shader-f16')) requiredFeatures.push('shader-f16');
  if (adapter.features.has('subgroups') && adapter.info.subgroupMinSize > 4) requiredFeatures.push('subgroups');
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  const whenLost = device.lost.then(({ reason, message }) => (message === '' ? reason : message));
  return { device, whenLost };
}
