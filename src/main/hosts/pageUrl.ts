import type { WindowName } from './admission.ts';

/** Electron's own scheme: pages have an origin of their own, never file:. */
export const pageScheme = 'app';
const pageHost = 'tatap';

export function pageUrl(window: WindowName): string {
  return `${pageScheme}://${pageHost}/${window}/index.html`;
}

/** True for anything served by us. Compared part by part: Node gives custom schemes the origin "null". */
export function isOurs(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === pageHost && parsed.username === '' && parsed.password === '';
}

/** True for the very page a window shows; query and fragment are the page's own business. */
export function isPageOf(window: WindowName, url: string): boolean {
  return isOurs(url) && URL.parse(url)?.pathname === `/${window}/index.html`;
}
