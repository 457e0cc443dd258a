import { ExternalLink, Wrench } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';

export function SetupScreen() {
  const { t } = useTranslation();
  const { openAdmin } = useActions();
  return (
    <Frame name="setup" back="brand" right={<Button size="kiosk" variant="primary" icon={ExternalLink} data-action="open-admin" onClick={openAdmin}>{t('setup.open')}</Button>}>
      <div className={layout.centre}>
        <BigIcon icon={Wrench} tone="note" />
        <h1 className={layout.key}>{t('setup.title')}</h1>
        <p className={layout.lead}>{t('setup.lead')}</p>
      </div>
    </Frame>
  );
}
