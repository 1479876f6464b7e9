/** What is asked of a running meeting. Built by the edges from checked requests; `by` is who asks. */
import type { MeetingSettings, ParticipantId, QuestionId, QuestionState, RequestData, Right, Role, SettingName } from '@saal/protocol';
import type { Identity, IdentityKey } from './identity.ts';
import type { Preset } from './invited.ts';

type By = { by: ParticipantId };
type Target = { participantId: ParticipantId };

/** Asked by somebody inside. */
export type ActorCommand = By &
  (
    | { kind: 'set-hand'; raised: boolean }
    | ({ kind: 'lower-hand' } & Target)
    | { kind: 'react'; reaction: RequestData<'meeting.react'>['reaction'] }
    | { kind: 'set-away'; away: boolean }
    | ({ kind: 'admit' } & Target)
    | ({ kind: 'refuse' } & Target)
    | ({ kind: 'send-to-lobby' } & Target)
    | { kind: 'admit-all' }
    | ({ kind: 'set-role'; role: Role } & Target)
    | ({ kind: 'set-right'; right: Right; granted: boolean | null } & Target)
    | ({ kind: 'mute' } & Target)
    | ({ kind: 'ask-unmute' } & Target)
    | ({ kind: 'stop-camera' } & Target)
    | { kind: 'mute-all'; mayUnmuteSelf: boolean }
    | ({ kind: 'stop-share'; shareId?: string | undefined } & Target)
    | ({ kind: 'remove'; keepOut: boolean } & Target)
    | { kind: 'set-locked'; locked: boolean }
    | { kind: 'change-settings'; settings: Partial<MeetingSettings> }
    | { kind: 'pin-for-all'; participantIds: readonly ParticipantId[] }
    | { kind: 'set-seat-order'; participantIds: readonly ParticipantId[] }
    | ({ kind: 'bring-to-stage' } & Target)
    | { kind: 'answer-stage'; accept: boolean }
    | { kind: 'leave-stage' }
    | ({ kind: 'take-off-stage' } & Target)
    | { kind: 'start-event' }
    | { kind: 'set-backstage'; backstage: boolean }
    | { kind: 'say-backstage'; text: string }
    | { kind: 'ask-question'; text: string; anonymous: boolean }
    | { kind: 'vote-question'; questionId: QuestionId; up: boolean }
    | { kind: 'withdraw-question'; questionId: QuestionId }
    | { kind: 'moderate-question'; questionId: QuestionId; state: QuestionState; answer?: string | undefined }
    | { kind: 'end' }
  );

/** Asked from outside, or by time. */
export type OutsideCommand =
  /** `resuming`: the device was in a run before and only comes back; it opens no new one. */
  /** `isMember`: of the room whose meeting it is. */
  /** `preset`: invited by name. */
  | { kind: 'join'; identity: Identity; resuming: boolean; isMember?: boolean | undefined; preset?: Preset | undefined }
  | { kind: 'leave'; participantId: ParticipantId; cause: 'left' | 'timed-out' }
  /** The owner changed the plan while the meeting runs. `lockedSettings`: it is of another kind now, which locks these. */
  | {
      kind: 'change-plan';
      title?: string | undefined;
      settings?: Partial<MeetingSettings> | undefined;
      lockedSettings?: readonly SettingName[] | undefined;
    }
  /** No member of the room any more: out, whoever they are. */
  | { kind: 'put-out'; key: IdentityKey }
  | { kind: 'close-if-empty' }
  /** The owner deleted the meeting. */
  | { kind: 'close' };

export type Command = ActorCommand | OutsideCommand;
export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>;
