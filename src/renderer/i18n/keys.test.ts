import { readdirSync, readFileSync } from 'node:fs';
import { parseSync, Visitor, type ESTree } from 'vite';
import { expect, test } from 'vitest';

/*
 * Words and the source that shows them: every key a component asks for is in the dictionaries, every key of the dictionaries is asked for,
 * and no component carries words of its own.
 */

type Words = { [key: string]: string | Words };
interface Source { path: string; code: string; program: ESTree.Program }
/** A key as the source names it: `nav.` + anything, or the whole of it. */
interface Asked { path: string; line: number; namespaces: string[]; pattern: RegExp; text: string }

const renderer = new URL('../', import.meta.url);
const sources: Source[] = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.(test|testkit)\.tsx?$/.test(path))
  .toSorted()
  .map((path) => {
    const code = readFileSync(new URL(path, renderer), 'utf8');
    return { path, code, program: parseSync(path, code).program };
  });

const flatten = (tree: Words, path: string): string[] => Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [path + key] : flatten(value, `${path}${key}.`)));
/** Without the endings of number: the source asks for `people.count`, the language chooses `_one` or `_other`. */
const dictionaries = new Map(readdirSync(new URL('id', import.meta.url)).map((file) => {
  const keys = flatten(JSON.parse(readFileSync(new URL(`en/${file}`, import.meta.url), 'utf8')) as Words, '');
  return [file.replace('.json', ''), [...new Set(keys.map((key) => key.replace(/_(one|other)$/, '')))]] as const;
}));

/** Arguments of `t` that only running tells, and every key they may be. Anything else must be written where it is asked for. */
const dynamic: readonly { at: string; may: RegExp; why: string }[] = [
  { at: 'kiosk/parts/Frame.tsx: back', may: /^kiosk:(back|cancel)$/, why: 'the two words of the way back, chosen by the screen' },
  { at: 'admin/parts/CameraDialog.tsx: address', may: /^admin:cameras\.url(Bad|Password)$/, why: 'the type of wrongAddress() names both' },
  { at: 'admin/pages/SettingsPage.tsx: problem.why', may: /^settings:(above|outside)$/, why: 'the two kinds of SettingProblem' },
];

/** Keys that reach the page by another way than a `t` of their component. */
const askedElsewhere: readonly (readonly [RegExp, string])[] = [
  [/^errors:/, 'refusalText() reads the sentence of a code; the type of the dictionary holds it to the codes'],
  [/^activity:(facts|values)\./, 'useFactWords() reads them by what main wrote into a row'],
  [/^settings:(field|option)\./, 'SettingField.tsx reads them by the keys of settingsList; settingText.test.ts holds them to it'],
];

const lineOf = (code: string, at: number) => code.slice(0, at).split('\n').length;
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const unwrapped = (node: ESTree.Node): ESTree.Node => (node.type === 'TSAsExpression' || node.type === 'ParenthesizedExpression' || node.type === 'TSSatisfiesExpression' ? unwrapped(node.expression) : node);

/** What an argument of `t` may be; null where only running the program would tell. */
function patternsOf(argument: ESTree.Node): string[] | null {
  const node = unwrapped(argument);
  if (node.type === 'Literal' && typeof node.value === 'string') return [escaped(node.value)];
  if (node.type === 'TemplateLiteral') return [node.quasis.map((quasi) => escaped(quasi.value.raw)).join('[^.]+')];
  const either = node.type === 'ConditionalExpression' ? [node.consequent, node.alternate] : node.type === 'LogicalExpression' ? [node.left, node.right] : null;
  if (!either) return null;
  const all = either.map(patternsOf);
  return all.every((one) => one !== null) ? all.flat() : null;
}

/** The namespaces of `useTranslation(...)`; the kiosk's when it names none. */
function namespacesOf(argument: ESTree.Node | undefined): string[] {
  if (argument === undefined) return ['kiosk'];
  const names = argument.type === 'ArrayExpression' ? argument.elements : [argument];
  return names.flatMap((one) => (one?.type === 'Literal' && typeof one.value === 'string' ? [one.value] : []));
}


