import type {
  Method,
  MeetingSettings,
  ParticipantId,
  QuestionId,
  QuestionState,
  RequestInput,
  RequestResult,
  Right,
  Role,
} from '@saal/protocol';
import type { MeetingSession } from './model.ts';

/** What one asks of a meeting beyond entering and leaving it: each a request, answered when it is done or refused. */
export abstract class MeetingCommands {
  setHand = (raised: boolean) => this.do('meeting.set-hand', { raised });
  lowerHand = (participantId: ParticipantId) => this.do('meeting.lower-hand', { participantId });
  react = (reaction: Parameters<MeetingSession['react']>[0]) => this.do('meeting.react', { reaction });
  takeSound = () => this.do('meeting.take-sound', {});
  admit = (participantId: ParticipantId) => this.do('meeting.admit', { participantId });
  admitAll = () => this.do('meeting.admit-all', {});
  refuse = (participantId: ParticipantId) => this.do('meeting.refuse', { participantId });
  sendToLobby = (participantId: ParticipantId) => this.do('meeting.send-to-lobby', { participantId });
  setRole = (participantId: ParticipantId, role: Role) => this.do('meeting.set-role', { participantId, role });
  setRight = (participantId: ParticipantId, right: Right, granted: boolean | null) =>
    this.do('meeting.set-right', { participantId, right, granted });
  mute = (participantId: ParticipantId) => this.do('meeting.mute', { participantId });
  muteAll = (mayUnmuteSelf: boolean) => this.do('meeting.mute-all', { mayUnmuteSelf });
  askUnmute = (participantId: ParticipantId) => this.do('meeting.ask-unmute', { participantId });
  stopCamera = (participantId: ParticipantId) => this.do('meeting.stop-camera', { participantId });
  stopShare = (participantId: ParticipantId, shareId?: string) =>
    this.do('meeting.stop-share', { participantId, ...(shareId === undefined ? {} : { shareId }) });
  remove = (participantId: ParticipantId, keepOut: boolean) => this.do('meeting.remove', { participantId, keepOut });
  setLocked = (locked: boolean) => this.do('meeting.set-locked', { locked });
  changeSettings = (settings: Partial<MeetingSettings>) => this.do('meeting.change-settings', { settings });
  pinForAll = (participantIds: ParticipantId[]) => this.do('meeting.pin-for-all', { participantIds });
  bringToStage = (participantId: ParticipantId) => this.do('meeting.bring-to-stage', { participantId });
  answerStage = (accept: boolean) => this.do('meeting.answer-stage', { accept });
  leaveStage = () => this.do('meeting.leave-stage', {});
  takeOffStage = (participantId: ParticipantId) => this.do('meeting.take-off-stage', { participantId });
  startEvent = () => this.do('meeting.start-event', {});
  sayBackstage = (text: string) => this.do('meeting.say-backstage', { text });
  people = (place: 'in' | 'waiting', page: number, search?: string) =>
    this.ask('meeting.people', { place, page, ...(search === undefined ? {} : { search }) });
  askQuestion = (text: string, anonymous: boolean) => this.do('meeting.ask-question', { text, anonymous });
  voteQuestion = (questionId: QuestionId, up: boolean) => this.do('meeting.vote-question', { questionId, up });
  withdrawQuestion = (questionId: QuestionId) => this.do('meeting.withdraw-question', { questionId });
  moderateQuestion = (questionId: QuestionId, state: QuestionState, answer?: string) =>
    this.do('meeting.moderate-question', { questionId, state, ...(answer === undefined ? {} : { answer }) });
  setSeatOrder = (participantIds: ParticipantId[]) => this.do('meeting.set-seat-order', { participantIds });

  protected abstract ask<M extends Method>(method: M, data: RequestInput<M>): Promise<RequestResult<M>>;

  protected async do<M extends Method>(method: M, data: RequestInput<M>): Promise<void> {
    await this.ask(method, data);
  }
}
