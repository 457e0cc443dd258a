import { useCombobox } from 'downshift';
import { CircleAlert, ScanFace, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { searchAfterMs } from '../peopleActions.ts';
import type { FoundPerson } from '../placesActions.ts';
import styles from './PeoplePicker.module.css';

export interface PeoplePickerProps {
  label: string;
  chosen: readonly FoundPerson[];
  onChange(chosen: readonly FoundPerson[]): void;
  /** Choosing somebody else replaces who is chosen. */
  single?: boolean;
  error?: string | null;
}

/** People by name or number: type, arrows, Enter. Who is chosen stands above the field and can be taken away again. */
export function PeoplePicker({ label, chosen, onChange, single = false, error }: PeoplePickerProps) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const [text, setText] = useState('');
  const { rows, failure, searching } = useFound(text);
  const items = rows.filter((row) => !chosen.some(({ personId }) => personId === row.personId));
  const { isOpen, getLabelProps, getMenuProps, getInputProps, getItemProps, highlightedIndex } = useCombobox<FoundPerson>({
    items: [...items],
    inputValue: text,
    selectedItem: null,
    defaultHighlightedIndex: 0,
    itemToString: () => '',
    // Choosing several: the list stays open and the words stay, ready for the next.
    stateReducer: (state, { type, changes }) => (type === useCombobox.stateChangeTypes.InputKeyDownEnter || type === useCombobox.stateChangeTypes.ItemClick
      ? { ...changes, isOpen: !single, highlightedIndex: state.highlightedIndex, inputValue: '' }
      : changes),
    onInputValueChange: ({ inputValue }) => setText(inputValue),
    onSelectedItemChange: ({ selectedItem }) => {
      if (selectedItem) onChange(single ? [selectedItem] : [...chosen, selectedItem]);
    },
  });

  return (
    <div className={styles.picker}>
      <label {...getLabelProps()} className={styles.label}>{label}</label>
      {chosen.length > 0 && (
        <ul className={styles.chosen}>
          {chosen.map((person) => (
            <li key={person.personId} className={styles.chip}>
              <span>{person.name} <small>{person.identifier}</small></span>
              <button type="button" aria-label={t('picker.remove', { name: person.name })} title={t('picker.remove', { name: person.name })} onClick={() => onChange(chosen.filter((one) => one !== person))}><Icon icon={X} /></button>
            </li>
          ))}
        </ul>
      )}
      <div className={classNames(styles.box, error ? styles.wrong : undefined)}>
        <Icon icon={Search} />
        <input
          {...getInputProps({
            onKeyDown: (event) => {
              // Enter sends the form only when there is nobody to choose; Esc closes the list first.
              if (event.key === 'Enter' && isOpen && items.length > 0) event.preventDefault();
              if (event.key === 'Escape' && isOpen) {
                event.preventDefault();
                event.stopPropagation();
              }
            },
          })}
          data-focus-first
          maxLength={80}
          placeholder={t('picker.people')}
          aria-invalid={error ? true : undefined}
          spellCheck={false}
        />
      </div>
      <ul {...getMenuProps()} className={classNames(styles.menu, !isOpen && styles.closed)}>
        {isOpen && items.map((person, index) => (
          <li key={person.personId} {...getItemProps({ item: person, index })} className={classNames(styles.item, index === highlightedIndex && styles.active)}>
            <span className={styles.name}>{person.name}</span>
            <span className={styles.number}>{person.hasFace && <Icon icon={ScanFace} size="1.1em" />}{person.identifier}</span>
          </li>
        ))}
      </ul>
      {isOpen && items.length === 0 && <p className={styles.none} role="status">{failure ? refusalText(language, failure.code, failure.data) : searching ? t('picker.searching') : t('picker.none')}</p>}
      {error ? <p className={styles.error}><Icon icon={CircleAlert} />{error}</p> : <p className={styles.hint}>{t('picker.hint')}</p>}
    </div>
  );
}

/** Who matches the text; asked when the typing pauses, and the newest question wins. */
function useFound(text: string): { rows: readonly FoundPerson[]; failure: Failure | null; searching: boolean } {
  const findPeople = useDesk((state) => state.findPeople);
  const [found, setFound] = useState<{ rows: readonly FoundPerson[]; failure: Failure | null; searching: boolean }>({ rows: [], failure: null, searching: true });
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    const timer = setTimeout(() => {
      void findPeople(text).then((answer) => {
        if (mine !== turn.current) return;
        setFound(answer.ok ? { rows: answer.value.rows, failure: null, searching: false } : { rows: [], failure: { code: answer.code, data: answer.data }, searching: false });
      });
    }, text === '' ? 0 : searchAfterMs);
    return () => clearTimeout(timer);
  }, [text, findPeople]);
  return found;
}
