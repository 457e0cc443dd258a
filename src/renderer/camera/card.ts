import { decodeQR } from 'qr/decode.js';
import { blank } from './camera.ts';
import { fitted } from './frames.ts';

/** What the text of every card of this product begins with. */
export const cardPrefix = 'TATAP1.';
const longestCard = 300;
/** How often a picture is looked over for a card, milliseconds. */
const lookEveryMs = 250;
/** Reading a picture may take this part of the page's time: on a slow machine it is looked over less often. */
const mostLoad = 0.15;
/** A card that stays before the camera is read once, milliseconds. */
export const sameCardForMs = 5_000;

/** The text, if it can be one of a card; anything else that carries a QR code (a receipt, a ticket) is none of the kiosk's business. */
export function asCard(text: string): string | null {
  const trimmed = text.trim();
  return trimmed.startsWith(cardPrefix) && trimmed.length <= longestCard ? trimmed : null;
}

/** Lets a card through once while it is held before the camera. */
export function createCardGate(now: () => number) {
  let last = { text: '', atMs: Number.NEGATIVE_INFINITY };
  return (text: string): string | null => {
    const card = asCard(text);
    if (!card) return null;
    const again = card === last.text && now() - last.atMs < sameCardForMs;
    last = { text: card, atMs: now() };
    return again ? null : card;
  };
}

/** The QR code in RGBA pixels; null when there is none. */
export function readQr(image: { width: number; height: number; data: Uint8ClampedArray }): string | null {
  try {
    return decodeQR(image, { format: 'RGBA' });
  } catch {
    // It throws for a picture without a code, which is nearly every picture.
    return null;
  }
}

/** Looks for cards in a playing video until the signal; tells each card once while it is there. */
export function watchCards(video: HTMLVideoElement, onCard: (text: string) => void, signal: AbortSignal): void {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const gate = createCardGate(() => performance.now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    const from = performance.now();
    if (video.readyState >= 2 && video.videoWidth > 0) {
      const size = fitted(video.videoWidth, video.videoHeight);
      if (context.canvas.width !== size.width || context.canvas.height !== size.height) Object.assign(context.canvas, size);
      context.drawImage(video, 0, 0, size.width, size.height);
      const text = readQr(context.getImageData(0, 0, size.width, size.height));
      const card = text === null ? null : gate(text);
      if (card) onCard(card);
    }
    timer = setTimeout(look, Math.max(lookEveryMs, (performance.now() - from) / mostLoad));
  };
  const stop = (): void => {
    clearTimeout(timer);
    blank(context.canvas);
  };
  look();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
}
