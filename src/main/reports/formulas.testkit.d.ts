/** More than 200; the last ones begin oddly, or become a formula when a workbook's own escapes are read. */
export declare const formulas: readonly string[];
/** What must not be found in a file that was read back. */
export declare const opensFormula: RegExp;
