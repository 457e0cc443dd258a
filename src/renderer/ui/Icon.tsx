import type { LucideIcon } from 'lucide-react';

/** A lucide icon as tall as the text it stands beside. Decoration: the word next to it carries the meaning. */
export function Icon({ icon: Glyph, size = '1.25em' }: { icon: LucideIcon; size?: string }) {
  return <Glyph aria-hidden width={size} height={size} strokeWidth={2} style={{ flexShrink: 0 }} />;
}
