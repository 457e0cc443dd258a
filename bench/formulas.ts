/* Texts that a spreadsheet would take for formulas (R26): every sign, times every way past a blank or an invisible character, times what is behind it. */

const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const before = ['', ' ', '   ', '\t', '\r', '\n', '\0', '\u00a0', '\u200b', '\ufeff', ' \t '];
const behind = ['1+1', "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")'];

/** More than 200; the last ones begin oddly, or become a formula when a workbook's own escapes are read. */
export const formulas: readonly string[] = [...signs.flatMap((sign) => before.flatMap((blank) => behind.map((rest) => `${blank}${sign}${rest}`))), '\tx', '\rx', '\0x', '_x003D_1+1', '_x003d_1'];

/** What must not be found in a file that was read back. */
export const opensFormula = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]/u;
