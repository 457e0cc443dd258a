import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { BigIcon } from '../parts/BigIcon.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';

export function UnreachableScreen() {
  const { t } = useTranslation();
  return (
    <Frame name="unreachable" back="brand">
      <div className={layout.centre} role="alert">
        <BigIcon icon={Unplug} tone="attention" />
        <h1 className={layout.key}>{t('unreachable.title')}</h1>
        <p className={layout.lead}>{t('unreachable.lead')}</p>
      </div>
    </Frame>
  );
}
