import type { InviteeList, InviteeView } from '@saal/client';
import type { InviteeRole } from '@saal/protocol';
import { Ellipsis, Link2, Mail, RefreshCw, UserX } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/app-context.ts';
import { ErrorNotice } from '../../app/error-notice.tsx';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { IconButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuSection, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { CorrectAddress } from './correct-address.tsx';
import { inviteeRoles } from './invitees-field.tsx';
import styles from './invitees.module.css';
import { asNewInvitee } from './pending-invitee.ts';
import { PersonFinder } from './person-finder.tsx';

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.75 } as const;
type Asked = { to: 'renew' | 'withdraw' | 'correct'; invitee: InviteeView };

/** Who is invited to a meeting by name, what they answered, and their links. */
export function InviteesCard({ meetingId }: { meetingId: string }) {
  const { t } = useTranslation('invitees');
  const api = useApi();
  const [changed, setChanged] = useState<InviteeList>();
  const [loaded] = useLoaded(useCallback(() => api.invitees(meetingId), [api, meetingId]));
  const [asked, setAsked] = useState<Asked>();
  const [said, setSaid] = useState('');
  const change = useAction(async (ask: () => Promise<InviteeList>) => {
    setChanged(await ask());
    setAsked(undefined);
  });
  // What went wrong before is no answer to the next question.
  const ask = (next: Asked | undefined) => {
    change.clear();
    setAsked(next);
  };
  const list = changed ?? (loaded.state === 'ready' ? loaded.value : undefined);
  const copyLink = async ({ name, link }: InviteeView) => {
    if (link !== undefined) setSaid((await copyText(link)) ? t('copied', { name }) : t('copyFailed'));
  };
  return (
    <Card title={t('title')} lead={list?.mail === false ? t('leadWithoutMail') : t('lead')}>
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} />}
      {change.error && asked?.to !== 'correct' && <ErrorNotice error={change.error} />}
      {!list && loaded.state === 'loading' && <Spinner />}
      {list?.guestsRefused === true && <Notice live={false}>{t('guestsRefused')}</Notice>}
      {list && (
        <PersonFinder
          label={t('add')}
          accountsOnly={list.guestsRefused === true}
          onFound={(invitee) => change.run(() => api.invite(meetingId, [asNewInvitee(invitee)]))}
        />
      )}
      <p role="status" className={styles.sub}>
        {said}
      </p>
      {list && list.invitees.length > 0 && (
        <ul className={styles.list} aria-label={t('list')}>
          {list.invitees.map((invitee) => (
            <Row
              key={invitee.id}
              invitee={invitee}
              isWrittenTo={list.mail}
              onRole={(role) => change.run(() => api.changeInvitee(meetingId, invitee.id, { role }))}
              onPasses={(passesLobby) => change.run(() => api.changeInvitee(meetingId, invitee.id, { passesLobby }))}
              onCopy={() => void copyLink(invitee)}
              ask={(to) => ask({ to, invitee })}
            />
          ))}
        </ul>
      )}
      {asked?.to === 'correct' && (
        <CorrectAddress
          name={asked.invitee.name}
          email={asked.invitee.email ?? ''}
          onClose={() => ask(undefined)}
          isPending={change.pending}
          error={change.error}
          onSubmit={(email) =>
            change.run(async () => {
              const next = await api.changeInvitee(meetingId, asked.invitee.id, { email });
              setSaid(t('correct.done', { name: asked.invitee.name, email }));
              return next;
            })
          }
        />
      )}
      {asked && asked.to !== 'correct' && (
        <ConfirmDialog
          title={t(`${asked.to}Title`, { name: asked.invitee.name })}
          confirm={t(asked.to)}
          danger
          isOpen
          onOpenChange={(open) => !open && setAsked(undefined)}
          isPending={change.pending}
          onConfirm={() =>
            change.run(() =>
              asked.to === 'withdraw'
                ? api.withdrawInvitee(meetingId, asked.invitee.id)
                : api.changeInvitee(meetingId, asked.invitee.id, { link: 'new' }),
            )
          }
        >
          {t(`${asked.to}Text`)}
        </ConfirmDialog>
      )}
    </Card>
  );
}

function Row({
  invitee,
  isWrittenTo,
  onRole,
  onPasses,
  onCopy,
  ask,
}: {
  invitee: InviteeView;
  /** Mail goes out from here: else nobody is invited anew by another address. */
  isWrittenTo: boolean;
  onRole: (role: InviteeRole) => void;
  onPasses: (passesLobby: boolean) => void;
  onCopy: () => void;
  ask: (to: Asked['to']) => void;
}) {
  const { t } = useTranslation('invitees');
  const { name, email, external, role, answer, mail, passesLobby, takenOver } = invitee;
  const facts = [t(`roles.${role}`), passesLobby ? undefined : t('waits'), email ?? undefined].filter((fact) => fact !== undefined);
  return (
    <li className={styles.one}>
      <div>
        <span className={styles.name}>
          <span>{name}</span>
          {external && <span className={styles.tag}>{t('external')}</span>}
          {answer && (
            <span className={styles.tag} data-tone={answer === 'accepted' ? 'good' : answer === 'declined' ? 'bad' : undefined}>
              {t(`answers.${answer}`)}
            </span>
          )}
          {mail === 'bounced' && (
            <span className={styles.tag} data-tone="bad">
              {t('bounced')}
            </span>
          )}
        </span>
        <span className={styles.sub}>{facts.join(' · ')}</span>
        {takenOver > 0 && <p className={styles.sub}>{t('takenOver', { count: takenOver })}</p>}
        {answer === null && <VisuallyHidden>{t('answers.none')}</VisuallyHidden>}
      </div>
      <MenuTrigger>
        <IconButton label={t('actionsOf', { name })} icon={<Ellipsis {...icon} />} />
        <Menu placement="bottom end">
          {external && (
            <MenuItem icon={<Link2 {...icon} />} onAction={onCopy}>
              {t('copy')}
            </MenuItem>
          )}
          <MenuSection title={t('role')} selectionMode="single" selectedKeys={[role]} disallowEmptySelection>
            {inviteeRoles.map((each) => (
              <MenuItem key={each} id={each} onAction={() => onRole(each)}>
                {t(`roles.${each}`)}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuItem onAction={() => onPasses(!passesLobby)}>{passesLobby ? t('letWait') : t('letPass')}</MenuItem>
          <MenuSeparator />
          {isWrittenTo && external && email !== null && (
            <MenuItem icon={<Mail {...icon} />} onAction={() => ask('correct')}>
              {t('correct.open')}
            </MenuItem>
          )}
          {external && (
            <MenuItem icon={<RefreshCw {...icon} />} onAction={() => ask('renew')}>
              {t('renew')}
            </MenuItem>
          )}
          <MenuItem danger icon={<UserX {...icon} />} onAction={() => ask('withdraw')}>
            {t('withdraw')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </li>
  );
}
