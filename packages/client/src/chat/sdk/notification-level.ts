/** How loudly a room speaks, as push rules say it (client-server API, "Push Rules"). */
import { PushRuleActionName, PushRuleKind, type MatrixClient } from 'matrix-js-sdk';
import type { NotificationLevel } from '../model.ts';

export function notificationLevel(client: MatrixClient, roomId: string): NotificationLevel {
  const rules = client.pushRules?.global;
  const silenced = rules?.override?.some(
    ({ enabled, actions, conditions }) =>
      enabled &&
      !actions.includes(PushRuleActionName.Notify) &&
      conditions?.length === 1 &&
      conditions.some((condition) => 'key' in condition && condition.key === 'room_id' && condition.pattern === roomId),
  );
  if (silenced === true) return 'none';
  const ownRule = rules?.room?.find(({ rule_id, enabled }) => rule_id === roomId && enabled);
  return ownRule && !ownRule.actions.includes(PushRuleActionName.Notify) ? 'mentions' : 'all';
}

export async function setNotificationLevel(client: MatrixClient, roomId: string, level: NotificationLevel): Promise<void> {
  const now = notificationLevel(client, roomId);
  if (now === level) return;
  if (now === 'none') await client.deletePushRule('global', PushRuleKind.Override, roomId);
  if (now === 'mentions') await client.deletePushRule('global', PushRuleKind.RoomSpecific, roomId);
  if (level === 'none') {
    await client.addPushRule('global', PushRuleKind.Override, roomId, {
      actions: [],
      conditions: [{ kind: 'event_match', key: 'room_id', pattern: roomId }],
    } as unknown as Parameters<MatrixClient['addPushRule']>[3]);
  }
  if (level === 'mentions') await client.addPushRule('global', PushRuleKind.RoomSpecific, roomId, { actions: [] });
}
