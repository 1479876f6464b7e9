import { defaultSettings, type MeetingSettings } from '@saal/protocol';

export type PresetName = 'talk' | 'lecture' | 'confidential';

/** Whole sets of settings under a name people know, so that most never look at single ones. */
export const presets: Record<PresetName, MeetingSettings> = {
  talk: defaultSettings,
  lecture: { ...defaultSettings, maySpeak: 'presenters', mayShowCamera: 'presenters', mayShare: 'presenters', mayUnmuteSelf: false },
  confidential: { ...defaultSettings, lobbyBypass: 'nobody', passcodeByLink: true },
};

export const presetNames: readonly PresetName[] = ['talk', 'lecture', 'confidential'];

/** The preset these settings are; `own` when they are none. */
export function presetOf(settings: MeetingSettings): PresetName | 'own' {
  return presetNames.find((name) => sameSettings(presets[name], settings)) ?? 'own';
}

/** The preset's settings; how large the meeting is, is another question and stays. */
export function withPreset(settings: MeetingSettings, name: PresetName): MeetingSettings {
  const { size, stageSeats, audienceVisible, questionsModerated, registration, registrationLimit } = settings;
  return { ...presets[name], size, stageSeats, audienceVisible, questionsModerated, registration, registrationLimit };
}

/** A lecture lets nobody else speak, so that whoever is brought on a stage would stand there mute: there it gives way. */
export function fittingSize(settings: MeetingSettings): MeetingSettings {
  return settings.size !== 'talk' && presetOf(settings) === 'lecture' ? withPreset(settings, 'talk') : settings;
}

function sameSettings(a: MeetingSettings, b: MeetingSettings): boolean {
  return (
    a.lobbyBypass === b.lobbyBypass &&
    a.maySpeak === b.maySpeak &&
    a.mayShowCamera === b.mayShowCamera &&
    a.mayShare === b.mayShare &&
    a.mayChat === b.mayChat &&
    a.chatUploads === b.chatUploads &&
    a.mayUnmuteSelf === b.mayUnmuteSelf &&
    a.joinMuted === b.joinMuted &&
    a.joinCameraOff === b.joinCameraOff &&
    a.passcodeByLink === b.passcodeByLink
  );
}
