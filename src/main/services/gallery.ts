import type { Db } from '../db/open.ts';
import { hasPersonKey, sealedTemplates } from '../db/queries/people.ts';
import type { Vault } from '../vault/vault.ts';
import type { GalleryTemplate, Vision } from '../vision/types.ts';

const batchSize = 500;

/**
 * Unseals every template of the running model into the vision worker's RAM, in batches so that the kiosk stays responsive.
 * A template that does not open (tampered with, or of a destroyed key) is left out and counted: its owner pays by PIN.
 */
export async function loadGallery(db: Db, vault: Vault, vision: Vision): Promise<{ loaded: number; refused: number }> {
  let loaded = 0;
  let refused = 0;
  let batch: GalleryTemplate[] = [];
  let lastPerson = '';
  const persons = new Set<string>();
  const flush = async () => {
    await vision.remember(batch);
    loaded += batch.length;
    batch = [];
  };
  for (const { personId, wrappedKey, model, version, sealed } of sealedTemplates(db, vision.engine.model)) {
    // `remember` replaces all of a person's templates, so a person is never split over two batches.
    if (batch.length >= batchSize && personId !== lastPerson) await flush();
    lastPerson = personId;
    try {
      const key = vault.unwrapPersonKey(personId, wrappedKey);
      batch.push({ personId, embedding: vault.openTemplate(key, { personId, model, version }, sealed) });
      persons.add(personId);
    } catch {
      refused += 1;
    }
  }
  await flush();
  // Whose face was erased while this was loading: nobody could tell the engine yet.
  for (const personId of persons) if (!hasPersonKey(db, personId)) await vision.forget(personId);
  return { loaded, refused };
}
