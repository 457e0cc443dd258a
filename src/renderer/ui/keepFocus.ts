import type { MouseEvent } from 'react';

/** Keys on the screen leave the cursor where it is: Enter on a real keyboard then still belongs to the field. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
