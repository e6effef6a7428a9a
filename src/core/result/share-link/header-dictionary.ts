import { strToU8 } from 'fflate';

/**
 * What descriptions in links have in common: deflate refers to it as if it had come before. It is part of version 1 of the format, so not one
 * character of it may ever change.
 */
const TEXT =
  '{"id":"00000000-0000-4000-8000-000000000000","view":null,"overlay":{"map":"sampling-probability","colours":"coolwarmcividismagmainfernojet' +
  '","reversed":true,"smooth":true,"visible":false,"settings":[{"map":"attention-product","scaling":"percentile","windows":[{"scaling":"rank' +
  '","low":null,"high":null,"hideBelow":null},{"scaling":"value","low":0.1,"high":0.9,"hideBelow":0.5}]}]},"bytes":' +
  'null,"lists":2,"left":{"maps":[],"draws":true,"risks":true},"sampling":{"scope":"tissuewhole-imageregion","mode":"most-attended' +
  '","samples":20,"repeats":10,"fields":[{"rect":{"x":0,"y":0,"width":256,"height":256},"scores":[0.0],"scoresSd":[0.0],"draw":[{"rect":{"x":' +
  '],"draw":[]},{"rect":{"x":,"weight":0.05,"timesDrawn":1,"vote":[0.1]}]}]},"answer":{"bins":["0–12","12–24"],"unit":"months","hazards":' +
  '[0.1],"survival":[0.9],"risk":-2.5,"reference":{"on":"held-out phantoms","count":100,"lowerShare":0.5,"risks":[-3.1]}},"precision":"fp16"' +
  ',"adapter":"nvidia amd intel apple","kind":"webgpu","architecture":"attention-sampling","architecture":"dsca","scale":4,"coverage":{"done":' +
  '1,"planned":1,"lastChange":null,"isStopped":true},slide pixels enlarged 1.0 times to the model\'s spacing; features of 100 of 100 patches ' +
  'kept from an earlier run, on whichever back end that wasWASM on one thread: the page is not cross-origin isolated or the machine has one ' +
  'core.svs.ndpi.tiff.dzi,"spacingStatedBy":"user","path":"head.onnx","path":"block0-kv.onnx","path":"block0-query.onnx","path":"block1-kv.onnx"' +
  ',"path":"block1-query.onnx","path":"block1-attention.onnx","path":"select.onnx","path":"embed.onnx","path":"attention.onnx","path":' +
  '"classify.onnx","path":"feature.onnx","path":"encoder-fp16.onnx","path":"golden/head.safetensors"' +
  ',"view":{"x":1000.5,"y":1000.5,"scale":1.0,"rotation":0},"overlay":{"map":"task-relevance","colours":"viridis","signed":"purple-orange' +
  '","reversed":false,"smooth":false,"opacity":0.6,"visible":true,"settings":[]},"bytes":1000000,"lists":1,"maps":[{"id":"cross-attention","list":1,"min":0,"max":1,"holes":false,"bits":8},{"id":' +
  '"global-attention","list":0,"min":0,"max":1,"holes":false,"bits":4},{"id":"task-relevance","list":0,"min":0,"max":0.9,"holes":false,"bits":' +
  '8},{"id":"bottom-up-attention","list":0,"min":0.000,"max":0.01,"holes":false,"bits":8},{"id":"top-down-attention","list":0,"min":0.0001,"max"' +
  ':0.02,"holes":false,"bits":8}],"left":{"maps":[],"draws":false,"risks":false},"answer":{"classes":["no tumour nests","tumour nests"],"logits":' +
  '[-0.1,0.1],"scores":[0.0,0.9],"spread":{"scoresSd":[0.0,0.0],"repeats":10}},"run":{"software":{"name":"Fovea","version":"0.1.0"},"slide":' +
  '{"name":"phantom-01.tif","fingerprint":"#0","width":10000,"height":10000,"spacingXUmPerPx":0.5,"spacingYUmPerPx":0.25,"spacingStatedBy":' +
  '"metadata"},"bundle":{"id":"phantom-tda-mil","version":"1.0.0","name":"Phantom","architecture":"tda-mil","files":[{"path":"encoder.onnx",' +
  '"sha256":"#1"},{"path":"golden/encoder.safetensors","sha256":"#2"},{"path":"#10"}]},"plan":{"stepPx":256,"sizePx":256,"columns":10,"rows":10,' +
  '"modelSizePx":224,"modelSpacingUmPerPx":0.5,"minCoverage":0.5,"enlargement":1},"tissue":{"spacingUmPerPx":8,"closeHolesUm2":16000,' +
  '"dropSpecksUm2":16000,"saturationThreshold":null,"threshold":20,"tissueShare":0.5},"backEnd":{"kind":"wasm","adapter":null,"threads":2,' +
  '"precision":"fp32"},"notes":[],"damagedTiles":0,"startedAt":"2026-01-01T00:00:00.000Z","finishedAt":"2026-01-01T00:00:00.000Z","seed":null}' +
  ',"timings":{"modelSeconds":0.1,"tissueSeconds":0.1,"encodeSeconds":1.0,"headSeconds":0.1,"totalSeconds":1.0,"patchesPerSecond":10.0}}';

export const HEADER_DICTIONARY: Uint8Array<ArrayBuffer> = new Uint8Array(strToU8(TEXT));
