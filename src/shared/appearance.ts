/** How large the texts of a window are, and how far they stand out from their ground. */
export const textSizes = ['normal', 'large', 'largest'] as const;
export type TextSize = (typeof textSizes)[number];

export const contrasts = ['normal', 'high'] as const;
export type Contrast = (typeof contrasts)[number];

export interface Appearance { text: TextSize; contrast: Contrast }
