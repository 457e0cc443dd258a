import { afterEach, beforeEach } from 'vitest';

/** The tests of this file or describe are the chapters of one story, which breaks once: what follows a failed one would only fail for its reason. @param picture what the screens show then */
export function oneStory(picture: () => Promise<unknown>): void {
  let brokenBy: string | null = null;
  beforeEach((context) => context.skip(brokenBy !== null, `after "${brokenBy}" failed`));
  afterEach(async (context) => {
    if (context.task.result?.state !== 'fail') return;
    brokenBy = context.task.name;
    await picture();
  });
}
