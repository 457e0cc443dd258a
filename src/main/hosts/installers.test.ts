import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const builder = createRequire(createRequire(join(root, 'package.json')).resolve('app-builder-lib'));

interface BuilderConfig {
  electronFuses: Record<string, boolean>;
  files: string[];
  asar: boolean;
  asarUnpack: string[];
  linux: { target: string[]; icon: string };
  deb: { packageName: string; fpm: string[] };
  artifactName: string;
  nsis: { oneClick: boolean; perMachine: boolean; deleteAppDataOnUninstall: boolean };
  win: { target: string[]; icon: string };
  mac: { target: string[]; icon: string; hardenedRuntime: boolean; entitlements: string; extendInfo: Record<string, string> };
  extraResources: { from: string; to: string }[];
}
let config: BuilderConfig;

beforeAll(() => {
  // The parser electron-builder reads the file with; the first test checks the shape this interface claims.
  const yaml = builder('js-yaml') as { load(text: string): unknown };
  config = yaml.load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as BuilderConfig;
});

function schemaErrors(candidate: unknown): unknown[] {
  const schema: object = JSON.parse(readFileSync(builder.resolve('app-builder-lib/scheme.json'), 'utf8'));
  // The schema was written for an older ajv: it uses union types and a keyword ("typeof") only its own validator knows.
  const validate = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true }).compile(schema);
  validate(candidate);
  return validate.errors ?? [];
}

test('electron-builder\'s own schema accepts the configuration, and would not accept a misspelt one', () => {
  expect(schemaErrors(config)).toEqual([]);
  expect(schemaErrors({ ...config, electronFuse: {} })).not.toEqual([]);
  expect(schemaErrors({ ...config, electronFuses: { runAsNodes: false } })).not.toEqual([]);
});

test('every fuse that opens an installed program is off, and those that close it are on', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('there are installers for the three systems, with their icons', () => {
  expect(config.linux.target).toEqual(['AppImage', 'deb']);
  expect(config.win.target).toEqual(['nsis']);
  expect(config.mac.target).toEqual(['dmg']);
  for (const icon of [join(config.linux.icon, '512x512.png'), config.win.icon, config.mac.icon]) expect(existsSync(join(root, icon)), icon).toBe(true);
});

test('the two Debian packages have different names and replace each other, and a Windows uninstall leaves people and money', () => {
  const browserHost = readFileSync(join(root, 'packaging/deb/control'), 'utf8');
  const name = /^Package: (.*)$/m.exec(browserHost)?.[1];
  expect(name).toBe('tatap');
  expect(config.deb.packageName).not.toBe(name);
  expect(config.deb.fpm).toEqual([`--conflicts=${name}`, `--replaces=${name}`]);
  expect(browserHost).toMatch(new RegExp(`^Conflicts: ${config.deb.packageName}$`, 'm'));
  expect(config.nsis).toMatchObject({ oneClick: false, perMachine: true, deleteAppDataOnUninstall: false });
  for (const part of ['version', 'os', 'arch', 'ext']) expect(config.artifactName).toContain(`{${part}}`);
});

test('macOS asks for the camera in words, runs hardened, and is entitled to the camera but not to the microphone', () => {
  expect(config.mac.extendInfo.NSCameraUsageDescription).toMatch(/face.*wajah/s);
  expect(config.mac.extendInfo).not.toHaveProperty('NSMicrophoneUsageDescription');
  expect(config.mac.hardenedRuntime).toBe(true);
  const entitlements = readFileSync(join(root, config.mac.entitlements), 'utf8');
  expect(entitlements).toContain('com.apple.security.device.camera');
  expect(entitlements).not.toContain('audio-input');
});

test('what native code opens lies outside the archive, and every package named there is installed', () => {
  expect(config.asar).toBe(true);
  const named = config.asarUnpack.map((pattern) => pattern.replace(/\/\*\*$/, ''));
  for (const name of ['better-sqlite3', 'onnxruntime-node', 'sharp', 'usearch']) expect(named).toContain(`node_modules/${name}`);
  for (const folder of named) expect(existsSync(join(root, folder)), folder).toBe(true);
  expect(config.extraResources).toEqual([expect.objectContaining({ from: 'models', to: 'models' })]);
});

test('the program package.json names is among the packed files', () => {
  const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(main).toBe('dist/main/hosts/electron.js');
  expect(existsSync(join(root, 'src/main/hosts/electron.ts'))).toBe(true);
  expect(config.files).toContain('dist/main/**');
});
