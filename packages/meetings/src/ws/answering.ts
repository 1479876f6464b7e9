import { requests, type Method, type RequestData, type RequestResult } from '@saal/protocol';
import type { z } from 'zod';
import type { Conductor } from '../conductor/conductor.ts';
import { BadRequest } from '../errors.ts';
import type { ClientSession } from './client-session.ts';

type Answering<R> = (client: ClientSession, data: unknown) => Promise<R>;
type ActorCommandOf = Parameters<Conductor['command']>[1];

/** Checks the data by its schema, then works. @throws {BadRequest} with the path of the field */
function checked<T, R>(schema: z.ZodType<T>, work: (client: ClientSession, data: T) => Promise<R>): Answering<R> {
  return (client, raw) => {
    const data = schema.safeParse(raw);
    if (data.success) return work(client, data.data);
    const issue = data.error.issues[0];
    return Promise.reject(new BadRequest(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'does not fit'));
  };
}

/** A request that is a command of somebody inside. */
function command<T>(schema: z.ZodType<T>, commandOf: (data: T) => ActorCommandOf): Answering<Record<string, never>> {
  return checked(schema, async (client, data) => {
    const { conductor, device } = client.inside();
    await conductor.command(device, commandOf(data));
    return {};
  });
}

const data = <M extends Method>(method: M): (typeof requests)[M]['data'] => requests[method].data;

