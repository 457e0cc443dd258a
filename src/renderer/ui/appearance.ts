import type { Appearance } from '../../shared/appearance.ts';

/** Puts a choice of text size and contrast on the page; tokens.css does the rest. */
export function applyAppearance({ text, contrast }: Appearance): void {
  const { dataset } = document.documentElement;
  dataset['text'] = text;
  dataset['contrast'] = contrast;
}
