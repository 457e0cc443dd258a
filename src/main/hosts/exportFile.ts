/* How both hosts hand out an exported list. */

export const exportPath = '/admin/export/';

/** The name is ASCII: letters, digits, - and one dot (`services/exports.ts` makes it). */
export function downloadHeaders({ fileName, type }: { fileName: string; type: string }): Record<string, string> {
  return { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${fileName}"`, 'Cache-Control': 'no-store' };
}
