import type { ErrorComponentProps } from '@tanstack/react-router';
import { toWireError } from './wire-error.ts';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '../frame/message-page.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { useDocumentTitle } from './use-document-title.ts';

/** A page that threw. A part of it that could not be loaded means that the server holds a newer build. */
export function ErrorPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation('common');
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const outdated = /dynamically imported module|Importing a module script failed|preload/i.test(message);
  const title = t(outdated ? 'crash.outdated' : 'crash.title');
  useDocumentTitle(title);
  return (
    <MessagePage
      title={title}
      code={outdated ? undefined : `${toWireError(error).code} ${name}`}
      actions={
        <Button variant="primary" onPress={() => window.location.reload()}>
          {t('reload')}
        </Button>
      }
    >
      {t(outdated ? 'crash.outdatedText' : 'crash.text')}
    </MessagePage>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation('common');
  useDocumentTitle(t('notFound.title'));
  return (
    <MessagePage
      title={t('notFound.title')}
      code="404"
      actions={
        <LinkButton to="/" variant="primary">
          {t('notFound.home')}
        </LinkButton>
      }
    >
      {t('notFound.text')}
    </MessagePage>
  );
}
