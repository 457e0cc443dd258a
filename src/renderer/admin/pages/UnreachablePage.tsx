import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { Gate } from '../parts/Gate.tsx';
import type { Page } from '../sessionActions.ts';

export function UnreachablePage({ page }: { page: Extract<Page, { at: 'unreachable' }> }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const start = useDesk((state) => state.start);
  return (
    <Gate>
      <Blank level="h1" icon={Unplug} title={t('unreachable.title')}>
        <p role="alert">{refusalText(language, page.failure.code, page.failure.data)}</p>
        <Button onClick={() => void start()}>{t('unreachable.retry')}</Button>
      </Blank>
    </Gate>
  );
}
