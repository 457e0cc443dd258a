/*
 * Text that a spreadsheet takes as text (R26). A cell that begins with = + - or @ is a formula to Excel, LibreOffice and Google; some look past blanks
 * and invisible characters first, and East Asian editions take the full-width signs too. An apostrophe before it ends that, in every one of them.
 */

const opensFormula = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u;
const opensOddly = /^[\t\r\n\0]/;
/** What neither XML nor a reader of lines can carry. */
// oxlint-disable-next-line no-control-regex -- these are the characters to be taken out
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

/** The same text, without characters no file can carry, and never a formula. Numbers do not come here: they stay numbers. */
export function inert(text: string): string {
  const clean = text.toWellFormed().replace(forbidden, '');
  return opensFormula.test(clean) || opensOddly.test(text) ? `'${clean}` : clean;
}
