/**
 * No inline code, no eval, nothing from anywhere else. 'wasm-unsafe-eval' lets MediaPipe compile its WebAssembly;
 * blob: is for the camera stream and pictures drawn by the page.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: mediastream:",
  "connect-src 'self'",
  "font-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** On every answer of both hosts. Only the kiosk may see the camera; nothing may hear or locate. */
export function securityHeaders(window: 'kiosk' | 'admin' | null): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy,
    'Permissions-Policy': `camera=(${window === 'kiosk' ? 'self' : ''}), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), payment=(), midi=()`,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}
