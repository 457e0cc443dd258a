import { create } from 'qrcode';
import { useMemo } from 'react';

/** White border a reader needs, in modules (ISO/IEC 18004 asks for four). */
const quietZone = 4;

/** A QR code as one SVG path; always black on white, in both themes, because that is what readers expect. */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string | undefined }) {
  const { path, side } = useMemo(() => drawModules(text), [text]);
  return (
    <svg viewBox={`0 0 ${side} ${side}`} className={className} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawModules(text: string): { path: string; side: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (modules.get(row, column)) path += `M${column + quietZone} ${row + quietZone}h1v1h-1z`;
    }
  }
  return { path, side: modules.size + 2 * quietZone };
}
