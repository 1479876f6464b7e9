import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton, type ButtonSize, type ButtonVariant } from './button.tsx';
import { copyText } from './copy-text.ts';
import { VisuallyHidden } from './visually-hidden.tsx';

export interface CopyButtonProps {
  /** What is put on the clipboard; a function is asked when the button is pressed. */
  text: string | (() => string | Promise<string>);
  /** "Link kopieren" */
  label: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  iconOnly?: boolean;
  className?: string;
}

const shownMs = 2_500;

/** Copies, and says for a moment that it did, or that the browser forbids it. */
export function CopyButton({ text, label, iconOnly = false, ...look }: CopyButtonProps) {
  const { t } = useTranslation('common');
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    void copyText(typeof text === 'string' ? text : text()).then((copied) => setOutcome(copied ? 'copied' : 'failed'));
  };
  const icon =
    outcome === 'copied' ? (
      <Check aria-hidden="true" size={20} strokeWidth={1.75} />
    ) : (
      <Copy aria-hidden="true" size={20} strokeWidth={1.75} />
    );
  const said = outcome === undefined ? '' : t(outcome === 'copied' ? 'copied' : 'copyFailed');
  return (
    <>
      {iconOnly ? (
        <IconButton {...look} label={label} icon={icon} onPress={copy} />
      ) : (
        <Button {...look} icon={icon} onPress={copy}>
          {outcome === undefined ? label : said}
        </Button>
      )}
      <VisuallyHidden live>{said}</VisuallyHidden>
    </>
  );
}
