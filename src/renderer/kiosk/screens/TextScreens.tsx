import { ArrowRight, ScanFace } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Keyboard } from '../../ui/Keyboard.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt, ScreenName } from '../screens.ts';
import { identifierMin } from '../typing.ts';
import styles from './TextScreens.module.css';

/** One question, one line of text, the keyboard under it. The field is an ordinary input, so a real keyboard works too. */
export function TextEntry({ name, back, kind, title, lead, field, text, ready, problem, left, onText, onSubmit }: {
  name: ScreenName;
  back: 'back' | 'cancel';
  kind: 'name' | 'identifier';
  title: string;
  lead: string;
  field: string;
  text: string;
  ready: boolean;
  problem?: string | null;
  left?: ReactNode;
  onText(text: string): void;
  onSubmit(): void;
}) {
  const { t } = useTranslation();
  const labels = { keyboard: t('keyboard'), erase: t('erase'), space: t('space'), shift: t('shift') };
  return (
    <Frame
      name={name}
      back={back}
      left={left}
      right={<Button size="kiosk" variant="primary" iconEnd={ArrowRight} disabled={!ready} data-action="next" onClick={onSubmit}>{t('next')}</Button>}
    >
      <form className={styles.entry} onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>
        <div className={styles.question}>
          <h1 className={styles.title}>{title}</h1>
          {problem ? <Notice tone="attention" className={layout.notice}>{problem}</Notice> : <p className={layout.lead}>{lead}</p>}
          <input
            className={styles.field}
            aria-label={field}
            value={text}
            inputMode="none"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            // The kiosk asks one question a screen; the field is the only place typing can go.
            autoFocus
            data-field={kind}
            data-long={text.length > 20}
            onChange={(event) => onText(event.target.value)}
          />
        </div>
        <Keyboard kind={kind} text={text} labels={labels} onText={onText} />
      </form>
    </Frame>
  );
}

export function IdentifierScreen({ screen }: { screen: ScreenAt<'identifier'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <TextEntry
      name="identifier" back="cancel" kind="identifier"
      title={t('identifier.title')} lead={t('identifier.lead')} field={t('identifier.field')}
      text={screen.text} ready={screen.text.length >= identifierMin}
      left={<Button size="kiosk" icon={ScanFace} data-action="pay-with-face" onClick={actions.payWithFace}>{t('payWithFace')}</Button>}
      onText={actions.setIdentifier} onSubmit={actions.submitIdentifier}
    />
  );
}

export function GuardianScreen({ screen }: { screen: ScreenAt<'guardian'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const text = screen.draft.guardianName;
  return (
    <TextEntry
      name="guardian" back="back" kind="name"
      title={t('guardian.title')} lead={t('guardian.lead')} field={t('guardian.field')}
      text={text} ready={text.trim() !== ''} onText={actions.setText} onSubmit={actions.submitText}
    />
  );
}

export function NameScreen({ screen }: { screen: ScreenAt<'name'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  const text = screen.draft.name;
  return (
    <TextEntry
      name="name" back="back" kind="name"
      title={t('name.title')} lead={t('name.lead')} field={t('name.field')}
      text={text} ready={text.trim() !== ''} onText={actions.setText} onSubmit={actions.submitText}
    />
  );
}

export function NewIdentifierScreen({ screen }: { screen: ScreenAt<'newIdentifier'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions = useActions();
  const text = screen.draft.identifier;
  return (
    <TextEntry
      name="newIdentifier" back="back" kind="identifier"
      title={t('newIdentifier.title')} lead={t('newIdentifier.lead')} field={t('newIdentifier.field')}
      text={text} ready={text.length >= identifierMin}
      problem={screen.problem && refusalText(language, screen.problem.code, screen.problem.data)}
      onText={actions.setText} onSubmit={actions.submitText}
    />
  );
}
