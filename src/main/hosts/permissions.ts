import type { Session, WebContents } from 'electron';
import type { WindowName } from './admission.ts';
import { isPageOf } from './pageUrl.ts';

/**
 * Deny by default. The one thing granted, to the question and to the check alike: the camera, without the microphone, to the
 * kiosk window's own page in its main frame.
 */
export function denyAllButTheCamera(session: Session, windowOf: (contents: WebContents) => WindowName | null): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const videoOnly = mediaTypes.length > 0 && mediaTypes.every((type) => type === 'video');
    answer(permission === 'media' && videoOnly && details.isMainFrame && windowOf(contents) === 'kiosk' && isPageOf('kiosk', details.requestingUrl));
  });
  session.setPermissionCheckHandler((contents, permission, _origin, details) => permission === 'media'
    && details.mediaType === 'video'
    && details.isMainFrame
    && contents !== null
    && windowOf(contents) === 'kiosk'
    && isPageOf('kiosk', details.requestingUrl ?? ''));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => { answer(null); });
}
