import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NewPasswordField } from '../account/new-password-field.tsx';
import { minLengthOf, passwordProblem, refusedPassword } from '../account/password-error.ts';
import { useConfig } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import type { Action } from '../app/use-action.ts';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EmailField, Submit } from './form-parts.tsx';

export interface NewAccount {
  email: string;
  displayName: string;
  password: string;
}

/** Name, address and password of somebody new: the first administrator and everybody invited. */
export function NewAccountForm({
  email: knownEmail,
  submitLabel,
  create,
}: {
  email?: string;
  submitLabel: string;
  create: Action<[NewAccount]>;
}) {
  const { t } = useTranslation('account');
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState(knownEmail ?? '');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const refused = refusedPassword(create.error, t);
  const minLength = minLengthOf(useConfig());
  const submit = () => {
    const wrong: FieldErrors = {
      displayName: displayName.trim() === '' ? t('common:required') : undefined,
      email: /^\S+@\S+\.\S+$/.test(email.trim()) ? undefined : t('common:emailWrong'),
      password: passwordProblem(password, minLength, t),
    };
    setErrors(wrong);
    if (Object.values(wrong).every((error) => error === undefined))
      create.run({ email: email.trim(), displayName: displayName.trim(), password });
  };
  return (
    <Form onSubmit={submit} errors={errors}>
      {create.error && refused === undefined && <ErrorNotice error={create.error} />}
      <TextField
        label={t('displayName')}
        description={t('displayNameHint')}
        name="name"
        autoComplete="name"
        maxLength={80}
        isRequired
        value={displayName}
        onChange={setDisplayName}
        error={errors?.['displayName']}
      />
      <EmailField value={email} onChange={setEmail} error={errors?.['email']} />
      <NewPasswordField value={password} onChange={setPassword} error={errors?.['password'] ?? refused} />
      <Submit label={submitLabel} isPending={create.pending} />
    </Form>
  );
}
