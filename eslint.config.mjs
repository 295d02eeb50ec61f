import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** The folders, and what each may import besides itself: imports point one way, nodes → account → events → sdk → model. */
const FOLDERS = {
  model: { path: 'src/model', imports: [] },
  sdk: { path: 'src/sdk', imports: ['model'] },
  events: { path: 'src/events', imports: ['sdk', 'model'] },
  account: { path: 'src/account', imports: ['events', 'sdk', 'model'] },
  editor: { path: 'src/editor', imports: ['model'] },
  nodes: { path: 'nodes', imports: ['account', 'events', 'sdk', 'model'] },
  sandbox: { path: 'sandbox', imports: ['model'] },
  help: { path: 'help', imports: ['model'] },
  tryout: { path: 'tryout', imports: ['sandbox', 'model'] },
};

export default tseslint.config(
  { ignores: ['dist/', 'build-*/', 'resources/', 'node_modules/', '.try-out/', 'test-results/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { boundaries },
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.editor.json'], tsconfigRootDir: import.meta.dirname },
    },
    settings: {
      'boundaries/elements': Object.entries(FOLDERS).map(([type, { path }]) => ({
        type,
        pattern: path,
        partialMatch: false,
      })),
      'import/resolver': { node: { extensions: ['.ts', '.js'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(FOLDERS).map(([folder, { imports }]) => ({
            from: { element: { type: folder } },
            allow: [folder, ...imports].map((type) => ({ to: { element: { type } } })),
          })),
          message: 'Imports point one way: nodes → account → events → sdk → model.',
        },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@icure/*'], message: 'Only src/sdk/<driver>/ imports an SDK.' }] },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/events/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/sdk/*', '!**/sdk/port'], message: 'Of src/sdk, src/events knows the port only.' }] },
      ],
    },
  },
  {
    files: ['src/sdk/cardinal/**/*.ts', 'tryout/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        require: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
