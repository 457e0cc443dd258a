export interface TemplateValues { phone: string; text: string; id: string }

/**
 * Fills {phone}, {text} and {id} into the strings of a JSON body. The template is parsed first and the values are put into its strings, so that nothing in
 * them can end a string or add a field. @throws SyntaxError where the template is no JSON object
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const parsed: unknown = JSON.parse(template);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new SyntaxError('a template is a JSON object');
  return JSON.stringify(filled(parsed, values));
}

function filled(value: unknown, values: TemplateValues): unknown {
  if (typeof value === 'string') return value.replace(/\{(phone|text|id)\}/g, (_, name: keyof TemplateValues) => values[name]);
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]));
  return value;
}

/** Whether a template is a JSON object that has a place for the text in it. */
export function isTemplate(template: string): boolean {
  const mark = 'a text that stands nowhere else';
  try {
    return JSON.stringify(filled(JSON.parse(template), { phone: '', id: '', text: mark })).includes(mark) && fillTemplate(template, { phone: '', id: '', text: '' }).startsWith('{');
  } catch {
    return false;
  }
}
