import { FoveaError } from '#core/errors/fovea-error.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { TiffDirectory } from './directory.ts';
import { TAG } from './tags.ts';

const NDPI_FORMAT_TAG = 65_420;
const XMP_TAG = 700;
const XMP_BYTES = 256 * 1024;

/**
 * Scanner formats that look like TIFF pyramids and are not: 64-bit pointers in a classic header (NDPI), tiles that overlap (BIF), padded
 * level sizes (Philips), several pictures in one chain (SCN). Read as generic TIFF they would show wrong pixels; they are refused by
 * name with `slide/unsupported-layout`.
 */
export async function refuseVendorLayouts(
  source: ByteSource,
  main: TiffDirectory,
  description: string,
  signal: AbortSignal,
): Promise<void> {
  const vendor = await vendorLayout(main, description, signal);
  if (vendor === null) return;
  const what = `it is a ${vendor} file, which has rules of its own that are not read yet`;
  throw new FoveaError('slide/unsupported-layout', { name: source.name, what });
}

async function vendorLayout(main: TiffDirectory, description: string, signal: AbortSignal): Promise<string | null> {
  if (main.has(NDPI_FORMAT_TAG)) return 'Hamamatsu NDPI';
  if (/<scn[\s>]/.test(description.slice(0, 2000))) return 'Leica SCN';
  const software = (await main.text(TAG.Software, signal)) ?? '';
  if (software.startsWith('Philips')) return 'Philips TIFF';
  if (main.count(XMP_TAG) > 0 && main.count(XMP_TAG) <= XMP_BYTES) {
    const xmp = await main.text(XMP_TAG, signal);
    if (xmp?.includes('<iScan')) return 'Ventana BIF';
  }
  return null;
}
