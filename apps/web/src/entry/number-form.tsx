import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi, useMe } from '../app/app-context.ts';
import { ErrorNotice } from '../app/error-notice.tsx';
import { useAction } from '../app/use-action.ts';
import { Form, type FieldErrors } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';

/** Number and passcode, as somebody reads them off a letter; leads to the page of the meeting. */
export function NumberForm({ actions, focusFirst = false }: { actions: (pending: boolean) => ReactNode; focusFirst?: boolean }) {
  const { t } = useTranslation('home');
  const api = useApi();
  const me = useMe();
  const navigate = useNavigate();
  const [number, setNumber] = useState('');
  const [passcode, setPasscode] = useState('');
  const [errors, setErrors] = useState<FieldErrors>();
  const find = useAction(async () => {
    if (!me) await api.guest(); // the passcode given here is remembered for this browser
    const digits = passcode.replace(/\D/g, '');
    const { id } = await api.findByNumber({ number: number.replace(/\D/g, ''), ...(digits === '' ? {} : { passcode: digits }) });
    await navigate({ to: '/m/$meetingId', params: { meetingId: id } });
  });
  const submit = () => {
    const wrong: FieldErrors = {
      number: number.replace(/\D/g, '').length === 9 ? undefined : t('byNumberForm.numberWrong'),
      passcode: me || passcode.trim() !== '' ? undefined : t('byNumberForm.passcodeNeeded'),
    };
    setErrors(wrong);
    if (!wrong['number'] && !wrong['passcode']) find.run();
  };
  return (
    <Form onSubmit={submit} errors={errors}>
      {find.error && <ErrorNotice error={find.error} />}
      <TextField
        label={t('byNumberForm.number')}
        description={t('byNumberForm.numberHint')}
        error={errors?.['number']}
        value={number}
        onChange={setNumber}
        isRequired
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here
        autoFocus={focusFirst}
      />
      <TextField
        label={t('byNumberForm.passcode')}
        optional={me !== undefined}
        error={errors?.['passcode']}
        value={passcode}
        onChange={setPasscode}
        isRequired={me === undefined}
        inputMode="numeric"
        autoComplete="off"
        maxLength={20}
      />
      {actions(find.pending)}
    </Form>
  );
}
