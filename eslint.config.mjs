import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Imports point one way: nodes → account → events → sdk → model (see docs/architecture.md). */
const layers = [
  { target: './src/model', except: ['./src/model'] },
  { target: './src/sdk', except: ['./src/sdk', './src/model'] },
  { target: './src/events', except: ['./src/events', './src/sdk/port.ts', './src/model'] },
  { target: './src/account', except: ['./src/account', './src/events', './src/sdk', './src/model'] },
  { target: './src/editor', except: ['./src/editor', './src/model'] },
  { target: './nodes', except: ['./nodes', './src/account', './src/events', './src/sdk', './src/model'] },
  { target: './sandbox', except: ['./sandbox', './src/model'] },
];
const zones = layers.flatMap(({ target, except }) => [
  ...['nodes', 'sandbox', 'test', 'src/model', 'src/sdk', 'src/events', 'src/account', 'src/editor']
    .filter((folder) => !except.includes(`./${folder}`))
    .map((folder) => ({
      target,
      from: `./${folder}`,
      except: except
        .filter((path) => path.startsWith(`./${folder}/`))
        .map((path) => path.replace(`./${folder}/`, './')),
      message: 'Imports point one way: nodes → account → events → sdk → model.',
    })),
]);

export default tseslint.config(
  { ignores: ['dist/', 'build-*/', 'resources/', 'node_modules/', '.try-out/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.editor.json'], tsconfigRootDir: import.meta.dirname },
    },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js'] } } },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
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
    files: ['src/sdk/cardinal/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
