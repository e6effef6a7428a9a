/** The package ships no types; this is what of its Emscripten module we use (read in its `dist`). */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  interface JpegFrameInfo {
    readonly width: number;
    readonly height: number;
    readonly componentCount: number;
  }
  interface JpegDecoder {
    /** A view into the WASM heap of `byteLength` bytes, to be filled; any later call may move the heap. */
    getEncodedBuffer(byteLength: number): Uint8Array;
    decode(): void;
    getFrameInfo(): JpegFrameInfo;
    /** A view into the WASM heap: copy before the next call. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  }
  interface JpegModule {
    readonly JPEGDecoder: new () => JpegDecoder;
  }
  interface ModuleArguments {
    wasmBinary?: ArrayBuffer | Uint8Array;
    instantiateWasm?: (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => object;
    print?: (text: string) => void;
    printErr?: (text: string) => void;
  }
  function createModule(options: ModuleArguments): Promise<JpegModule>;
  export { createModule as default };
}
