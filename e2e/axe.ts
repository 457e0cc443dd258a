import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/* What axe holds against a page, in every dress it may wear. */

const told = ({ impact }: { impact?: string | null | undefined }) => impact === 'serious' || impact === 'critical';

/** Without frames of elsewhere axe needs no page of its own to reckon in. */
const axeOn = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true);

async function findingsOf(builder: AxeBuilder, mode: string): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations.filter(told).map(({ id, help, nodes }) => `${mode}: ${id}: ${help}: ${nodes[0]?.html.slice(0, 200) ?? ''}`);
}

/**
 * Serious and critical findings of the page as it stands, and of its colours in the other theme and in high contrast: what a theme changes is
 * colour alone, so the other rules are asked once. Leaves the page as it was, without motion.
 */
export async function axeFindings(page: Page, theme: 'light' | 'dark' = 'light'): Promise<string[]> {
  const found = await findingsOf(axeOn(page), theme);
  const other = theme === 'light' ? 'dark' : 'light';
  const contrast = await page.evaluate(() => document.documentElement.dataset['contrast'] ?? 'normal');
  const dress = async (colorScheme: 'light' | 'dark', dressed: string) => {
    // Without motion a colour is there at once, not on its way.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(async (value) => {
      document.documentElement.dataset['contrast'] = value;
      const frame = () => new Promise((painted) => { requestAnimationFrame(painted); });
      // Even the shortest transition shows where it began until a frame was painted; a busy machine lets one wait for it.
      await frame();
      await frame();
    }, dressed);
  };
  for (const [scheme, dressed] of [[other, contrast], [theme, 'high'], [other, 'high']] as const) {
    await dress(scheme, dressed);
    found.push(...await findingsOf(axeOn(page).withRules(['color-contrast']), `${scheme} ${dressed}`));
  }
  await dress(theme, contrast);
  return found;
}
