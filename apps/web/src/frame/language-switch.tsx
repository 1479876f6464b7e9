import { useTranslation } from 'react-i18next';
import { useApp, useLanguage } from '../app/app-context.ts';
import { languages } from '../i18n/language.ts';
import styles from './public-page.module.css';

/** For people who are not signed in; others choose in their account. */
export function LanguageSwitch() {
  const { t } = useTranslation('common');
  const { showLanguage } = useApp();
  const { language } = useLanguage();
  return (
    <div role="group" aria-label={t('language')} className={styles.languages}>
      {languages.map((each) => (
        <button key={each} type="button" lang={each} aria-pressed={each === language} onClick={() => void showLanguage(each)}>
          {t(`languageName.${each}`)}
        </button>
      ))}
    </div>
  );
}
