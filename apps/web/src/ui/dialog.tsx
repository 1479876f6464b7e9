import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import * as Aria from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  children: ReactNode;
  /** Buttons at the end, the main one last. */
  actions?: ReactNode;
  /** Without a trigger: who opens and closes it. */
  isOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Asks something that must be answered: a click beside it does not close it. */
  alert?: boolean;
  wide?: boolean;
}

/** Modal: holds the focus, closes by Escape, and gives the focus back to where it came from (X03). */
export function Dialog({ title, children, actions, isOpen, onOpenChange, alert = false, wide = false }: DialogProps) {
  const { t } = useTranslation('common');
  return (
    <Aria.ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable={!alert} className={styles.veil}>
      <Aria.Modal className={classes(styles.modal, wide && styles.wide)}>
        <Aria.Dialog role={alert ? 'alertdialog' : 'dialog'} className={styles.dialog}>
          {({ close }) => (
            <>
              <div className={styles.head}>
                <Aria.Heading slot="title" level={2}>
                  {title}
                </Aria.Heading>
                {!alert && (
                  <IconButton
                    label={t('close')}
                    icon={<X aria-hidden="true" size={20} strokeWidth={1.75} />}
                    onPress={close}
                    className={styles.close}
                  />
                )}
              </div>
              <div className={styles.body}>{children}</div>
              {actions !== undefined && <div className={styles.actions}>{actions}</div>}
            </>
          )}
        </Aria.Dialog>
      </Aria.Modal>
    </Aria.ModalOverlay>
  );
}

export interface ConfirmDialogProps extends Omit<DialogProps, 'actions' | 'alert'> {
  /** What happens, as a verb: "Löschen". */
  confirm: string;
  onConfirm: () => void;
  danger?: boolean;
  isPending?: boolean;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ confirm, onConfirm, danger = false, isPending, ...rest }: ConfirmDialogProps) {
  const { t } = useTranslation('common');
  return (
    <Dialog
      {...rest}
      alert
      actions={
        <>
          <Button slot="close">{t('cancel')}</Button>
          <Button variant={danger ? 'danger' : 'primary'} onPress={onConfirm} isPending={isPending}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
