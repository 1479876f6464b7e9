import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from '../../app/use-document-title.ts';
import { MessagePage } from '../../frame/message-page.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { wayOn, type After } from './after.ts';

type Props = {
  after: After;
  /** Who invited, once known. */
  inviter: string | undefined;
  onAgain?: () => void;
  /** For hosts who left while others are still there. */
  onEndForAll?: () => void;
};

/** After the meeting, or instead of it: what happened, and the way on. */
export function AfterPage({ after, inviter, onAgain, onEndForAll }: Props) {
  const { t } = useTranslation('join');
  const { kind, byName, code } = after;
  const title = t(`after.${kind}.title`);
  useDocumentTitle(title);
  const text = () => {
    if (kind === 'removed' || kind === 'ended') return byName ? t(`after.${kind}.text`, { name: byName }) : t(`after.${kind}.textUnnamed`);
    if (kind === 'locked' && inviter === undefined) return t('after.lockedUnnamed');
    return t(`after.${kind}.text`, { inviter });
  };
  const way = wayOn(kind);
  return (
    <MessagePage
      title={title}
      code={code}
      actions={
        <>
          {way !== 'none' && onAgain && (
            <Button variant="primary" onPress={onAgain}>
              {t(`after.${way}`)}
            </Button>
          )}
          {onEndForAll && <Button onPress={onEndForAll}>{t('after.endForAll')}</Button>}
          <LinkButton to="/" variant={way === 'none' ? 'primary' : 'secondary'}>
            {t('after.home')}
          </LinkButton>
        </>
      }
    >
      {text()}
    </MessagePage>
  );
}
