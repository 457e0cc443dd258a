import type { Page } from 'playwright-core';

/* A person without a pointer: Tab, Enter, Escape and what is typed; and what such a person sees. */

/** Runs in the page: the element that has the focus, in words ('' when it is none), and what is wrong with it for who watches it. */
function lookAtFocus(): { stop: string; problem: string | null } {
  const element = document.activeElement;
  // The browser's own bar has its stop as well; that is not ours to draw.
  if (!element || element === document.body || !document.hasFocus()) return { stop: '', problem: null };
  const mark = ['data-page', 'data-action', 'data-tab', 'data-index', 'name', 'id'].map((name) => [name, element.getAttribute(name)] as const).find(([, value]) => value);
  const stop = `${element.tagName.toLowerCase()}${mark ? `[${mark[0]}=${mark[1]}]` : ''} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)}`.trim();
  if (element.id === 'content') return { stop, problem: null };
  const drawn = (one: Element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || (one.tagName === 'TD' && boxShadow !== 'none');
  };
  // A row shows it in its cells; a field in the box around it, a hidden radio button in its label.
  const around = [element, element.parentElement, element.parentElement?.parentElement].filter((one): one is Element => !!one?.matches(':focus-within'));
  const bearer = (element.tagName === 'TR' ? [...element.querySelectorAll('td')] : around).find(drawn);
  if (!bearer) return { stop, problem: `nothing shows that it has the focus: ${stop}` };
  const box = bearer.getBoundingClientRect();
  const inSight = box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  return { stop, problem: inSight ? null : `has the focus out of sight: ${stop}` };
}

export const focused = async (page: Page): Promise<string> => (await page.evaluate(lookAtFocus)).stop;
/** Nothing drawn around what has the focus, or it lies outside the window. Null: it can be seen. */
export const focusProblem = async (page: Page): Promise<string | null> => (await page.evaluate(lookAtFocus)).problem;

export const hasFocus = (page: Page, selector: string): Promise<boolean> => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

/** Presses Tab until what has the focus matches. @throws Error when the whole page was walked without it */
export async function tabTo(page: Page, selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < 250; pressed += 1) {
    if (await hasFocus(page, selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`no Tab leads to ${selector}; the focus is on ${await focused(page)}`);
}

/** Walks with Tab from where the focus is until it is there again. Answers every stop, and what was wrong with them. */
export async function walk(page: Page, most = 250): Promise<{ stops: string[]; problems: string[] }> {
  const first = await focused(page);
  const stops: string[] = [];
  const problems = new Set<string>();
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    const { stop, problem } = await page.evaluate(lookAtFocus);
    if (problem) problems.add(problem);
    stops.push(stop);
    if (stop === first && pressed > 0) return { stops, problems: [...problems] };
  }
  problems.add(`the focus does not come round from ${first}`);
  return { stops, problems: [...problems] };
}

/** Counts pointers in every page of the walk: there must be none. */
export async function countPointers(page: Page): Promise<() => Promise<number>> {
  const install = () => {
    const counted = globalThis as unknown as { pointersSeen?: number };
    if (counted.pointersSeen !== undefined) return;
    counted.pointersSeen = 0;
    for (const sign of ['pointerdown', 'mousedown', 'touchstart']) addEventListener(sign, () => { counted.pointersSeen = (counted.pointersSeen ?? 0) + 1; }, { capture: true });
  };
  await page.addInitScript(install);
  await page.evaluate(install);
  return () => page.evaluate(() => (globalThis as unknown as { pointersSeen?: number }).pointersSeen ?? 0);
}
