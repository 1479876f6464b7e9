import type { MeetingSettings, SettingName } from '@saal/protocol';

/** What a setting is called, in the catalogue `home`; in the order of the form. */
export const settingLabels = {
  size: 'planning.size',
  stageSeats: 'planning.stageSeats',
  audienceVisible: 'planning.audienceVisible',
  questionsModerated: 'planning.questionsModerated',
  registration: 'planning.registration',
  registrationLimit: 'planning.places',
  lobbyBypass: 'planning.lobbyBypass',
  mayBegin: 'planning.mayBegin',
  passcodeByLink: 'planning.passcodeByLink',
  maySpeak: 'planning.maySpeak',
  mayShowCamera: 'planning.mayShowCamera',
  mayShare: 'planning.mayShare',
  mayChat: 'planning.mayChat',
  chatUploads: 'planning.chatUploads',
  mayUnmuteSelf: 'planning.mayUnmuteSelf',
  joinMuted: 'planning.joinMuted',
  joinCameraOff: 'planning.joinCameraOff',
} as const satisfies Record<keyof MeetingSettings, string>;

export const settingNames = Object.keys(settingLabels).filter(isSetting);

function isSetting(name: string): name is SettingName {
  return name in settingLabels;
}
