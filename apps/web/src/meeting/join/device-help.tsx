import type { DeviceProblem, Devices } from '@saal/client';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../app/use-model.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './device-help.module.css';
import { PermissionPicture } from './permission-picture.tsx';

/** After these, trying again can help at once. */
const retryable: readonly DeviceProblem[] = ['dismissed', 'in-use', 'unplugged', 'failed', 'none-found'];

/** What is wrong with microphone or camera, in words of its own, and the way out. */
export function DeviceHelp({ devices }: { devices: Devices }) {
  const { t } = useTranslation('join');
  const state = useModel(devices);
  const problems = [
    { kind: 'microphone' as const, problem: state.microphone.problem },
    { kind: 'camera' as const, problem: state.camera.problem },
  ].flatMap(({ kind, problem }) => (problem ? [{ kind, problem }] : []));
  // Both for the same reason: the picture of the address bar once is enough.
  const denied = problems.some(({ problem }) => problem === 'denied');
  return (
    <>
      {problems.map(({ kind, problem }) => (
        <Notice
          key={kind}
          tone="warning"
          title={t(`problem.${kind}.${problem}.what`)}
          actions={
            retryable.includes(problem) ? (
              <Button size="small" onPress={() => void (kind === 'microphone' ? devices.setMicrophone(true) : devices.setCamera(true))}>
                {t('problem.again')}
              </Button>
            ) : problem === 'denied' ? (
              <Button size="small" onPress={() => location.reload()}>
                {t('problem.reload')}
              </Button>
            ) : undefined
          }
        >
          {t(`problem.${kind}.${problem}.do`)}
        </Notice>
      ))}
      {denied && (
        <div className={styles.picture}>
          <PermissionPicture label={t('problem.picture')} />
        </div>
      )}
    </>
  );
}
