import type { Me } from '@saal/client';
import { ImagePlus } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useTranslation } from 'react-i18next';
import { useApi, useApp } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import styles from './account.module.css';
import { PictureDialog } from './picture-dialog.tsx';

/** Picture and name, as others see them. */
export function ProfileCard({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const [picture, setPicture] = useState<ImageBitmap>();
  const [unreadable, setUnreadable] = useState(false);
  const remove = useAction(async () => viewer.signedIn(await api.removePicture()));
  const choose = (file: File | undefined) => {
    if (!file) return;
    setUnreadable(false);
    createImageBitmap(file).then(setPicture, () => setUnreadable(true));
  };
  return (
    <Card title={t('profile.title')} lead={t('profile.lead')}>
      <div className={styles.profile}>
        <Avatar name={me.displayName} pictureUrl={me.pictureUrl} sizePx={96} />
        <div className={styles.who}>
          <p>{me.email}</p>
          <div className={styles.row}>
            <FileTrigger acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp']} onSelect={(files) => choose(files?.[0])}>
              <Button icon={<ImagePlus aria-hidden="true" size={20} strokeWidth={1.75} />}>
                {t(me.pictureUrl === undefined ? 'picture.choose' : 'picture.change')}
              </Button>
            </FileTrigger>
            {me.pictureUrl !== undefined && (
              <Button variant="quiet" onPress={remove.run} isPending={remove.pending}>
                {t('picture.remove')}
              </Button>
            )}
          </div>
        </div>
      </div>
      {unreadable && <Notice tone="error">{t('error:picture_invalid')}</Notice>}
      {remove.error && <ErrorNotice error={remove.error} />}
      <NameForm me={me} />
      {picture && (
        <PictureDialog
          picture={picture}
          onClose={() => setPicture(undefined)}
          onChanged={(changed) => {
            viewer.signedIn(changed);
            setPicture(undefined);
          }}
        />
      )}
    </Card>
  );
}

function NameForm({ me }: { me: Me }) {
  const { t } = useTranslation('account');
  const api = useApi();
  const { viewer } = useApp();
  const [name, setName] = useState(me.displayName);
  const [errors, setErrors] = useState<FieldErrors>();
  const save = useAction(async () => viewer.signedIn(await api.changeMe({ displayName: name.trim() })));
  const submit = () => {
    const empty = name.trim() === '';
    setErrors({ name: empty ? t('common:required') : undefined });
    if (!empty) save.run();
  };
  return (
    <Form onSubmit={submit} errors={errors}>
      {save.error && <ErrorNotice error={save.error} />}
      <div className={styles.inline}>
        <TextField
          label={t('displayName')}
          name="name"
          autoComplete="name"
          maxLength={80}
          isRequired
          value={name}
          onChange={setName}
          error={errors?.['name']}
        />
        <Button type="submit" isPending={save.pending} isDisabled={name.trim() === me.displayName}>
          {t('common:save')}
        </Button>
      </div>
      {save.done && name.trim() === me.displayName && <Notice tone="good">{t('common:saved')}</Notice>}
    </Form>
  );
}
