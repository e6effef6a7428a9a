import { threadNetwork } from '#network/thread-network.ts';
import { FoveaError } from '#core/errors/fovea-error.ts';

/** Fetches and compiles a WASM file when first asked; a failure is forgotten, so that the next call tries again. */
export function loadWasmOnce(url: string): () => Promise<WebAssembly.Module> {
  let loading: Promise<WebAssembly.Module> | null = null;
  return () => {
    loading ??= load(url).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}

async function load(url: string): Promise<WebAssembly.Module> {
  const response = await threadNetwork.fetch('app', url);
  if (!response.ok)
    throw new FoveaError('internal', { what: `the image decoder could not be loaded (${response.status})` });
  return WebAssembly.compile(await response.arrayBuffer());
}
