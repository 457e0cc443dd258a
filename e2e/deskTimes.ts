import type { BrowserContext, Page } from 'playwright-core';

/** What staff touch, and what shows that it is there. */
export interface Opening { name: string; touch: string; there: string }

/** Pages opened from now on think it is that much later (or earlier); their monotonic time is left alone. */
export async function shiftPages(context: BrowserContext, aheadMs: number): Promise<void> {
  await context.addInitScript((ahead) => {
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
      constructor(...given: unknown[]) {
        // Whatever was given is a Date's own arguments.
        super(...((given.length === 0 ? [RealDate.now() + ahead] : given) as [number]));
      }
      static override now(): number {
        return RealDate.now() + ahead;
      }
    } as DateConstructor; // called without `new` nowhere in the product
  }, aheadMs);
}

/** From the touch to the frame in which the content is painted, milliseconds; measured inside the page. */
export function timeToOpen(page: Page, { touch, there }: Opening): Promise<number> {
  return page.evaluate(async ([touched, wanted]) => {
    const frame = () => new Promise((painted) => { requestAnimationFrame(painted); });
    const target = document.querySelector<HTMLElement>(touched);
    if (!target) throw new Error(`nothing to touch: ${touched}`);
    const startedAt = performance.now();
    target.click();
    // What the page before showed is gone with the first frame.
    await frame();
    while (!document.querySelector(wanted)) {
      if (performance.now() - startedAt > 30_000) throw new Error(`never there: ${wanted}`);
      await frame();
    }
    await frame();
    return performance.now() - startedAt;
  }, [touch, there] as const);
}

/** From a filter's change to the frame in which what it asks for is painted, milliseconds; measured inside the page. */
export function timeToAnswer(page: Page, { field, there }: { field: string; there: string }, value: string): Promise<number> {
  return page.evaluate(async ([filled, wanted, text]) => {
    const frame = () => new Promise((painted) => { requestAnimationFrame(painted); });
    const element = document.querySelector<HTMLInputElement | HTMLSelectElement>(filled);
    if (!element) throw new Error(`nothing to fill: ${filled}`);
    const startedAt = performance.now();
    // As typing does it: React listens to the event and reads the value past its own setter.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element) as object, 'value')?.set?.call(element, text);
    element.dispatchEvent(new Event(element instanceof HTMLInputElement ? 'input' : 'change', { bubbles: true }));
    await frame();
    while (!document.querySelector(wanted)) {
      if (performance.now() - startedAt > 30_000) throw new Error(`never there: ${wanted}`);
      await frame();
    }
    await frame();
    return performance.now() - startedAt;
  }, [field, there, value] as const);
}
