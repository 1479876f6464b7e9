export * from './ports.ts';
export * from './errors.ts';
export type { Valve } from './overload-valve.ts';
export { turnCredentials, type TurnAccess } from './turn-credentials.ts';
export { createMediaService, type MediaServiceOptions } from './mediasoup/media-service.ts';
export { createNodesMediaService, type NodesMediaServiceOptions } from './mediasoup/nodes/nodes-media-service.ts';
export { startMediaNode, type MediaNodeStart, type RunningMediaNode } from './mediasoup/nodes/start-media-node.ts';
