import type { MeetingSettings, SettingName } from '@saal/protocol';
import type { TFunction } from 'i18next';

/** What a setting is set to, in words. */
export function settingWords(
  t: { home: TFunction<'home'>; planning: TFunction<'planning'> },
  name: SettingName,
  settings: MeetingSettings,
): string {
  switch (name) {
    case 'size':
      return t.home(`planning.sizes.${settings.size}.label`);
    case 'registration':
      return t.home(`planning.registrations.${settings.registration}`);
    case 'lobbyBypass':
      return t.home(`planning.lobby.${settings.lobbyBypass}`);
    case 'mayBegin':
      return t.home(`planning.begin.${settings.mayBegin}`);
    case 'maySpeak':
    case 'mayShowCamera':
    case 'mayShare':
    case 'mayChat':
      return t.home(`planning.audience.${settings[name]}`);
    case 'stageSeats':
    case 'registrationLimit':
      return String(settings[name]);
    case 'audienceVisible':
    case 'questionsModerated':
    case 'passcodeByLink':
    case 'chatUploads':
    case 'mayUnmuteSelf':
    case 'joinMuted':
    case 'joinCameraOff':
      return t.planning(settings[name] ? 'kind.yes' : 'kind.no');
  }
}
