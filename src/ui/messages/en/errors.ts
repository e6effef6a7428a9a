import type { ProblemList } from '#core/errors/problems.ts';
import { firstProblems, hostOf, problemText, shorten, type ErrorTexts } from '../error-text.ts';
import { bytes, count, duration, percent, significant, spacing } from '../numbers.ts';
import { problems as problemTexts } from './problems.ts';

/** What is said about each failure. */
export const errors: ErrorTexts = {
  'source/network': ({ url }) => ({
    what: `${hostOf(url)} could not be reached.`,
    why: 'The network is down, the address is wrong, or the server does not allow other pages to read from it (CORS); the browser does not say which.',
    todo: 'Check the address and the connection. If the server is yours, let it send Access-Control-Allow-Origin; else download the slide and drop it here. A server that wants a token or password may look like this too: then enter it.',
  }),
  'source/http-status': ({ url, status, retryAfterSeconds }) => ({
    what: `${hostOf(url)} answered ${status}.`,
    why: statusReason(status),
    todo:
      retryAfterSeconds !== undefined
        ? `Try again in ${duration(Math.max(1, retryAfterSeconds))}: so the server asks.`
        : status === 408 || status === 429 || status >= 500
          ? 'Try again in a while.'
          : status === 401 || status === 403
            ? 'Enter the token or password that the server demands, or ask for a fresh link.'
            : 'Check the address, or ask for a fresh link.',
  }),
  'source/web-page': ({ url }) => ({
    what: `${hostOf(url)} answered with a web page, not with the slide.`,
    why: 'It may want you to log in first, the network may have a page of its own in between, or the link leads to a page about the slide.',
    todo: 'Open the address in another tab to see what it shows; then copy the address of the slide file itself.',
  }),
  'source/no-range-support': ({ url, bytes: size }) => ({
    what: `${hostOf(url)} sends only whole files.`,
    why: 'The server does not support range requests, which read a slide piece by piece.',
    todo:
      size === null
        ? 'Download the file and drop it here, or download it now into this window.'
        : `Download the file (${bytes(size)}) and drop it here, or download it now into this window.`,
  }),
  'source/wrong-range': ({ url, asked, got }) => ({
    what: `${hostOf(url)} sent a different part of the file than was asked for.`,
    why: `Asked for ${asked}, got ${got}. A proxy or cache in between may be at fault.`,
    todo: 'Try again. If it happens again, download the file and drop it here.',
  }),
  'source/changed': ({ url }) => ({
    what: 'The slide changed on the server while it was open.',
    why: `The file at ${hostOf(url)} was replaced; old and new parts must not be mixed.`,
    todo: 'Close the slide and open it again.',
  }),
  'source/file-unreadable': ({ name }) => ({
    what: `${name} cannot be read.`,
    why: 'Its disk or network share is not connected, or the file was moved, deleted or changed since it was chosen.',
    todo: 'Connect the disk or the share and try again. If the file was moved or changed, close the slide and open it again.',
  }),
  'source/short-read': ({ name, wanted, got }) => ({
    what: `${name} ends too early.`,
    why: `${count(wanted)} bytes were needed, ${count(got)} came: the file is cut off or was changed, or the server breaks off its answers.`,
    todo: 'Copy or download the file again and compare its size.',
  }),
  'source/timeout': ({ url, timeoutMs }) => ({
    what: `${hostOf(url)} did not answer within ${count(timeoutMs / 1000)} s.`,
    why: 'The server or the network is very slow, or stuck.',
    todo: 'Try again in a while.',
  }),
  'source/bad-url': ({ url }) => ({
    what: `“${shorten(url)}” is not an address that can be opened.`,
    why: 'A slide’s address begins with https:// or http://.',
    todo: 'Copy the full address of the slide file.',
  }),
  'source/no-room': ({ url, bytes: size, roomBytes }) => ({
    what: `The file from ${hostOf(url)} does not fit into this browser’s storage.`,
    why: `${size === null ? 'It' : `It is ${bytes(size)} large and`} needs more than the ${bytes(roomBytes)} that the browser gives this page.`,
    todo: 'Download it with the browser to your disk and drop it here: then it is read in place.',
  }),
  'network/refused': ({ host }) => ({
    what: `${host} was not contacted: nobody allowed this window to read from it.`,
    why: 'Fovea reaches its own server and the hosts that you name, and no others. A slide or model may point elsewhere.',
    todo: 'To allow it, open an address on that host with “Open a link”.',
  }),
  'network/redirected': ({ url, withCredential }) => ({
    what: `${hostOf(url)} sends the request on to another address.`,
    why: withCredential
      ? 'Where to cannot be seen before going there, and what you entered for this server is not taken along to another address.'
      : 'Where to cannot be seen before going there, so Fovea asks first. The address that was asked for is all that is sent there.',
    todo: withCredential
      ? 'Ask for the file’s direct address, or download it and drop it here.'
      : 'Follow it if you trust this server, or ask for the file’s direct address.',
  }),
  'network/sent-on': ({ url, to }) => ({
    what: `${hostOf(url)} sent the request on to ${hostOf(to)}, which nobody has named.`,
    why: 'It was contacted once, as you allowed by following redirects, and so was whatever lies between the two; its answer was not read.',
    todo: 'Read from that host too if you trust it, or leave it at that.',
  }),
  'network/header-refused': ({ url, header }) => ({
    what: `${hostOf(url)} could not be read with the header ${header}.`,
    why: 'With a header of its own a request is announced to the server first (CORS preflight). The server must allow the header by name (Access-Control-Allow-Headers) and answer the announcement without it; or it cannot be reached.',
    todo: 'Check the header’s name. If the server is yours, let it allow that header for this page.',
  }),
  'slide/nothing-dropped': () => ({
    what: 'What was dropped is no file and no folder with files.',
    why: 'Text, pictures of other pages and links cannot be opened this way.',
    todo: 'Drop a slide from your disk, or use “Open a link”.',
  }),
  'recent/gone': ({ name }) => ({
    what: `${name || 'This file'} is not where it was.`,
    why: 'It was moved, renamed or deleted, or its disk is not connected.',
    todo: 'Connect the disk and try again, or open the file from its new place. The list keeps it until you remove it.',
  }),
  'recent/not-allowed': ({ name }) => ({
    what: `The browser may not read ${name}.`,
    why: 'The question whether this page may read it was answered with no, or closed.',
    todo: 'Choose it again and allow reading, or open the file anew.',
  }),
  'slide/unknown-format': ({ name }) => ({
    what: `${name} is not a slide that Fovea can read.`,
    why: 'It reads Aperio SVS, pyramidal TIFF and BigTIFF, Deep Zoom, PNG and JPEG. The content decides, not the file name.',
    todo: 'Export the slide from your viewer as SVS or pyramidal TIFF.',
  }),
  'slide/empty': ({ name }) => ({
    what: `${name} is empty.`,
    why: 'The file has no content; a copy or download may have failed.',
    todo: 'Copy or download it again.',
  }),
  'slide/damaged': ({ name, what }) => ({
    what: `${name} is damaged and cannot be opened.`,
    why: sentence(what),
    todo: 'Copy or download it again, or open the original.',
  }),
  'slide/too-large-image': ({ name, width, height, maxPixels }) => ({
    what: `${name} is too large for a plain image: ${count(width)} × ${count(height)} px.`,
    why: `A PNG or JPEG has to be decoded in one piece; up to ${count(maxPixels / 1e6)} megapixels can be.`,
    todo: 'Convert it to a pyramidal TIFF or Deep Zoom.',
  }),
  'slide/unsupported-compression': ({ name, compression }) => ({
    what: `The pixels of ${name} are stored in a way Fovea cannot decode.`,
    why: `TIFF compression ${compression}${compressionName(compression)} is not supported. JPEG, deflate, LZW and uncompressed are.`,
    todo: 'Export the slide with JPEG compression.',
  }),
  'slide/unsupported-layout': ({ name, what }) => ({
    what: `${name} is laid out in a way Fovea cannot read.`,
    why: sentence(what),
    todo: 'Export the slide as SVS or as a tiled pyramidal TIFF with 8-bit colour.',
  }),
  'slide/missing-file': ({ name, path }) => ({
    what: `A part of ${name} is missing: ${path}.`,
    why: 'A Deep Zoom slide is a .dzi file and a folder of tiles; one of the two was not among what was given.',
    todo: 'Drop the folder that holds both.',
  }),
  'slide/not-open': () => ({
    what: 'This slide is not open any more.',
    why: 'It was closed while something still needed it.',
    todo: 'Open it again.',
  }),
  'slide/too-many-open': ({ max }) => ({
    what: `${max} slides are open already.`,
    why: 'Every open slide holds memory, and its result would be lost if it were closed unasked.',
    todo: 'Close one of them, then open this one.',
  }),
  'tile/damaged': ({ level, column, row, what }) => ({
    what: `A tile of the slide is damaged (level ${level}, column ${column}, row ${row}).`,
    why: sentence(what),
    todo: 'It is shown as a marked hole. Copy the slide again if there are many.',
  }),
  'tile/missing': ({ level, column, row }) => ({
    what: `A tile of the slide is missing (level ${level}, column ${column}, row ${row}).`,
    why: 'Some scanners leave tiles out; a copy may also be incomplete.',
    todo: 'It is shown as a marked hole.',
  }),
  'model/unreachable': ({ url, what, isPassing }) => ({
    what: 'The model could not be loaded.',
    why: `${hostOf(url)}: ${sentence(what)}`,
    todo:
      isPassing === false
        ? 'Check the address, and whether the host lets you read the file.'
        : 'Check the connection and try again.',
  }),
  'model/invalid-manifest': ({ bundle, ...list }) => ({
    what: `The model “${bundle}” cannot be used: its description is not valid.`,
    why: problemsSaid(list),
    todo: 'Ask whoever made the bundle; docs/bundle-format.md says what it must hold.',
  }),
  'model/hash-mismatch': ({ bundle, path }) => ({
    what: `A file of the model “${bundle}” is not the one it was published with.`,
    why: `The checksum of ${path} is different: the download was damaged or the file was changed.`,
    todo: 'Try again. If it happens again, get the model anew from whoever published it.',
  }),
  'model/golden-mismatch': ({ bundle, backend, what }) => ({
    what: `The model “${bundle}” does not compute correctly on this machine with ${backendName(backend)}.`,
    why: `Its built-in example came out different: ${sentence(what)}`,
    todo:
      backend === 'webgpu'
        ? 'Choose “CPU (WASM)” above the Run button and run again.'
        : 'Use another browser or machine.',
  }),
  'model/unsupported': ({ bundle, what }) => ({
    what: `The model “${bundle}” cannot be run by this version.`,
    why: sentence(what),
    todo: 'Choose another model.',
  }),
  'model/invalid-bundle': ({ bundle, ...list }) => ({
    what: `“${bundle}” is not a model that can be added.`,
    why: problemsSaid(list),
    todo: 'Drop the bundle’s whole folder, or a .zip of it, with model.json at its top; docs/bundle-format.md says what it must hold.',
  }),
  'model/name-taken': ({ bundle }) => ({
    what: `A model named “${bundle}” ships with this installation, with other content.`,
    why: 'Models that ship are not replaced by what is dropped: a result names its model by this name.',
    todo: 'Change “id” in the model.json of what you want to add, then drop it again.',
  }),
  'model/no-room': ({ bundle, bytes: size, roomBytes }) => ({
    what: `There is no room for the model “${bundle}” in this browser’s storage.`,
    why:
      roomBytes === null
        ? `A file of ${bytes(size)} has to be kept.`
        : roomBytes === 0
          ? `A file of ${bytes(size)} has to be kept, and this browser gives this page no more: it is full, a private window, or storage is switched off.`
          : roomBytes < size
            ? `A file of ${bytes(size)} has to be kept, and the browser gives this page ${bytes(roomBytes)} more.`
            : `A file of ${bytes(size)} has to be kept, and could not be: the disk is full, or the browser gives this page no more.`,
    todo: 'Make room on the disk, remove other models or forget stored features; use a window that is not private.',
  }),
  'model/busy': ({ bundle }) => ({
    what: `“${bundle}” was not added: a run or a check is in progress.`,
    why: 'A new model is tried on this machine before it is taken, and what is in progress needs all of it.',
    todo: 'Wait until that has ended, or cancel it, then drop the model again.',
  }),
  'model/in-use': ({ bundle }) => ({
    what: `The files of “${bundle}” were not deleted: models are in use on this machine.`,
    why: 'A run, a check, an addition or a download is in progress in another tab, and reads or writes files that models share.',
    todo: 'Wait until that has ended, or cancel it, then delete the files again.',
  }),
  'model/files-gone': ({ bundle, path }) => ({
    what: `A file of the model “${bundle}” is not on this machine any more.`,
    why: `${path} was kept in this browser’s storage, and was cleared from it: by hand, or by the browser to make room.`,
    todo: 'Add the model again from its folder or .zip.',
  }),
  'model/too-large': ({ bundle, backend, needBytes, limitBytes }) => ({
    what: `The model “${bundle}” is too large for ${backendName(backend)}.`,
    why: `Its weights take about ${bytes(needBytes)} while they are loaded; there are ${bytes(limitBytes)}.`,
    todo:
      backend === 'webgpu'
        ? 'Use a graphics processor with more memory, or a smaller encoder.'
        : 'Run it on a graphics processor (WebGPU), or use a bundle with a smaller encoder or with external weights.',
  }),
  'run/no-spacing': ({ slide }) => ({
    what: `The spacing of ${slide} is not known.`,
    why: 'The file does not say how many µm a pixel is, and the model needs it to cut patches of the right size.',
    todo: 'State the spacing or calibrate it by a known distance.',
  }),
  'run/no-tissue': ({ slide, tissueShare }) => ({
    what: `No patch of ${slide} holds enough tissue.`,
    why: `${percent(tissueShare, 1)} of the slide was recognised as stained tissue. Very pale, fluorescent or blank slides are not recognised.`,
    todo: 'Check that this is an H&E slide and that its spacing is right.',
  }),
  'run/slide-too-coarse': ({ slideUmPerPx, modelUmPerPx, maxEnlargement }) => ({
    what: 'This slide is too coarse for the model.',
    why: `The slide has ${spacing(slideUmPerPx)}, the model wants ${spacing(modelUmPerPx)}; enlarging by more than ${significant(maxEnlargement, 2)}× would invent detail.`,
    todo: 'Use a scan at higher magnification, or check the stated spacing.',
  }),
  'run/image-too-small': ({ width, height, leastPx, umPerPx }) => ({
    what: 'The region is too small for the model.',
    why: `At ${spacing(umPerPx)} it has ${count(width)} × ${count(height)} px; at least ${count(leastPx)} px each way are needed.`,
    todo: 'Zoom out or draw a larger region, and check the stated spacing.',
  }),
  'run/image-too-large': ({ width, height, maxPixels, umPerPx }) => ({
    what: 'The region is too large to be looked over in one piece.',
    why: `At ${spacing(umPerPx)} it has ${count(width)} × ${count(height)} px; up to ${count(maxPixels / 1e6)} megapixels fit into memory.`,
    todo: 'Zoom in, draw a smaller region, or run on all tissue, which is done piece by piece.',
  }),
  'run/back-end-failed': ({ backend, what }) => ({
    what: `The run failed on ${backendName(backend)}.`,
    why: sentence(what),
    todo:
      backend === 'webgpu'
        ? 'Choose “CPU (WASM)” above the Run button and run again.'
        : 'Run again; reload the page if it persists.',
  }),
  'run/gpu-lost': ({ what }) => ({
    what: 'The graphics processor was lost during the run.',
    why: `${sentence(what)} The driver may have restarted or the machine slept.`,
    todo: 'Run again, or choose “CPU (WASM)” above the Run button.',
  }),
  'run/out-of-memory': ({ what }) => ({
    what: 'There was not enough memory for the run.',
    why: sentence(what),
    todo: 'Close other tabs and slides and run again.',
  }),
  'result/invalid': ({ name, ...list }) => ({
    what: `${name} is not a result that can be shown.`,
    why: problemsSaid(list),
    todo: 'Open a file that Fovea exported, or one of another program as docs/formats.md says.',
  }),
  'storage/full': ({ what }) => ({
    what: what === 'result' ? 'The results could not be kept on this machine.' : 'Settings could not be kept.',
    why: 'The storage that the browser gives this page is full.',
    todo: `Make room in “This workstation”, Storage. Until then they stay in this tab only${what === 'result' ? '; export what must not be lost' : ''}.`,
  }),
  'storage/refused': ({ what }) => ({
    what: what === 'result' ? 'The results could not be kept on this machine.' : 'Settings could not be kept.',
    why: 'The browser keeps nothing for this page: a private window, or a setting of the browser.',
    todo: `Use an ordinary window. Until then they stay in this tab only${what === 'result' ? '; export what must not be lost' : ''}.`,
  }),
  'storage/result-too-large': ({ bytes: size, most }) => ({
    what: 'A result could not be kept on this machine.',
    why: `Its file has ${bytes(size)}; more than ${bytes(most)} are not read back.`,
    todo: 'It stays until this tab is closed. Export its maps to keep them.',
  }),
  'result/no-features': ({ slide, missing, patches }) => ({
    what: `The patch features of ${slide} are not all kept on this machine.`,
    why: `${count(missing)} of ${count(patches)} are missing: they were made elsewhere, gave way to newer ones, or lie on damaged tiles.`,
    todo: 'Run the model on this slide again, then export the features.',
  }),
  'link/too-long': ({ characters, most }) => ({
    what: 'This link is too long to be one that Fovea made.',
    why: `It has ${count(characters)} characters; links have at most ${count(most)}.`,
    todo: 'Ask for the result as a file, and drop that here.',
  }),
  'link/unknown-version': ({ version }) => ({
    what: `This link is of version ${version}, which this Fovea does not know.`,
    why: 'It was made by another version of Fovea, or changed on the way.',
    todo: 'Open it with the Fovea that it was made with, or ask for a new link.',
  }),
  'link/damaged': ({ problem }) => ({
    what: 'This link is damaged and was not opened.',
    why: sentence(problemText(problemTexts, problem)),
    todo: 'Mail and chat programs sometimes cut long links. Copy the whole link again, or ask for a new one.',
  }),
  'link/too-large': ({ mostBytes }) => ({
    what: 'This link was not opened: it unpacks to more than any link from Fovea holds.',
    why: `A part of it is longer than ${bytes(mostBytes)}: it was made to fill memory, or is damaged.`,
    todo: 'Do not use it. Ask whoever sent it for the result as a file.',
  }),
  'link/invalid': (list) => ({
    what: 'This link does not hold a result that can be shown.',
    why: problemsSaid(list),
    todo: 'Ask whoever sent it for a new link.',
  }),
  'link/wrong-slide': ({ wanted, opened, why }) => ({
    what: `${opened} is not the slide that this result was made on.`,
    why:
      why === 'content'
        ? `It was made on ${wanted}; the content of this file is different (its fingerprint does not match).`
        : why === 'size'
          ? `It was made on ${wanted}, which has other dimensions.`
          : `It was made on ${wanted}, and one of the two has no fingerprint to tell by.`,
    todo: 'The heatmap is not shown on it. Open the slide that is named below.',
  }),
  'view/no-picture': ({ slide }) => ({
    what: `There is no picture of ${slide} to save yet.`,
    why: 'The slide is still being drawn.',
    todo: 'Wait until it is on screen, then try again.',
  }),
  'memory/full': ({ what }) => ({
    what: 'There was not enough memory for this.',
    why: sentence(what),
    todo: 'Close other slides and tabs, then try again. What was computed so far is kept.',
  }),
  'worker/crashed': ({ worker, what }) => ({
    what: `A part of Fovea stopped working (${worker}).`,
    why: sentence(what),
    todo: 'Try again; reload the page if it persists. The slide on disk is untouched.',
  }),
  'program/part-missing': ({ what }) => ({
    what: 'A part of the program could not be fetched.',
    why: `The network or the server is not to be reached, or a newer version has taken the place of this one: ${sentence(what)}`,
    todo: 'Try again; if it persists, export what is not to be lost and reload the page.',
  }),
  internal: ({ what }) => ({
    what: 'Something went wrong that should not have.',
    why: sentence(what),
    todo: 'Try again; reload the page if it persists.',
  }),
};

