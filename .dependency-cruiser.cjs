/** Dependencies point one way (docs/architecture.md). `npm run boundaries` checks it; scripts/boundaries.test.ts proves that it would notice. */

/** A folder may import itself, what is listed, and npm packages that no other rule keeps from it. */
function mayOnlyImport(name, folder, allowed) {
  return {
    name,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: '\\.test\\.tsx?$' },
    to: { path: '^(src|workers|scripts|test-support|e2e|bench|models)/', pathNot: [`^${folder}/`, ...allowed] },
  };
}

/** An npm package that only one folder knows. */
function onlyIn(packageName, folder) {
  return {
    name: `only-${folder.replaceAll('/', '-')}-knows-${packageName}`,
    severity: 'error',
    // The composition root mounts React.
    from: { path: '^(src|workers)/', pathNot: [`^${folder}/`, '^src/main\\.tsx$', '\\.test\\.tsx?$'] },
    to: { path: `(^|node_modules/)(@types/)?${packageName}(/|$)` },
  };
}

const CORE = '^src/core/';
/** Compresses: pure as core is, so that a link reads the same in the page, a worker and under Node. */
const SHARE_LINK = '^src/core/result/share-link/';
/** The one way out to the network. */
const NETWORK = '^src/network/';
const CONTRACTS = '^workers/[^/]+/contract\\.ts$';
const SHARED_WORKER_CODE = '^workers/shared/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-found',
      severity: 'error',
      from: {},
      // Vite's own suffixes (`?worker`, `?url`) and virtual modules are resolved by Vite alone.
      to: { couldNotResolve: true, pathNot: '(\\?(worker|url|raw|inline)|^virtual:)' },
    },
    mayOnlyImport('core-imports-nothing-outward', 'src/core', []),
    {
      name: 'core-uses-zod-alone',
      severity: 'error',
      from: { path: CORE, pathNot: ['\\.test\\.tsx?$', SHARE_LINK] },
      to: {
        dependencyTypesNot: ['local', 'aliased', 'aliased-subpath-import', 'undetermined'],
        path: '.',
        pathNot: ['(^|node_modules/)zod(/|$)', '^src/'],
      },
    },
    {
      name: 'share-links-use-zod-and-fflate-alone',
      severity: 'error',
      from: { path: SHARE_LINK, pathNot: '\\.test\\.tsx?$' },
      to: {
        dependencyTypesNot: ['local', 'aliased', 'aliased-subpath-import', 'undetermined'],
        path: '.',
        pathNot: ['(^|node_modules/)(zod|fflate)(/|$)', '^src/'],
      },
    },
    {
      // Questions are asked of results, and what was asked is kept with one: `core/result` says how, `core/what-if` works it out.
      name: 'results-know-nothing-of-what-if',
      severity: 'error',
      from: { path: '^src/core/result/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/core/what-if/' },
    },
    mayOnlyImport('network-imports-core', 'src/network', [CORE]),
    mayOnlyImport('formats-import-core', 'src/formats', [CORE, NETWORK]),
    mayOnlyImport('state-imports-core', 'src/state', [CORE]),
    mayOnlyImport('commands-import-state-core-contracts', 'src/commands', [CORE, '^src/state/', CONTRACTS]),
    mayOnlyImport('viewer-imports-contracts-state-core', 'src/viewer', [CORE, '^src/state/', CONTRACTS]),
    mayOnlyImport('ui-imports-commands-viewer-state-core', 'src/ui', [
      CORE,
      '^src/state/',
      '^src/commands/',
      '^src/viewer/',
      NETWORK,
      // Names that the page and its service worker know each other by: the lock of a version, the header that says it.
      '^workers/offline/shell\\.ts$',
    ]),
    {
      // Components call commands; what is given to these lies in `platform`.
      name: 'in-ui-only-platform-reaches-the-network',
      severity: 'error',
      from: { path: '^src/ui/(?!platform/)', pathNot: '\\.test\\.tsx?$' },
      to: { path: NETWORK },
    },
    {
      name: 'contracts-import-core-types',
      severity: 'error',
      from: { path: CONTRACTS },
      to: { pathNot: [CORE, CONTRACTS] },
    },
    mayOnlyImport('shared-worker-code-imports-core', 'workers/shared', [CORE, NETWORK]),
    mayOnlyImport('slide-worker-imports-formats', 'workers/slide', [
      CORE,
      '^src/formats/',
      NETWORK,
      SHARED_WORKER_CODE,
      CONTRACTS,
    ]),
    mayOnlyImport('offline-worker-imports-core', 'workers/offline', [CORE, NETWORK, SHARED_WORKER_CODE]),
    mayOnlyImport('result-worker-imports-core', 'workers/result', [CORE, SHARED_WORKER_CODE]),
    mayOnlyImport('inference-worker-imports-the-slide-client', 'workers/inference', [
      CORE,
      NETWORK,
      SHARED_WORKER_CODE,
      CONTRACTS,
      '^workers/slide/(client|port-client|recovering-client)\\.ts$',
      // Which files of models other builds on the origin list.
      '^workers/offline/models-of-shells\\.ts$',
    ]),
    mayOnlyImport('whole-file-worker-imports-core', 'workers/whole-file', [CORE, NETWORK, SHARED_WORKER_CODE]),
    // What is downloaded lies where models are read from, in the same form: the code that writes it is the same.
    mayOnlyImport('downloads-worker-imports-the-store-of-bundles', 'workers/downloads', [
      CORE,
      SHARED_WORKER_CODE,
      '^src/network/',
      '^workers/inference/(bundle-download|bundle-store|http-part|model-folder)\\.ts$',
    ]),
    onlyIn('geotiff', 'src/formats'),
    onlyIn('onnxruntime-(web|common)', 'workers/inference'),
    onlyIn('h5wasm', 'workers/result'),
    onlyIn('openseadragon', 'src/viewer'),
    onlyIn('react(-dom)?', 'src/ui'),
    {
      name: 'no-tests-or-tools-in-the-product',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(test-support|scripts|e2e|bench)/|\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'browser', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json'],
    },
  },
};
