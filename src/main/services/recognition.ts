import type { RecognitionMeaning } from '../../shared/contractSettings.ts';
import { strangerRates } from '../../shared/settingsList.ts';
import { fmrFor } from '../vision/match.ts';
import type { EngineCard, Vision } from '../vision/types.ts';

/** Share of single pictures of the right person refused at a false-match rate, strictest last: pairsDevTest, docs/face-matching.md, "Accuracy". */
const measuredFnmr: Record<EngineCard['id'], readonly { fmr: number; fnmr: number }[]> = {
  onnx: [{ fmr: 1e-3, fnmr: 0.016 }, { fmr: 1e-4, fnmr: 0.024 }, { fmr: 1e-5, fnmr: 0.046 }],
  faceapi: [{ fmr: 1e-3, fnmr: 0.062 }, { fmr: 1e-4, fnmr: 0.182 }, { fmr: 1e-5, fnmr: 0.334 }],
};

/** Straight between what was measured, over log10(FMR); beyond the strictest it is at least that much. */
export function fnmrAt(engine: EngineCard['id'], fmr: number): { fnmr: number; beyond: boolean } {
  const points = measuredFnmr[engine];
  const next = points.findIndex((point) => point.fmr <= fmr * (1 + 1e-9));
  const [last] = points.slice(-1);
  const [to, from] = [points[next], points[next - 1]];
  if (!to) return { fnmr: last?.fnmr ?? 0, beyond: true };
  if (!from) return { fnmr: to.fnmr, beyond: false };
  const share = Math.log10(fmr / from.fmr) / Math.log10(to.fmr / from.fmr);
  return { fnmr: from.fnmr + share * (to.fnmr - from.fnmr), beyond: false };
}

/** What each rate that may be chosen comes to in this gallery; null while no engine runs. */
export async function recognitionMeaning(vision: Vision | null): Promise<RecognitionMeaning> {
  if (!vision) return null;
  const { templates, persons } = await vision.gallerySize();
  return {
    engine: vision.engine.id, antiSpoofing: vision.engine.antiSpoofing, templates, persons,
    rates: strangerRates.map((rate) => {
      const fmr = fmrFor(templates, rate);
      return { rate, fmr, stranger: -Math.expm1(templates * Math.log1p(-fmr)), ...fnmrAt(vision.engine.id, fmr) };
    }),
  };
}