function problemsSaid(list: ProblemList): string {
  const { said, rest } = firstProblems(problemTexts, list);
  const words = `${said.join('; ')}${rest > 0 ? `; and ${count(rest)} more` : ''}`;
  // The name of a field or a file stays as it is spelt.
  const [first] = list.problems;
  const isName = first !== undefined && ('path' in first || ('at' in first && first.at !== ''));
  return isName ? `${words}.` : sentence(words);
}

/** First letter upper case, a full stop at the end. */
function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'No reason was given.';
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function statusReason(status: number): string {
  if (status === 401 || status === 403) return 'The server refuses access; a signed link may have expired.';
  if (status === 404 || status === 410) return 'There is no such file on the server.';
  if (status === 429 || status === 503) return 'The server is busy.';
  if (status >= 500) return 'The server has a problem of its own.';
  return 'The server did not send the file.';
}

function compressionName(compression: number): string {
  const names: Record<number, string> = {
    33003: ' (JPEG 2000)',
    33005: ' (JPEG 2000)',
    50001: ' (WebP)',
    22610: ' (JPEG XR)',
  };
  return names[compression] ?? '';
}

function backendName(backend: string): string {
  return backend === 'webgpu' ? 'the graphics processor (WebGPU)' : 'the CPU (WebAssembly)';
}