/** What answers each method. A missing one does not compile. */
export const answering: { [M in Method]: Answering<RequestResult<M>> } = {
  'meeting.join': checked(data('meeting.join'), (client, asked) => client.join(asked)),
  'meeting.leave': checked(data('meeting.leave'), async (client) => {
    await client.leave();
    return {};
  }),
  'meeting.set-hand': command(data('meeting.set-hand'), ({ raised }) => ({ kind: 'set-hand', raised })),
  'meeting.lower-hand': command(data('meeting.lower-hand'), ({ participantId }) => ({ kind: 'lower-hand', participantId })),
  'meeting.react': command(data('meeting.react'), ({ reaction }) => ({ kind: 'react', reaction })),
  'meeting.set-away': command(data('meeting.set-away'), ({ away }) => ({ kind: 'set-away', away })),
  'meeting.take-sound': checked(data('meeting.take-sound'), async (client) => {
    const { conductor, device } = client.inside();
    await conductor.takeSound(device);
    return {};
  }),
  'meeting.admit': command(data('meeting.admit'), ({ participantId }) => ({ kind: 'admit', participantId })),
  'meeting.admit-all': command(data('meeting.admit-all'), () => ({ kind: 'admit-all' })),
  'meeting.refuse': command(data('meeting.refuse'), ({ participantId }) => ({ kind: 'refuse', participantId })),
  'meeting.send-to-lobby': command(data('meeting.send-to-lobby'), ({ participantId }) => ({ kind: 'send-to-lobby', participantId })),
  'meeting.set-role': command(data('meeting.set-role'), ({ participantId, role }) => ({ kind: 'set-role', participantId, role })),
  'meeting.set-right': command(data('meeting.set-right'), ({ participantId, right, granted }) => ({
    kind: 'set-right',
    participantId,
    right,
    granted,
  })),
  'meeting.mute': command(data('meeting.mute'), ({ participantId }) => ({ kind: 'mute', participantId })),
  'meeting.mute-all': command(data('meeting.mute-all'), ({ mayUnmuteSelf }) => ({ kind: 'mute-all', mayUnmuteSelf })),
  'meeting.ask-unmute': command(data('meeting.ask-unmute'), ({ participantId }) => ({ kind: 'ask-unmute', participantId })),
  'meeting.stop-camera': command(data('meeting.stop-camera'), ({ participantId }) => ({ kind: 'stop-camera', participantId })),
  'meeting.stop-share': command(data('meeting.stop-share'), ({ participantId, shareId }) => ({
    kind: 'stop-share',
    participantId,
    shareId,
  })),
  'meeting.remove': command(data('meeting.remove'), ({ participantId, keepOut }) => ({ kind: 'remove', participantId, keepOut })),
  'meeting.set-locked': command(data('meeting.set-locked'), ({ locked }) => ({ kind: 'set-locked', locked })),
  'meeting.change-settings': command(data('meeting.change-settings'), ({ settings }) => ({ kind: 'change-settings', settings })),
  'meeting.pin-for-all': command(data('meeting.pin-for-all'), ({ participantIds }) => ({ kind: 'pin-for-all', participantIds })),
  'meeting.set-seat-order': command(data('meeting.set-seat-order'), ({ participantIds }) => ({ kind: 'set-seat-order', participantIds })),
  'meeting.bring-to-stage': command(data('meeting.bring-to-stage'), ({ participantId }) => ({ kind: 'bring-to-stage', participantId })),
  'meeting.answer-stage': command(data('meeting.answer-stage'), ({ accept }) => ({ kind: 'answer-stage', accept })),
  'meeting.leave-stage': command(data('meeting.leave-stage'), () => ({ kind: 'leave-stage' })),
  'meeting.take-off-stage': command(data('meeting.take-off-stage'), ({ participantId }) => ({ kind: 'take-off-stage', participantId })),
  'meeting.start-event': command(data('meeting.start-event'), () => ({ kind: 'start-event' })),
  'meeting.set-backstage': command(data('meeting.set-backstage'), ({ backstage }) => ({ kind: 'set-backstage', backstage })),
  'meeting.say-backstage': command(data('meeting.say-backstage'), ({ text }) => ({ kind: 'say-backstage', text })),
  'meeting.people': checked(data('meeting.people'), async (client, query) => {
    const { conductor, device } = client.inside();
    return conductor.people(device, query);
  }),
  'meeting.ask-question': command(data('meeting.ask-question'), (question) => ({ kind: 'ask-question', ...question })),
  'meeting.vote-question': command(data('meeting.vote-question'), (vote) => ({ kind: 'vote-question', ...vote })),
  'meeting.withdraw-question': command(data('meeting.withdraw-question'), ({ questionId }) => ({ kind: 'withdraw-question', questionId })),
  'meeting.moderate-question': command(data('meeting.moderate-question'), (decision) => ({ kind: 'moderate-question', ...decision })),
  'meeting.end': command(data('meeting.end'), () => ({ kind: 'end' })),

  'media.set-capabilities': checked(data('media.set-capabilities'), (client, asked) => media(client, 'media.set-capabilities', asked)),
  'media.create-transport': checked(data('media.create-transport'), (client, asked) => media(client, 'media.create-transport', asked)),
  'media.connect-transport': checked(data('media.connect-transport'), (client, asked) => media(client, 'media.connect-transport', asked)),
  'media.restart-ice': checked(data('media.restart-ice'), (client, asked) => media(client, 'media.restart-ice', asked)),
  'media.produce': checked(data('media.produce'), (client, asked) => media(client, 'media.produce', asked)),
  'media.pause-producer': checked(data('media.pause-producer'), (client, asked) => media(client, 'media.pause-producer', asked)),
  'media.resume-producer': checked(data('media.resume-producer'), (client, asked) => media(client, 'media.resume-producer', asked)),
  'media.close-producer': checked(data('media.close-producer'), (client, asked) => media(client, 'media.close-producer', asked)),
  'media.watch': checked(data('media.watch'), (client, asked) => media(client, 'media.watch', asked)),
  'media.resume-consumer': checked(data('media.resume-consumer'), (client, asked) => media(client, 'media.resume-consumer', asked)),
  'media.moved': checked(data('media.moved'), (client, asked) => media(client, 'media.moved', asked)),
  'media.report-quality': checked(data('media.report-quality'), async (client, quality) => {
    const { conductor, device } = client.inside();
    conductor.reportQuality(device, quality);
    return {};
  }),
};

function media<M extends Extract<Method, `media.${string}`>>(
  client: ClientSession,
  method: M,
  asked: RequestData<M>,
): Promise<RequestResult<M>> {
  const { conductor, device } = client.inside();
  return conductor.handleMedia(device, method, asked);
}
