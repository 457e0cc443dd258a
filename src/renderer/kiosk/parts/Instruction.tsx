import { CircleAlert, CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../ui/classNames.ts';
import { HeadGlyph } from '../../ui/HeadGlyph.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Guidance } from '../../camera/guidance.ts';
import styles from './Instruction.module.css';

/** What to do now, the drawn head doing it, the steps as dots, and one live hint that names the fix. */
export function Instruction({ guidance, waiting }: { guidance: Guidance | null; waiting: string }) {
  const { t } = useTranslation();
  const step = guidance?.step ?? null;
  return (
    <div className={styles.instruction}>
      <div className={styles.row}>
        {step && <HeadGlyph gesture={step} className={styles.glyph} />}
        <h1 className={styles.words} aria-live="assertive">{step ? t(`step.${step}`) : waiting}</h1>
      </div>
      <div className={styles.below}>
        {guidance && step && <Dots index={guidance.stepIndex} count={guidance.stepCount} />}
        {guidance && step && (
          <p className={classNames(styles.hint, guidance.advice !== 'ok' && styles.attention)} data-advice={guidance.advice} aria-live="polite">
            <Icon icon={guidance.advice === 'ok' ? CircleCheck : CircleAlert} />
            {t(`advice.${guidance.advice}`)}
          </p>
        )}
      </div>
    </div>
  );
}

function Dots({ index, count }: { index: number; count: number }) {
  return (
    <span className={styles.dots} aria-hidden>
      {Array.from({ length: count }, (_, dot) => <span key={dot} className={classNames(styles.dot, dot < index && styles.past, dot === index && styles.now)} />)}
    </span>
  );
}
