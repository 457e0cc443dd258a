import { Refusal } from '../../shared/errors.ts';

/** Lines and shapes on a keypad, and what lists of leaked 6-digit PINs begin with, beyond what the rules below already refuse. */
const common = new Set([
  '123321', '159753', '147258', '258369', '147852', '369258', '963852', '789456', '456123', '159357', '123654', '321654', '741852', '852963', '142536', '456789',
  '789123', '741963', '963741', '951753', '753951', '357159', '112358', '314159', '271828', '202020', '100000', '000001', '999999', '007007', '110110', '520520', '696969',
  '080808', '170845', '251208', '121314', '102030', '909090', '246810', '135790', '134679', '258456', '159159', '753159', '987321', '192837', '918273', '010203',
]);

/**
 * A PIN that somebody would try in the first hundreds of guesses: dates, repeats, sequences, keypad lines, one's own number.
 * @throws Refusal PIN_WEAK with `reason`: "repeat", "sequence", "date", "identifier" or "common"
 */
export function requireStrongPin(pin: string, identifier: string): void {
  const reason = weakness(pin, identifier);
  if (reason) throw new Refusal('PIN_WEAK', { reason });
}

function weakness(pin: string, identifier: string): string | null {
  const digits = [...pin].map(Number);
  if (new Set(digits).size <= 2 || pin.slice(0, 3) === pin.slice(3) || /^(\d)\1(\d)\2(\d)\3$/.test(pin) || /(\d)\1{3}/.test(pin)) return 'repeat';
  if (isSequence(digits)) return 'sequence';
  if (isDate(pin)) return 'date';
  const ownDigits = identifier.replace(/\D/g, '');
  if (ownDigits.includes(pin) || ownDigits.includes([...pin].reverse().join(''))) return 'identifier';
  return common.has(pin) ? 'common' : null;
}

/** Equal steps round the clock of ten: 123456, 987654, 890123, 246802. */
function isSequence(digits: readonly number[]): boolean {
  const steps = digits.slice(1).map((digit, i) => (digit - (digits[i] ?? 0) + 10) % 10);
  return steps.every((step) => step === steps[0]);
}

/** By month, 1-12. */
const daysOfMonth = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** DDMMYY, MMDDYY, YYMMDD of any year, and a month with a year of four digits. */
function isDate(pin: string): boolean {
  const [a = 0, b = 0, c = 0] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4)].map(Number);
  const dayMonth = (day: number, month: number): boolean => day >= 1 && day <= (daysOfMonth[month] ?? 0);
  const year = (value: string): boolean => value >= '1930' && value <= '2049';
  const month = (value: number): boolean => value >= 1 && value <= 12;
  return dayMonth(a, b) || dayMonth(b, a) || dayMonth(c, b)
    || (month(a) && year(pin.slice(2))) || (year(pin.slice(0, 4)) && month(c));
}