/** Every call of a `t` that came from `useTranslation`, with the namespaces of the one in scope. */
function asked({ path, code, program }: Source): { known: Asked[]; unknown: string[] } {
  const scopes: { start: number; end: number; name: string; namespaces: string[] }[] = [];
  const open: ESTree.Node[] = [];
  const known: Asked[] = [];
  const unknown: string[] = [];
  const enter = (node: ESTree.Node) => void open.push(node);
  const leave = () => void open.pop();
  new Visitor({
    FunctionDeclaration: enter, 'FunctionDeclaration:exit': leave, FunctionExpression: enter, 'FunctionExpression:exit': leave, ArrowFunctionExpression: enter, 'ArrowFunctionExpression:exit': leave,
    VariableDeclarator({ id, init }) {
      const scope = open.at(-1);
      if (!scope || id.type !== 'ObjectPattern' || init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== 'useTranslation') return;
      for (const property of id.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier' || property.key.name !== 't' || property.value.type !== 'Identifier') continue;
        scopes.push({ start: scope.start, end: scope.end, name: property.value.name, namespaces: namespacesOf(init.arguments[0]) });
      }
    },
  }).visit(program);
  new Visitor({
    CallExpression({ callee, arguments: given, start }) {
      if (callee.type !== 'Identifier') return;
      // The innermost: the scope that begins last.
      const scope = scopes.filter((one) => one.name === callee.name && one.start <= start && start < one.end).toSorted((a, b) => b.start - a.start)[0];
      // A `t` handed on to a function, which speaks of the same window.
      const inScope = scope?.namespaces ?? (callee.name !== 't' ? null : scopes.length > 0 ? scopes.flatMap((one) => one.namespaces) : path.startsWith('kiosk/') ? ['kiosk'] : ['admin']);
      if (!inScope || !given[0]) return;
      const [key, options] = given;
      const ns = options?.type === 'ObjectExpression' ? options.properties.find((one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === 'ns') : undefined;
      const namespaces = ns?.type === 'Property' ? namespacesOf(ns.value) : inScope;
      const patterns = patternsOf(key);
      const text = code.slice(key.start, key.end);
      if (patterns === null) unknown.push(`${path}: ${text}`);
      for (const pattern of patterns ?? []) known.push({ path, line: lineOf(code, start), namespaces, pattern: new RegExp(`^${pattern}$`), text });
    },
  }).visit(program);
  return { known, unknown };
}

const all = sources.map(asked);
const known = all.flatMap((one) => one.known);
const keysOf = (ask: Asked) => ask.namespaces.flatMap((namespace) => (dictionaries.get(namespace) ?? []).filter((key) => ask.pattern.test(key)).map((key) => `${namespace}:${key}`));

test('every key a component asks for is in the dictionaries', () => {
  expect(known.length).toBeGreaterThan(500);
  expect(known.filter((ask) => keysOf(ask).length === 0).map(({ path, line, text }) => `${path}:${line} ${text}`)).toEqual([]);
});

test('keys that only running tells are the listed ones', () => {
  expect(all.flatMap((one) => one.unknown).toSorted()).toEqual(dynamic.map((one) => one.at).toSorted());
});

test('every key of the dictionaries is asked for', () => {
  const used = new Set(known.flatMap(keysOf));
  const listed = [...dynamic.map((one) => one.may), ...askedElsewhere.map(([pattern]) => pattern)];
  // The words of a page come before the page.
  const drawn = new Set(known.flatMap((ask) => ask.namespaces));
  const every = [...dictionaries].filter(([namespace]) => drawn.has(namespace) || namespace === 'errors').flatMap(([namespace, keys]) => keys.map((key) => `${namespace}:${key}`));
  expect(every.filter((key) => !used.has(key) && !listed.some((pattern) => pattern.test(key)))).toEqual([]);
  expect(listed.filter((pattern) => !every.some((key) => pattern.test(key)))).toEqual([]);
});

/** What a person reads or hears; everything else of a tag is for the machine. */
const spokenAttributes = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'aria-placeholder', 'title', 'placeholder', 'alt', 'label', 'hint', 'lead']);
/** Letters that are no word of a language: they stand for themselves in both. */
const noWords = new Set(['Tatap', 'Rp', 'IDR', 'PIN', 'Esc', 'Aa', 'ms', 'dBm']);
const saysSomething = (text: string) => (text.match(/\p{L}{2,}/gu) ?? []).some((word) => !noWords.has(word));

/** Text written into the page by the source itself, in one language. */
function hardCoded({ path, code, program }: Source): string[] {
  const found: string[] = [];
  /** Commands are typed as they stand. */
  let inCode = 0;
  const codeTag = (node: ESTree.JSXElement) => (node.openingElement.name.type === 'JSXIdentifier' && node.openingElement.name.name === 'code' ? 1 : 0);
  const tell = (at: number, text: string) => {
    if (inCode === 0 && saysSomething(text)) found.push(`${path}:${lineOf(code, at)} ${text.trim()}`);
  };
  const spoken = (node: ESTree.Node): void => {
    const value = unwrapped(node);
    if (value.type === 'Literal' && typeof value.value === 'string') tell(value.start, value.value);
    else if (value.type === 'TemplateLiteral') for (const quasi of value.quasis) tell(quasi.start, quasi.value.raw);
    else if (value.type === 'ConditionalExpression') for (const one of [value.consequent, value.alternate]) spoken(one);
    else if (value.type === 'LogicalExpression') spoken(value.right);
  };
  new Visitor({
    JSXElement: (node) => { inCode += codeTag(node); },
    'JSXElement:exit': (node) => { inCode -= codeTag(node); },
    JSXText: ({ start, value }) => tell(start, value),
    JSXExpressionContainer({ expression, start, end }) {
      // A child: `{'text'}`; attributes are looked at by their names.
      if (code.slice(0, start).trimEnd().endsWith('=') || end === start) return;
      spoken(expression);
    },
    JSXAttribute({ name, value }) {
      if (name.type !== 'JSXIdentifier' || !spokenAttributes.has(name.name) || !value) return;
      spoken(value.type === 'JSXExpressionContainer' ? value.expression : value);
    },
  }).visit(program);
  return found;
}

test('no component carries words of its own', () => {
  const sample = { path: 'sample.tsx', code: 'const a = <p title="Close it">Hello {open ? \'all right\' : t(\'x\')} <b aria-label={`Row ${n}`}>·</b></p>;' };
  expect(hardCoded({ ...sample, program: parseSync(sample.path, sample.code).program })).toEqual(['sample.tsx:1 Close it', 'sample.tsx:1 Hello', 'sample.tsx:1 all right', 'sample.tsx:1 Row']);
  expect(sources.flatMap(hardCoded)).toEqual([]);
});
