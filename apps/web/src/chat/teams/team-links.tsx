import type { Team } from '@saal/client';
import { ExternalLink, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ChatFailure } from '../chat-failure.tsx';
import { useAttempt } from '../use-attempt.ts';
import styles from './teams.module.css';

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.75 } as const;

/** Addresses that the team needs often; moderators keep them. */
export function TeamLinks({ team }: { team: Team }) {
  const { t } = useTranslation('teams');
  const { links, mayChangeLinks } = useModel(team.about);
  const [adding, setAdding] = useState(false);
  const { attempt, failure, clear } = useAttempt();
  return (
    <div className={styles.part}>
      {failure !== undefined && <ChatFailure failure={failure} onClose={clear} />}
      {links.length === 0 && <p className={styles.hint}>{t('noLinks')}</p>}
      <ul className={styles.lines}>
        {links.map((link, index) => (
          // The same address may stand there twice.
          <li key={`${index} ${link.url}`} className={styles.entry}>
            <a href={link.url} target="_blank" rel="noopener noreferrer" className={styles.words}>
              <span className={styles.name}>
                {link.title} <ExternalLink {...icon} size={14} />
              </span>
              <small>{new URL(link.url).host}</small>
            </a>
            {mayChangeLinks && (
              <IconButton
                size="small"
                label={t('removeLink', { title: link.title })}
                icon={<X {...icon} />}
                onPress={() => attempt(team.setLinks(links.filter((one) => one !== link)))}
              />
            )}
          </li>
        ))}
      </ul>
      {mayChangeLinks && (
        <Button icon={<Plus {...icon} />} onPress={() => setAdding(true)} className={styles.add}>
          {t('addLink')}
        </Button>
      )}
      {adding && <LinkDialog team={team} onClose={() => setAdding(false)} />}
    </div>
  );
}

function LinkDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation('teams');
  const { links } = useModel(team.about);
  const [title, setTitle] = useState('');
  const [url, setUrl] = useState('');
  const { attempt, failure } = useAttempt();
  const address = /^https?:/.test(url.trim()) ? url.trim() : `https://${url.trim()}`;
  const isRight = address.startsWith('https://') && URL.canParse(address);
  return (
    <Dialog
      title={t('addLink')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      actions={
        <Button
          variant="primary"
          isDisabled={title.trim() === '' || url.trim() === '' || !isRight}
          onPress={() => attempt(team.setLinks([...links, { title: title.trim(), url: address }]).then(onClose))}
        >
          {t('common:save')}
        </Button>
      }
    >
      {failure !== undefined && <ChatFailure failure={failure} />}
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type here */}
      <TextField label={t('linkTitle')} value={title} onChange={setTitle} maxLength={100} autoFocus />
      <TextField
        label={t('linkUrl')}
        value={url}
        onChange={setUrl}
        maxLength={2_000}
        error={url.trim() !== '' && !isRight ? t('linkWrong') : undefined}
      />
    </Dialog>
  );
}
