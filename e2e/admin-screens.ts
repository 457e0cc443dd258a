import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contrasts, textSizes } from '../src/shared/appearance.ts';
import type { Look } from './admin/harness.ts';
import { buildAdmin, launch, openAdmin } from './admin/harness.ts';
import { scenes } from './admin/scenes.ts';
import { axeFindings } from './axe.ts';

/*
 * Draws every state of the admin window into `screenshots/admin` (git ignores it) and runs axe over each (at 1280, Indonesian). Exits 1 on a
 * serious finding or anything in the console. `node e2e/admin-screens.ts [--quick | --look=en-dark-1920] [scene ...]`:
 * --quick is one size, one language, light; --mode=largest-high is that text size and contrast.
 */

const out = resolve(import.meta.dirname, '../screenshots/admin');
const quick = process.argv.includes('--quick');
const only = process.argv.find((argument) => argument.startsWith('--look='))?.slice('--look='.length);
const [text, contrast] = process.argv.find((argument) => argument.startsWith('--mode='))?.slice('--mode='.length).split('-') ?? [];
const appearance = text && contrast ? { text: textSizes.find((one) => one === text) ?? 'normal', contrast: contrasts.find((one) => one === contrast) ?? 'normal' } as const : undefined;
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const looks: Look[] = [];
for (const [width, height] of [[1280, 800], [1920, 1080]] as const) {
  for (const theme of ['light', 'dark'] as const) for (const language of ['id', 'en'] as const) looks.push({ width, height, theme, language, ...(appearance && { appearance }) });
}

mkdirSync(out, { recursive: true });
await buildAdmin();
const browser = await launch();
let problems = 0;
const nameOf = (look: Look) => `${look.language}-${look.theme}-${look.width}`;
const lookedFor = (look: Look) => (quick ? nameOf(look) === 'id-light-1280' : only === undefined || nameOf(look) === only);
for (const look of looks.filter((each) => lookedFor(each))) {
  for (const scene of scenes) {
    if (wanted.length > 0 && !wanted.includes(scene.name)) continue;
    const name = `${scene.name}-${nameOf(look)}${appearance ? `-${text}-${contrast}` : ''}`;
    const admin = await openAdmin(browser, scene.answers(Date.now()), look);
    await scene.act?.(admin);
    // The virtual rows settle and the font arrives.
    await admin.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await admin.page.waitForTimeout(120);
    await admin.page.screenshot({ path: join(out, `${name}.png`) });
    const found = look.width === 1280 && look.language === 'id' && look.theme === 'light' ? await axeFindings(admin.page) : [];
    for (const problem of [...found, ...admin.complaints]) {
      problems += 1;
      console.log(`${name}: ${problem}`);
    }
    await admin.close();
  }
}
await browser.close();
console.log(problems === 0 ? 'no serious findings' : `${problems} serious findings`);
process.exitCode = problems === 0 ? 0 : 1;
