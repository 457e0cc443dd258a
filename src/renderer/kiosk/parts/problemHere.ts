import { useTranslation } from 'react-i18next';
import type { ErrorCode, RefusalData } from '../../../shared/errors.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';

/** The general sentences of these speak of paying, which nobody does here. */
const here = ['PIN_NEEDED', 'PIN_LOCKED', 'PIN_STAFF_NEEDED', 'PIN_KIOSK_LIMIT', 'FACE_UNKNOWN', 'FACE_AMBIGUOUS', 'ENGINE_UNAVAILABLE'] as const;
const isHere = (code: ErrorCode): code is (typeof here)[number] => here.some((one) => one === code);

/** These speak of somebody else than the one who enrols. */
const enrolling = ['CARD_REFUSED', 'FACE_KNOWN'] as const;
const isEnrolling = (code: ErrorCode): code is (typeof enrolling)[number] => enrolling.some((one) => one === code);

/** What a refusal says where somebody enrols. */
export function useProblemEnrolling(): (code: ErrorCode, data: RefusalData) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (code, data) => (isEnrolling(code) ? t(`enrolCard.${code}`) : refusalText(language, code, data));
}

/** What a refusal says where somebody checks in or looks at their own data. */
export function useProblemHere(): (code: ErrorCode, data: RefusalData) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (code, data) => {
    if (!isHere(code) || (code === 'PIN_LOCKED' && !('minutes' in data))) return refusalText(language, code, data);
    return t(`here.${code}`, { count: Number(data['minutes']) });
  };
}
