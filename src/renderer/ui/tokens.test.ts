import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];
const modes = ['normal', 'high'] as const;
type Mode = (typeof modes)[number];

/** Every `--name: light-dark(#light, #dark)` of a style sheet. */
const coloursOf = (sheet: string) => new Map([...sheet.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name ?? '', { light: light ?? '', dark: dark ?? '' }]));
const highAt = css.indexOf(":root[data-contrast='high']");
const colours = { normal: coloursOf(css.slice(0, highAt)), high: coloursOf(css.slice(highAt)) };

function colour(name: string, theme: Theme, mode: Mode): string {
  const pair = colours[mode].get(name);
  if (!pair) throw new Error(`tokens.css has no colour --${name} for ${mode} contrast`);
  return pair[theme];
}

/** Relative luminance as WCAG 2.2 defines it, of "#rrggbb". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Text, ground, least ratio: 7 for key texts (AAA), 4.5 for text (AA), 3 for edges and drawings (WCAG 1.4.11). */
const pairs: [string, string, number][] = [
  ['ink', 'paper', 7], ['ink', 'surface', 7], ['ink', 'sunken', 7],
  ['ink-soft', 'paper', 7], ['ink-soft', 'surface', 7], ['ink-soft', 'sunken', 4.5],
  ['accent', 'paper', 7], ['accent', 'surface', 7], ['accent', 'sunken', 4.5], ['accent', 'accent-soft', 4.5],
  ['on-accent', 'accent', 7], ['on-accent', 'accent-press', 7], ['on-accent-soft', 'accent-soft', 7],
  ['on-amber-soft', 'amber-soft', 7], ['on-green-soft', 'green-soft', 7], ['on-red-soft', 'red-soft', 7],
  ['green', 'paper', 4.5], ['green', 'green-soft', 4.5], ['red', 'paper', 4.5], ['red', 'surface', 4.5], ['red', 'red-soft', 4.5], ['on-red', 'red', 4.5],
  ['amber', 'amber-soft', 3], ['amber', 'paper', 3], ['edge', 'paper', 3], ['edge', 'surface', 3], ['focus', 'paper', 3], ['focus', 'surface', 3],
];

test.each(themes.flatMap((theme) => pairs.map((pair) => [theme, ...pair] as const)))('%s: %s on %s is at least %d:1', (theme, text, ground, least) => {
  expect(contrast(colour(text, theme, 'normal'), colour(ground, theme, 'normal'))).toBeGreaterThanOrEqual(least);
});

test.each(themes.flatMap((theme) => pairs.map((pair) => [theme, ...pair] as const)))('high contrast, %s: %s on %s is a step above %d:1', (theme, text, ground, least) => {
  expect(contrast(colour(text, theme, 'high'), colour(ground, theme, 'high'))).toBeGreaterThanOrEqual(least < 4.5 ? 4.5 : 7);
});

test('high contrast names every colour there is, and its lines can be seen', () => {
  expect([...colours.high.keys()].toSorted()).toEqual([...colours.normal.keys()].toSorted());
  for (const theme of themes) expect(contrast(colour('line', theme, 'high'), colour('paper', theme, 'high'))).toBeGreaterThanOrEqual(4.5);
});

test('the contrast formula agrees with the ends of its scale', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
