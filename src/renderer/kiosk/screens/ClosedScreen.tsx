import { DoorClosed, ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import type { ScreenAt } from '../screens.ts';

export function ClosedScreen({ screen }: { screen: ScreenAt<'closed'> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { openAdmin } = useActions();
  const why = screen.reason && screen.reason !== 'PAYMENTS_CLOSED' ? refusalText(language, screen.reason) : t('closed.lead');
  return (
    <Frame name="closed" back="brand" right={<Button size="kiosk" variant="primary" icon={ExternalLink} data-action="open-admin" onClick={openAdmin}>{t('closed.open')}</Button>}>
      <div className={layout.centre} data-code={screen.reason ?? ''}>
        <BigIcon icon={DoorClosed} tone="attention" />
        <h1 className={layout.key}>{t('closed.title')}</h1>
        <p className={layout.lead}>{why}</p>
      </div>
    </Frame>
  );
}
