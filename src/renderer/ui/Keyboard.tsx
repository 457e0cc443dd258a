import { ArrowBigUp, Delete } from 'lucide-react';
import { useState } from 'react';
import { classNames } from './classNames.ts';
import { Icon } from './Icon.tsx';
import styles from './Keyboard.module.css';
import { keepFocus } from './keepFocus.ts';

const letterRows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const;
const digitRow = '1234567890';

export interface KeyboardLabels {
  keyboard: string;
  erase: string;
  space: string;
  shift: string;
}

/**
 * Letters (and digits) for fingers. `name` capitalises the first letter of every word by itself; `identifier` has digits first and
 * capitals only. Keys act on `text`, so the field it belongs to stays an ordinary input.
 */
export function Keyboard({ kind, text, labels, onText }: { kind: 'name' | 'identifier'; text: string; labels: KeyboardLabels; onText(text: string): void }) {
  const [shifted, setShifted] = useState<boolean | null>(null);
  const capital = kind === 'identifier' || (shifted ?? (text === '' || /[\s'-]$/.test(text)));
  const type = (character: string) => {
    setShifted(null);
    onText(text + character);
  };
  const key = (character: string) => {
    const shown = capital ? character.toUpperCase() : character;
    return <button key={character} type="button" className={styles.key} data-key={character} onClick={() => type(shown)}>{shown}</button>;
  };
  const erase = (
    <button type="button" className={classNames(styles.key, styles.action)} data-key="erase" aria-label={labels.erase} onClick={() => onText(text.slice(0, -1))}>
      <Icon icon={Delete} />
    </button>
  );
  return (
    <div className={styles.board} role="group" aria-label={labels.keyboard} onMouseDown={keepFocus}>
      {kind === 'identifier' && <div className={styles.row}>{[...digitRow].map(key)}</div>}
      <div className={styles.row}>{[...letterRows[0]].map(key)}</div>
      <div className={styles.row}>{[...letterRows[1]].map(key)}</div>
      <div className={styles.row}>
        {kind === 'name'
          ? <button type="button" className={classNames(styles.key, styles.action)} aria-label={labels.shift} aria-pressed={capital} onClick={() => setShifted(!capital)}><Icon icon={ArrowBigUp} /></button>
          : key('-')}
        {[...letterRows[2]].map(key)}
        {kind === 'identifier' && key('.')}
        {erase}
      </div>
      {kind === 'name' && (
        <div className={styles.row}>
          {key('-')}
          {key("'")}
          <button type="button" className={classNames(styles.key, styles.space)} data-key="space" onClick={() => type(' ')}>{labels.space}</button>
          {key('.')}
        </div>
      )}
    </div>
  );
}
